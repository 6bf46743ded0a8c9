"""Credit notes: does one lower what is open of the invoice it credits, or stay open itself?"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form


def set_update_outstanding_for_self(doc: Document) -> None:
	"""A credit note of more than is open of its invoice stays open itself; the user is told either way."""
	if not (doc.is_return and doc.return_against):
		return
	invoice = get_link_to_form("Sales Invoice", doc.return_against)
	if doc.update_outstanding_for_self:
		_tell_choice(doc, invoice)
		return
	outstanding = flt(frappe.db.get_value("Sales Invoice", doc.return_against, "outstanding_amount"))
	total = abs(flt(doc.rounded_total) or flt(doc.grand_total))
	if outstanding < total:
		doc.update_outstanding_for_self = 1
		text = _(
			"The outstanding amount {} in {} is lesser than {}. Updating the outstanding to this invoice. <br><br>And you can use {} tool to reconcile against {} later."
		)
		frappe.msgprint(text.format(outstanding, invoice, total, _get_tool(), invoice))


def _tell_choice(doc: Document, invoice: str) -> None:
	text = _(
		"We can see {0} is made against {1}. If you want {1}'s outstanding to be updated, uncheck '{2}' checkbox. <br><br>Or you can use {3} tool to reconcile against {1} later."
	)
	label = _(doc.meta.get_label("update_outstanding_for_self"))
	frappe.msgprint(text.format(frappe.bold(_("Credit Note")), invoice, frappe.bold(label), _get_tool()))


def _get_tool() -> str:
	return get_link_to_form("Payment Reconciliation", "Payment Reconciliation", _("Payment Reconciliation"))
