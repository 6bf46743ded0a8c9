"""Prices of a shipment: those who pack, check, clear and ship need none and write none. As with Frappe's own levels,
what they send in these fields is put back without a word.
"""

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.documents.optional_workflow import is_used

READERS = {
	"Sales User",
	"Sales Manager",
	"Sales Assistant",
	"Account Manager",
	"Operations Manager",
	"Accounts User",
	"Accounts Manager",
	"Stock Manager",
	"System Manager",
}
"""Roles that work with prices."""
ROW_FIELDS = (
	"rate price_list_rate discount_percentage discount_amount margin_type margin_rate_or_amount item_tax_template"
).split()
HEADER_FIELDS = (
	"currency conversion_rate apply_discount_on additional_discount_percentage discount_amount taxes_and_charges"
).split()
_ORDERED = ("Sales Order Item", "so_detail")
_RETURNED = ("Delivery Note Item", "dn_detail")


def may_see_prices() -> bool:
	return bool(READERS & set(frappe.get_roles()))


def keep_prices(note: Document) -> None:
	"""Put prices, discounts and taxes back to what they were; a new row has the price of what it ships or takes back."""
	if may_see_prices() or not is_used("Delivery Note"):
		return
	before = note.get_doc_before_save()
	_keep_rows(note, {row.name: row for row in before.items} if before else {})
	if before:
		for field in HEADER_FIELDS:
			note.set(field, before.get(field))
		note.set("taxes", [row.as_dict() for row in before.taxes])
	else:
		_keep_header_of_orders(note)


def _keep_rows(note: Document, known: dict[str, Document]) -> None:
	doctype, link = _RETURNED if note.is_return else _ORDERED
	lines = _get_lines(doctype, [row.get(link) for row in note.items if row.get(link)])
	for row in note.items:
		old = known.get(row.name)
		source = old if old and old.item_code == row.item_code else lines.get(row.get(link))
		for field in ROW_FIELDS:
			row.set(field, source.get(field) if source else None)  # ERPNext fills in the price list's


def _get_lines(doctype: str, names: list[str]) -> dict[str, dict]:
	"""Rows of an order or, for a return, of the note that goes back."""
	if not names:
		return {}
	rows = frappe.get_all(doctype, {"name": ("in", names)}, ["name", *ROW_FIELDS], order_by="name asc")
	return {row.name: row for row in rows}


def _keep_header_of_orders(note: Document) -> None:
	"""A discount that no order of the note has is nobody's at the packing table."""
	names = {row.against_sales_order for row in note.items if row.against_sales_order}
	given = names and frappe.db.exists("Sales Order", {"name": ("in", names), "discount_amount": ("!=", 0)})
	if not given and (flt(note.discount_amount) or flt(note.additional_discount_percentage)):
		note.discount_amount = note.additional_discount_percentage = 0
