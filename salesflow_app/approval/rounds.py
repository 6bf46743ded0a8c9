"""Decisions about a document, kept for good. A round begins when the document is sent for approval."""

import frappe
from frappe.model.document import Document

from salesflow_app.approval.content import get_approved_content, get_key
from salesflow_app.approval.levels import Level
from salesflow_app.documents.acts import system_act
from salesflow_app.evidence.canonical import canonical_bytes

DOCTYPE = "Salesflow Approval Entry"
REQUESTED, APPROVED, RETURNED, ASKED, ANSWERED, VOIDED = (
	"Requested",
	"Approved",
	"Returned",
	"Asked",
	"Answered",
	"Voided",
)
ENDS_ROUND = (REQUESTED, RETURNED, VOIDED)
MAILS = ("Approval Asked", "Approver's Question", "Approver's Answer")
FIELDS = (
	"name sequence decision level is_last by_user for_user asked rule_reason reason content_hash creation"
).split()


def get_entries(doc: Document) -> list[frappe._dict]:
	"""Everything decided about this document, the oldest first; nothing of an older one that had its name."""
	filters = {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name or "",
		"creation": (">=", doc.creation),
	}
	return frappe.get_all(DOCTYPE, filters, FIELDS, order_by="sequence asc")


def get_round(doc: Document) -> list[frappe._dict]:
	"""The entries since the document was last sent for approval, or lost what was approved of it."""
	entries = get_entries(doc)
	last = max((n for n, entry in enumerate(entries) if entry.decision in ENDS_ROUND), default=-1)
	return entries[last + 1 :]


def get_approvals(doc: Document) -> list[frappe._dict]:
	"""Approvals of this round that cover the content as it is."""
	approved = [entry for entry in get_round(doc) if entry.decision == APPROVED]
	key = get_key(doc) if approved else ""
	return [entry for entry in approved if entry.content_hash == key]


def get_open_levels(doc: Document, levels: list[Level]) -> list[Level]:
	"""Levels that have not approved yet. What was approved under another rule counts for nothing."""
	done = {(entry.level, entry.asked) for entry in get_approvals(doc)}
	return [level for level in levels if (level.number, level.label) not in done]


def record(
	doc: Document,
	decision: str,
	*,
	level: Level | None = None,
	for_user: str = "",
	reason: str = "",
	is_last: bool = False,
) -> None:
	"""Add a decision of the session's user, in the transaction of the act itself."""
	entries = get_entries(doc)
	entry = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"sequence": (entries[-1].sequence if entries else 0) + 1,
			"decision": decision,
			"level": level.number if level else 0,
			"is_last": int(is_last),
			"by_user": frappe.session.user,
			"for_user": for_user,
			"asked": level.label if level else "",
			"rule_reason": level.reason[:140] if level else "",
			"reason": reason,
			"content_hash": get_key(doc) if decision == APPROVED else "",
			"content": canonical_bytes(get_approved_content(doc)).decode() if is_last else "",
		}
	)
	with system_act(entry):
		entry.insert(ignore_permissions=True)  # nobody has the right to write decisions by hand


def forget(doc: Document) -> None:
	"""What was decided about a draft of ERPNext's goes with it, and so does the record of the mails that asked."""
	of_doc = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	frappe.db.delete(DOCTYPE, of_doc)
	frappe.db.delete("Salesflow Outbox Entry", {**of_doc, "event": ("in", MAILS)})
