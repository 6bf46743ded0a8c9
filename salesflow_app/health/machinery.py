"""What runs by itself: the clock, mails, the outbox, seals, signing providers, keys."""

from collections.abc import Iterator
from datetime import datetime, timezone

import frappe
from cryptography import x509
from frappe import _
from frappe.utils import add_to_date, get_datetime, now_datetime

from salesflow_app.evidence import keys
from salesflow_app.outbox import entries, keepers
from salesflow_app.text.formats import moment

SWEEP = "salesflow_app.outbox.sweep.sweep"
MINUTES_LATE = 15
DAYS_OF_FAILURES = 7
DAYS_BEFORE_END = 60
Found = Iterator[tuple[str, str]]


def find_scheduler() -> Found:
	"""The clock is off, or has not called us for a while."""
	fields = ["last_execution", "stopped"]
	job = frappe.db.get_value("Scheduled Job Type", {"method": SWEEP}, fields, as_dict=True)
	if not job or job.stopped:
		yield (
			_("The scheduled job {0} is missing or stopped. Untick Stopped, or run bench migrate.").format(
				SWEEP
			),
			"scheduled-job-type",
		)
	elif not job.last_execution or get_datetime(job.last_execution) < _ago(minutes=MINUTES_LATE):
		ran = _("The scheduler last ran on {0}.").format(moment(job.last_execution))
		yield (
			_(
				"{0} Mails, reminders and expiries wait for it. "
				"Run “bench --site {1} enable-scheduler” and start the workers."
			).format(ran if job.last_execution else _("The scheduler has not run yet."), frappe.local.site),
			"scheduled-job-type",
		)


def find_mail_account() -> Found:
	"""There is no account to send from."""
	account = {"enable_outgoing": 1, "default_outgoing": 1}
	if not frappe.db.exists("Email Account", account) and not frappe.conf.get("mail_server"):
		yield (
			_("No Email Account is the default for outgoing mail. Tick Default Outgoing in one."),
			"email-account",
		)


def find_refused_mails() -> Found:
	"""Mails that the server refused lately: how many, and when the last one."""
	rows = frappe.get_all(
		"Email Queue",
		{"status": "Error", "modified": (">", _ago(days=DAYS_OF_FAILURES))},
		["name", "modified"],
		order_by="modified desc",
	)
	if rows:
		yield (
			_(
				"{0} mails of the last {1} days failed, the last one on {2}. Open them, mend the cause, then Send Now."
			).format(len(rows), DAYS_OF_FAILURES, moment(rows[0].modified)),
			"email-queue?status=Error",
		)


def find_outbox() -> Found:
	yield from _find_rows(
		(entries.MAIL, entries.DOSSIER),
		_("{0} rows of the outbox failed. Open them, mend the cause, then use Send Again."),
	)
	waiting = {"state": entries.PENDING, "next_try": ("<", _ago(minutes=MINUTES_LATE))}
	if late := frappe.db.count(entries.DOCTYPE, waiting):
		yield (
			_(
				"{0} rows of the outbox wait for more than {1} minutes. Start the workers and the scheduler."
			).format(late, MINUTES_LATE),
			"salesflow-outbox-entry?state=Pending",
		)


def find_mails_without_reader() -> Found:
	"""Mails that nobody got, and that somebody still has to look after."""
	if number := keepers.count_without_reader():
		yield (
			_(
				"Mails that have nobody to go to: {0}. Each says why. Name somebody, then use Send Again; "
				"or close the task about it where the mail is no longer needed."
			).format(number),
			"salesflow-outbox-entry?state=Not%20Sent",
		)


def find_seals() -> Found:
	yield from _find_rows(
		(entries.SEAL,),
		_(
			"{0} sealed PDFs could not be made. Open the rows of kind Seal, mend the cause, then use Send Again."
		),
	)


def find_providers() -> Found:
	yield from _find_rows(
		(entries.PROVIDER, entries.PROVIDER_ANSWER),
		_(
			"{0} calls of the signing provider failed. Check Signing Provider in Salesflow Settings, then use Send Again."
		),
	)


def _find_rows(kinds: tuple[str, ...], sentence: str) -> Found:
	"""Failed rows of the outbox of these kinds: how many. What they say is for those who may read them."""
	if number := frappe.db.count(entries.DOCTYPE, {"state": entries.FAILED, "kind": ("in", kinds)}):
		route = f"salesflow-outbox-entry?state=Failed&kind={kinds[0]}"
		yield sentence.format(number), route if len(kinds) == 1 else "salesflow-outbox-entry?state=Failed"


def find_keys() -> Found:
	"""The key file is there, its owner's alone, and the certificate of the seal lasts."""
	path = keys.get_path()
	if not path.is_file():
		yield (
			_(
				"The key file {0} is missing. Restore it from a backup: nothing old can be checked without it."
			).format(path.name),
			"salesflow-evidence-entry",
		)
		return
	if path.stat().st_mode & 0o077:
		yield (
			_("The key file {0} can be read by others on the server. Run “chmod 600” on it.").format(
				path.name
			),
			"salesflow-evidence-entry",
		)
	yield from _find_end_of_certificate()


def _find_end_of_certificate() -> Found:
	certificate = x509.load_pem_x509_certificate(keys.get_seal_key().certificate.encode())
	left = (certificate.not_valid_after_utc - datetime.now(timezone.utc)).days
	if left < DAYS_BEFORE_END:
		yield (
			_(
				"The certificate of the seal ends in {0} days. Run “bench --site {1} salesflow-keys --new seal”."
			).format(left, frappe.local.site),
			"salesflow-evidence-entry",
		)


def _ago(**span: int) -> datetime:
	return add_to_date(now_datetime(), **{unit: -number for unit, number in span.items()})
