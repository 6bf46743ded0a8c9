"""Quantities in a Bin that follow from orders."""

import frappe
from erpnext.stock.utils import get_or_make_bin
from frappe.utils import flt


def update_bin_qty(item_code: str, warehouse: str, qty_dict: dict[str, float]) -> None:
	"""Write quantities into the Bin, and the projected quantity that follows."""
	bin_doc = get_or_make_bin(item_code, warehouse)
	if all(flt(bin_doc.get(field)) == flt(qty) for field, qty in qty_dict.items()):
		return
	bin_doc.update({field: flt(qty) for field, qty in qty_dict.items()})
	bin_doc.set_projected_qty()
	bin_doc.db_update()


def get_reserved_qty(item_code: str, warehouse: str) -> float:
	"""What open Sales Orders still have to get of an item from a warehouse, in its stock unit."""
	row, order = frappe.qb.DocType("Sales Order Item"), frappe.qb.DocType("Sales Order")
	found = (
		frappe.qb.from_(row)
		.join(order)
		.on(order.name == row.parent)
		.select(row.qty, row.delivered_qty, row.conversion_factor)
		.where((row.item_code == item_code) & (row.warehouse == warehouse) & (row.delivered_by_supplier == 0))
		.where((order.docstatus == 1) & order.status.notin(("On Hold", "Closed")))
	).run(as_dict=True)
	return sum(
		max(flt(line.qty) - flt(line.delivered_qty), 0.0) * flt(line.conversion_factor or 1) for line in found
	)
