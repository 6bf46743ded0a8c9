"""What happens after a client's answer, and until when: shown with the receipt, as long as it has not happened."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.people.working_days import add_working_days
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows import sow
from salesflow_app.sealing import copies
from salesflow_app.signing import countersign
from salesflow_app.text.formats import date

DAYS = 2
"""Working days within which somebody of ours takes up an answer."""


def get_sentences(doc: Document, receipt: dict[str, str]) -> list[str]:
	"""Empty for answers after which the client waits for nothing, and for what has been done since."""
	until = date(add_working_days(receipt["on_utc"][:10], DAYS, doc.get("company")))
	if receipt["event"] == "signed":
		return _get_after_signature(doc, receipt, until)
	if receipt["event"] == "accepted":
		return _get_after_acceptance(doc, until)
	return {
		"changes_requested": [
			_("We read what you wrote, and will send you a new version or call you by {0}.").format(until)
		],
		"declined": [_("You need not do anything else. We will not send you reminders of this document.")],
	}.get(receipt["event"], [])


def _get_after_signature(doc: Document, receipt: dict[str, str], until: str) -> list[str]:
	sentences = []
	if not copies.find(doc.doctype, doc.name, receipt["content_hash"]):
		sentences.append(_("We email you the signed document within the next minutes."))
	if doc.doctype == "SOW" and countersign.is_due(doc):
		sentences.append(_("We countersign it, and then email you the sealed copy."))
	if doc.doctype == "Contract":
		sentences.append(_("Each piece of work under it is agreed in a statement of work of its own."))
	elif not _is_under_way(doc):
		sentences.append(
			_("We prepare your order and will be in touch about the start by {0}.").format(until)
		)
	return sentences


def _get_after_acceptance(doc: Document, until: str) -> list[str]:
	if doc.doctype == "Payment Milestone":
		is_open = doc.workflow_state in (states.ACCEPTED, states.READY_TO_BILL, states.DRAFT_INVOICED)
		return [_("We will send you the invoice for this milestone.")] if is_open else []
	if _is_followed(doc):
		return []
	return [
		_(
			"We prepare what follows, the statement of work or your order, and will be in touch by {0}."
		).format(until)
	]


def _is_under_way(doc: Document) -> bool:
	"""Was the order approved, or did the SOW end?"""
	if doc.workflow_state in (sow.TERMINATED, sow.COMPLETED):
		return True
	return bool(doc.sales_order and frappe.db.get_value("Sales Order", doc.sales_order, "docstatus"))


def _is_followed(doc: Document) -> bool:
	"""Is the SOW out, or the order approved?"""
	if frappe.db.exists("SOW", {"work_proposal": doc.name, "sent_on": ("is", "set")}):
		return True
	ordered = {"prevdoc_docname": doc.quotation, "docstatus": 1}
	return bool(doc.quotation and frappe.db.exists("Sales Order Item", ordered))
