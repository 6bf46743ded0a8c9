"""Returns: a document of what comes back, with negative quantities, against the one it went out with."""

import frappe
from erpnext.controllers.mapped import SUBMITTED, complete, to
from frappe import _
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.utils import flt

ORDER_FIELDS = {
	"Sales Invoice": ("sales_order", "so_detail", "delivery_note", "dn_detail"),
	"Delivery Note": ("against_sales_order", "so_detail", "against_sales_invoice", "si_detail"),
}
"""DocType -> what else a row of a return has in common with the row it returns, although copies have not."""
ROW_LINKS = {"Sales Invoice": "sales_invoice_item", "Delivery Note": "dn_detail"}
"""DocType -> the field of its rows that names the row they return."""


class StockOverReturnError(frappe.ValidationError):
	"""More comes back than went out."""


def validate_return(doc: Document) -> None:
	"""Refuse a return that does not fit what it returns. Nothing for other documents.

	The rows of a Delivery Note are looked at when it is submitted: see `validate_returned_rows`.
	"""
	if not doc.is_return:
		return
	if doc.return_against:
		_validate_source(doc)
		if doc.doctype == "Sales Invoice":
			validate_returned_rows(doc)
		return
	for row in doc.items:
		if flt(row.qty) > 0:
			frappe.throw(_("For an item {0}, quantity must be negative number").format(row.item_code))


def _validate_source(doc: Document) -> None:
	docstatus, customer = frappe.db.get_value(doc.doctype, doc.return_against, ["docstatus", "customer"])
	if docstatus != 1:
		frappe.throw(_("{0} {1} is not submitted").format(_(doc.doctype), doc.return_against))
	if customer != doc.customer:
		frappe.throw(_("{0} is not a document of {1}").format(doc.return_against, doc.customer))


def validate_returned_rows(doc: Document) -> None:
	"""Refuse rows of other items, of more pieces or at a higher rate than the document they return has."""
	is_invoice = doc.doctype == "Sales Invoice"
	rows = {row.name: row for row in frappe.get_doc(doc.doctype, doc.return_against).items}
	items = {row.item_code for row in rows.values()}
	for row in doc.items:
		if is_invoice and row.item_code not in items:
			frappe.throw(
				_("Row # {0}: Returned Item {1} does not exist in {2} {3}").format(
					row.idx, row.item_code, _(doc.doctype), doc.return_against
				)
			)
		if flt(row.qty) > 0:
			label = _("Qty") if is_invoice else _("Stock Qty")
			frappe.throw(_("{0} must be negative in return document").format(label))
		if sold := rows.get(row.get(ROW_LINKS[doc.doctype])):
			_validate_returned_row(doc, row, sold)


def _validate_returned_row(doc: Document, row: Document, sold: Document) -> None:
	left = flt(sold.qty) - get_returned_qty(doc.doctype, sold.name, but=doc.name)
	if left <= 0:
		frappe.throw(_("Item {0} has already been returned").format(row.item_code), StockOverReturnError)
	if abs(flt(row.qty)) > left:
		frappe.throw(
			_("Row # {0}: Cannot return more than {1} for Item {2}").format(row.idx, left, row.item_code),
			StockOverReturnError,
		)
	if flt(row.rate) > flt(sold.rate):
		frappe.throw(
			_("Row # {0}: Rate cannot be greater than the rate used in {1} {2}").format(
				row.idx, doc.doctype, doc.return_against
			)
		)


def get_returned_qty(doctype: str, row: str, but: str | None = None) -> float:
	"""How much of a row submitted returns took back already."""
	item, document = frappe.qb.DocType(f"{doctype} Item"), frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(item)
		.join(document)
		.on(document.name == item.parent)
		.select(item.qty)
		.where((item[ROW_LINKS[doctype]] == row) & (document.is_return == 1) & (document.docstatus == 1))
	)
	if but:
		query = query.where(document.name != but)
	return sum(abs(flt(qty)) for (qty,) in query.run())


def make_return_doc(doctype: str, source_name: str, target_doc: Document | str | None = None) -> Document:
	"""A return, not saved, of what was not returned yet."""
	link = ROW_LINKS[doctype]

	def finish(source: Document, target: Document) -> None:
		target.update({"is_return": 1, "return_against": source.name, "set_warehouse": ""})
		if doctype == "Sales Invoice":
			target.select_print_heading = _("Credit Note")
		_turn_fixed_amounts(target)
		complete(target)

	def give_back(row: Document, target: Document, _source: Document) -> None:
		qty = get_returned_qty(doctype, row.name) - flt(row.qty)
		target.update({"qty": qty, "stock_qty": qty * flt(row.conversion_factor or 1), link: row.name})
		target.update({field: row.get(field) for field in ORDER_FIELDS[doctype]})

	numbers = {field: field for field in ("serial_no", "batch_no")}
	tables = {
		doctype: to(doctype, validation=SUBMITTED),
		f"{doctype} Item": to(f"{doctype} Item", numbers, postprocess=give_back),
		"Payment Schedule": to("Payment Schedule"),
	}
	return get_mapped_doc(doctype, source_name, tables, target_doc, finish)


def _turn_fixed_amounts(target: Document) -> None:
	"""Amounts that nobody computes anew are given back, too."""
	for tax in target.get("taxes") or []:
		if tax.charge_type == "Actual":
			tax.tax_amount *= -1
	if target.apply_discount_on and target.discount_amount:
		target.discount_amount *= -1
	for row in target.get("payment_schedule") or []:
		row.payment_amount = -flt(row.payment_amount)
