"""What the site keeps about documents, as entries: changes, records, mails, tasks, files, comments. One statement each.

Whether the reader may read the document is asked once, where the entries come together (`collecting.py`).
"""

import json
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import get_datetime

from salesflow_app.dossier import entries as kinds
from salesflow_app.dossier.entries import Entry
from salesflow_app.evidence.site_records import ENTRY
from salesflow_app.text.formats import one_line, read_utc

Found = dict[str, list[str]]

VIEWS = ("viewed", "link_opened", "previewed")
SIGNATURES = (
	"signed accepted countersigned sealed certificate_kept code_sent code_passed code_failed deemed_accepted "
	"delegation_asked delegated envelope_sent envelope_voided"
).split()
APPROVALS = "approved in_review senior_review legal_review ready sent_back reworked revised".split()
SAID_ELSEWHERE = ("level_approved", "question_asked", "question_answered", "approval_voided")
"""Salesflow Approval Entry tells more of these."""
SPOKEN = ("Communication", "Automated Message")
LOST = "Salesflow Lost Analysis"


def _list(doctype: str, found: Found, fields: list[str], prefix: str = "reference_", **filters) -> list:
	"""Rows that point to documents of the deal by type and name."""
	type_field, name_field = f"{prefix}doctype", f"{prefix}name"
	if prefix == "ref_":
		type_field, name_field = "ref_doctype", "docname"
	elif prefix == "reference_" and doctype == "ToDo":
		type_field = "reference_type"
	names = [name for each in found.values() for name in each]
	rows = frappe.get_all(
		doctype,
		{type_field: ("in", list(found)), name_field: ("in", names), **filters},
		["name", "creation", "owner", f"{type_field} as doctype_of", f"{name_field} as name_of", *fields],
		order_by="creation asc, name asc",
	)
	known = {(kind, name) for kind, each in found.items() for name in each}
	return [row for row in rows if (row.doctype_of, row.name_of) in known]


def get_changes(found: Found) -> Iterator[Entry]:
	"""Versions; what changed is read for those that are shown (`changes.py`)."""
	for row in _list("Version", found, [], "ref_"):
		title = _("{0} {1} changed").format(_(row.doctype_of), row.name_of)
		yield Entry(
			row.creation,
			kinds.VERSION,
			row.doctype_of,
			row.name_of,
			title,
			row.owner,
			record=("Version", row.name),
		)


def get_evidence(found: Found) -> Iterator[Entry]:
	"""What the insert-only records tell."""
	fields = ["event", "occurred_at", "actor_kind", "actor", "actor_name", "words", "document_version"]
	for row in _list(ENTRY, found, fields):
		if row.event in SAID_ELSEWHERE:
			continue
		version = _("version {0}").format(row.document_version) if row.document_version else ""
		title = ", ".join(
			filter(None, [f"{_(row.doctype_of)} {row.name_of}: {_(row.event.replace('_', ' '))}", version])
		)
		yield Entry(
			read_utc(row.occurred_at.replace("+00:00", "Z")),
			get_evidence_kind(row),
			row.doctype_of,
			row.name_of,
			title,
			row.actor_name or row.actor or "",
			row.words or "",
			(ENTRY, row.name),
			needs=ENTRY,
		)


def get_evidence_kind(row: frappe._dict) -> str:
	"""The kind of entry that an act is; what a client said without signing is their words."""
	if row.event in VIEWS:
		return kinds.VIEW
	if row.event in SIGNATURES:
		return kinds.SIGNATURE
	if row.actor_kind == "Client" and row.words:
		return kinds.WORDS
	return kinds.APPROVAL if row.event in APPROVALS else kinds.STEP


def get_approvals(found: Found) -> Iterator[Entry]:
	doctype = "Salesflow Approval Entry"
	for row in _list(doctype, found, ["decision", "level", "by_user", "for_user", "reason"]):
		title = f"{_(row.doctype_of)} {row.name_of}: {_(row.decision)}"
		if row.level:
			title = _("{0} (level {1})").format(title, row.level)
		who = row.by_user if not row.for_user else _("{0} for {1}").format(row.by_user, row.for_user)
		yield Entry(
			row.creation,
			kinds.APPROVAL,
			row.doctype_of,
			row.name_of,
			title,
			who or "",
			row.reason or "",
			(doctype, row.name),
			needs=doctype,
		)


def get_offline_answers(found: Found) -> Iterator[Entry]:
	doctype = "Salesflow Offline Answer"
	fields = ["way", "status", "answered_by", "answered_on", "recorded_by", "confirmed_by", "file", "remarks"]
	for row in _list(doctype, found, fields):
		title = _("{0} {1}: answer of {2} on paper, {3}").format(
			_(row.doctype_of), row.name_of, row.answered_by or "–", _(row.status)
		)
		yield Entry(
			row.creation,
			kinds.SIGNATURE,
			row.doctype_of,
			row.name_of,
			title,
			row.recorded_by or row.owner,
			row.remarks or "",
			(doctype, row.name),
			row.file or "",
			needs=doctype,
		)


def get_mails(found: Found) -> Iterator[Entry]:
	fields = ["subject", "sender", "recipients", "communication_date", "sent_or_received"]
	for row in _list("Communication", found, fields, communication_type=("in", SPOKEN)):
		is_received = row.sent_or_received == "Received"
		title = (_("Mail received: {0}") if is_received else _("Mail sent: {0}")).format(row.subject or "–")
		words = _("To: {0}").format(row.recipients) if row.recipients else ""
		at = row.communication_date or row.creation
		yield Entry(
			at,
			kinds.MAIL,
			row.doctype_of,
			row.name_of,
			title,
			row.sender or "",
			words,
			("Communication", row.name),
		)


