"""What tests of shipments share."""

import frappe

REFUSED = (frappe.ValidationError, frappe.PermissionError)

PACKING, PAPERS, CLEARANCE, CLEARED, SHIPPED = (
	"Packing",
	"Awaiting Papers",
	"Awaiting Clearance",
	"Cleared",
	"Shipped",
)


def get_state(note) -> tuple[int, str]:
	return frappe.db.get_value("Delivery Note", note.name, ["docstatus", "salesflow_shipping_state"])


# The way it goes


def get_tasks(note) -> set[str]:
	return set(frappe.get_all("ToDo", {"reference_name": note.name, "status": "Open"}, pluck="allocated_to"))
