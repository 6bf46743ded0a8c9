"""Whether the order of a milestone stands still: then no clock moves the milestone, and nobody is reminded of it."""

import frappe

STOPPED = ("On Hold", "Closed")


def is_held(sales_order: str | None) -> bool:
	"""Is the order on hold, closed or cancelled? What is not ordered yet is not held."""
	known = sales_order and frappe.db.get_value(
		"Sales Order", sales_order, ["docstatus", "status"], as_dict=True
	)
	return bool(known) and (known.docstatus == 2 or known.status in STOPPED)
