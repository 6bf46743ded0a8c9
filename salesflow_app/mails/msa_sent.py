"""MSA sent: the client's signatory gets the link to read and sign; before the last day, a reminder."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.mails.message import Mail
from salesflow_app.mails.sow_sent import get_closing
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.signing import links, recall
from salesflow_app.text.formats import date

EVENT = "MSA Sent"


def send_msa_sent(msa: Document) -> None:
	"""When it is sent; its next version is a Contract of its own."""
	entries.add(EVENT, msa, f"{EVENT}:{msa.name}:{msa.version}", version=msa.version)


def write(msa: Document, moment: frappe._dict) -> Mail:
	recall.validate_still_sent(msa, moment)
	return _write(
		msa,
		_("Agreement for your signature: {0}").format(_(msa.title)),
		_(
			"Our agreement is ready. It is the frame for all work that we agree on. Please read and sign it online, or tell us what to change."
		),
	)


def write_reminder(msa: Document) -> Mail:
	"""The reminder before the last day; `answer_reminder.py` says when."""
	return _write(
		msa,
		_("Reminder: {0} can be signed until {1}").format(_(msa.title), date(msa.valid_till)),
		_("Our agreement is still waiting for your signature. Please sign it, or tell us what to change."),
	)


def _write(msa: Document, subject: str, sentence: str) -> Mail:
	name = msa.delegate_name or msa.signatory_name
	address, secret = links.get_way(msa, access.get_answering(msa), name, f"/salesflow/msas/{msa.name}")
	return write_to_client(
		[access.get_answering(msa)],
		subject,
		sentence,
		company=msa.company,
		name=name,
		manager=msa.account_manager,
		facts=get_facts(msa),
		button=(_("Read and sign"), address),
		closing=get_closing(secret),
		secret=secret,
	)


def get_facts(msa: Document) -> list[tuple[str, str]]:
	return [
		(_("Document"), f"{_(msa.title)} ({msa.name}, {_('version')} {msa.version})"),
		(_("Valid from"), date(msa.start_date)),
		(_("Valid until"), date(msa.end_date)),
		(_("Sign until"), date(msa.valid_till)),
	]
