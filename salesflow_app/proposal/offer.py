"""The Quotation of a Work Proposal follows the proposal, so nobody changes, submits or links it by hand."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.documents.acts import is_system_act

FIELDS = ("quotation_to", "party_name", "company", "currency", "valid_till", "taxes_and_charges")
NUMBERS = ("conversion_rate", "total", "discount_amount", "grand_total")
ROW = ("item_code", "qty", "uom", "rate", "description")


def validate_quotation(doc: Document) -> None:
	"""Refuse changes to the draft, and a link to a proposal that its approval did not set."""
	before = doc.get_doc_before_save()
	known = before.salesflow_work_proposal if before else None
	if is_system_act(doc) or (not doc.salesflow_work_proposal and not known):
		return
	if doc.salesflow_work_proposal != known:
		frappe.throw(
			_(
				"Quotation {0}, Work Proposal: this link is set when the proposal is approved. Do not change it."
			).format(doc.name or _("(new)"))
		)
	refuse_change(doc, before)


def validate_submit(doc: Document) -> None:
	"""Sending the proposal submits it, nothing else."""
	if doc.salesflow_work_proposal and not is_system_act(doc):
		frappe.throw(
			_(
				"Quotation {0} is submitted when Work Proposal {1} is sent to the client. Use “Send to Client” there."
			).format(doc.name, doc.salesflow_work_proposal),
			frappe.PermissionError,
		)


def validate_change_after_submit(doc: Document) -> None:
	"""Keep the link, and refuse any offer other than the one that was sent."""
	before = doc.get_doc_before_save()
	if before.salesflow_work_proposal:
		doc.salesflow_work_proposal = before.salesflow_work_proposal
		refuse_change(doc, before)


def refuse_change(doc: Document, before: Document) -> None:
	"""Refuse any price, party, term or line that is not the proposal's."""
	if get_offer(doc) != get_offer(before):
		frappe.throw(
			_(
				"Quotation {0} follows Work Proposal {1}. Change the proposal; approving it updates the quotation."
			).format(doc.name, before.salesflow_work_proposal)
		)


def get_offer(doc: Document) -> tuple:
	"""What was offered, in a form that can be compared."""
	return (
		*(str(doc.get(fieldname) or "") for fieldname in FIELDS),
		*(flt(doc.get(fieldname), 6) for fieldname in NUMBERS),
		*(tuple(get_value(row, fieldname) for fieldname in ROW) for row in doc.items),
	)


def get_value(row: Document, fieldname: str) -> str | float:
	value = row.get(fieldname)
	return flt(value, 6) if fieldname in ("qty", "rate") else str(value or "")