def get_tasks(found: Found) -> Iterator[Entry]:
	for row in _list("ToDo", found, ["description", "allocated_to", "status", "assigned_by", "date"]):
		title = _("Task for {0}, {1}").format(row.allocated_to or "–", _(row.status))
		yield Entry(
			row.creation,
			kinds.TASK,
			row.doctype_of,
			row.name_of,
			title,
			row.assigned_by or row.owner,
			one_line(row.description),
			("ToDo", row.name),
		)


def get_comments(found: Found) -> Iterator[Entry]:
	"""What somebody wrote, and what the app noted for people to read."""
	shown = ("in", ("Comment", "Info"))
	for row in _list("Comment", found, ["content", "comment_email", "comment_type"], comment_type=shown):
		title = _("Comment on {0} {1}").format(_(row.doctype_of), row.name_of)
		yield Entry(
			row.creation,
			kinds.NOTE,
			row.doctype_of,
			row.name_of,
			title,
			row.comment_email or row.owner,
			one_line(row.content),
			("Comment", row.name),
		)


def get_files(found: Found) -> Iterator[Entry]:
	for row in _list("File", found, ["file_name", "file_url"], "attached_to_", is_folder=0):
		title = _("File {0} on {1} {2}").format(row.file_name or "–", _(row.doctype_of), row.name_of)
		yield Entry(
			row.creation,
			kinds.FILE,
			row.doctype_of,
			row.name_of,
			title,
			row.owner,
			record=("File", row.name),
			file_url=row.file_url or "",
		)


def get_progress(found: Found) -> Iterator[Entry]:
	"""The progress log and the leader's advice on opportunities."""
	names = {"parenttype": "Opportunity", "parent": ("in", found.get("Opportunity") or [""])}
	fields = ["name", "parent", "creation", "owner", "progress_date", "activity", "note", "reported_by"]
	for row in frappe.get_all(
		"Salesflow Opportunity Progress", names, fields, order_by="creation asc, name asc"
	):
		title = _("Progress of {0}: {1}").format(row.parent, row.activity or "–")
		who = row.reported_by or row.owner
		yield Entry(row.creation, kinds.NOTE, "Opportunity", row.parent, title, who, row.note or "")


def get_advice(found: Found) -> Iterator[Entry]:
	advised = {"name": ("in", found.get("Opportunity") or [""]), "salesflow_advice": ("is", "set")}
	fields = ["name", "creation", "salesflow_advice", "salesflow_advice_by", "salesflow_advice_on"]
	for row in frappe.get_all("Opportunity", advised, fields, order_by="name asc"):
		at, who = row.salesflow_advice_on or row.creation, row.salesflow_advice_by or ""
		yield Entry(
			at,
			kinds.NOTE,
			"Opportunity",
			row.name,
			_("Advice on {0}").format(row.name),
			who,
			row.salesflow_advice,
		)


def get_meetings(found: Found) -> Iterator[Entry]:
	names = {"parenttype": "Discovery", "parent": ("in", found.get("Discovery") or [""])}
	fields = ["name", "parent", "creation", "owner", "meeting_date", "place", "held", "notes"]
	for row in frappe.get_all("Discovery Meeting", names, fields, order_by="creation asc, name asc"):
		state = _("held") if row.held else _("planned")
		title = _("Meeting of {0}, {1}: {2}").format(row.parent, state, row.place or "–")
		at = get_datetime(row.meeting_date) if row.meeting_date else row.creation
		yield Entry(at, kinds.NOTE, "Discovery", row.parent, title, row.owner, one_line(row.notes))


def get_answers(found: Found) -> Iterator[Entry]:
	"""What clients promised, disputed or answered about their invoices."""
	names = {"name": ("in", found.get("Payment Follow Up") or [""])}
	fields = ["name", "creation", "client_user", "owner_user", "answer", "dispute_reason", "customer_name"]
	for row in frappe.get_all("Payment Follow Up", names, fields, order_by="creation asc, name asc"):
		if words := row.answer or row.dispute_reason:
			title = _("{0} about their invoices").format(row.customer_name or row.name)
			who = row.client_user or row.owner_user or ""
			yield Entry(row.creation, kinds.WORDS, "Payment Follow Up", row.name, title, who, one_line(words))


def get_lost(found: Found) -> Iterator[Entry]:
	"""Why it was lost. Its leader alone reads it, and nothing that is attached to it is read here."""
	fields = ["leader", "lost_reasons", "competitors", "detailed_reason", "analysis"]
	for row in _list(LOST, found, fields):
		parts = [row.lost_reasons, row.competitors, row.detailed_reason, row.analysis]
		words = "; ".join(one_line(part) for part in parts if part)
		title = _("Lost Analysis of {0} {1}").format(_(row.doctype_of), row.name_of)
		yield Entry(
			row.creation,
			kinds.LOST,
			row.doctype_of,
			row.name_of,
			title,
			"",
			words,
			(LOST, row.name),
			needs=LOST,
		)


ALL = (
	get_changes,
	get_evidence,
	get_approvals,
	get_offline_answers,
	get_mails,
	get_tasks,
	get_comments,
	get_files,
	get_progress,
	get_advice,
	get_meetings,
	get_answers,
	get_lost,
)


def read_json(text: str | None) -> dict:
	"""What a Version holds; empty where it cannot be read."""
	try:
		data = json.loads(text or "{}")
	except ValueError:
		return {}
	return data if isinstance(data, dict) else {}
