"""Credit notes: does one lower what is open of the invoice it credits, or stay open itself?"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form


def set_update_outstanding_for_self(doc: Document) -> None:
	"""A credit note of more than is open of its invoice stays open itself; the user is told."""
	if not (doc.is_return and doc.return_against) or doc.update_outstanding_for_self:
		return
	invoice = get_link_to_form("Sales Invoice", doc.return_against)
	outstanding = flt(frappe.db.get_value("Sales Invoice", doc.return_against, "outstanding_amount"))
	total = abs(flt(doc.rounded_total) or flt(doc.grand_total))
	if outstanding < total:
		doc.update_outstanding_for_self = 1
		text = _(
			"The outstanding amount {} in {} is lesser than {}. Updating the outstanding to this invoice. <br><br>And you can use {} tool to reconcile against {} later."
		)
		frappe.msgprint(text.format(outstanding, invoice, total, _get_tool(), invoice))


def _get_tool() -> str:
	return get_link_to_form("Payment Reconciliation", "Payment Reconciliation", _("Payment Reconciliation"))
