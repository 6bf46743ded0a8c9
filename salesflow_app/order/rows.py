"""Which Sales Orders the rows of a Delivery Note or Sales Invoice belong to, whichever of their links says so."""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document

ORDER_FIELD = {"Delivery Note": "against_sales_order", "Sales Invoice": "sales_order"}

Known = dict[str, set[str]]
"""Value of a link -> the Sales Orders that it leads to."""


def get_orders(doc: Document) -> set[str]:
	"""Every order that a row belongs to."""
	return set().union(*find_orders(doc))


def find_orders(doc: Document) -> list[set[str]]:
	"""The orders of each row: named, by the order's line, by a delivery. One statement for each of the last two.

	Several guards of one save ask; as long as the rows' links stay, the first answer holds.
	"""
	fields = (ORDER_FIELD[doc.doctype], "so_detail", "dn_detail", "delivery_note")
	links = [tuple(row.get(field) for field in fields) for row in doc.items]
	known = doc.flags.salesflow_orders
	if not known or known[0] != links:
		known = doc.flags.salesflow_orders = (links, _find_orders(doc))
	return known[1]


def _find_orders(doc: Document) -> list[set[str]]:
	links: list[tuple[str, Known]] = [("so_detail", _get_orders_of_lines(doc.items))]
	if doc.doctype == "Sales Invoice":
		links.append(("dn_detail", _get_orders_of_deliveries("name", [row.dn_detail for row in doc.items])))
		links.append(("delivery_note", _get_orders_of_deliveries("parent", _get_whole_notes(doc.items))))
	return [_get_orders_of_row(row, ORDER_FIELD[doc.doctype], links) for row in doc.items]


def _get_orders_of_row(row: Document, order_field: str, links: list[tuple[str, Known]]) -> set[str]:
	named = {row.get(order_field)} if row.get(order_field) else set()
	return named.union(*(known.get(row.get(field), ()) for field, known in links))


def _get_whole_notes(rows: list[Document]) -> list[str]:
	"""Notes that a row names without saying which of their rows: any of their orders may be meant."""
	return [row.delivery_note for row in rows if not row.dn_detail]


def _get_orders_of_lines(rows: list[Document]) -> Known:
	names = {row.so_detail for row in rows if row.so_detail}
	return _group(_read("Sales Order Item", "name", names, ["name", "parent"]), "name", "parent")


def _get_orders_of_deliveries(field: str, names: list[str | None]) -> Known:
	found = _read(
		"Delivery Note Item", field, {name for name in names if name}, [field, "against_sales_order"]
	)
	return _group(found, field, "against_sales_order")


def _read(doctype: str, field: str, names: Iterable[str], fields: list[str]) -> list[dict]:
	if not names:
		return []
	return frappe.get_all(doctype, {field: ("in", list(names))}, fields, order_by="name asc")


def _group(rows: list[dict], key: str, order_field: str) -> Known:
	found: Known = {}
	for row in rows:
		if row[order_field]:
			found.setdefault(row[key], set()).add(row[order_field])
	return found
