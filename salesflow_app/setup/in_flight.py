"""What is under way on a site: a switch is on from the first day only where nothing is that it could stop."""

from __future__ import annotations

import frappe

OPEN_ORDER = {
	"docstatus": 1,
	"status": ("in", ("To Deliver and Bill", "To Deliver", "To Bill", "To Pay", "On Hold")),
}
ORDERS = (("Sales Order", {"docstatus": 0}), ("Sales Order", OPEN_ORDER))
OPPORTUNITIES = (("Opportunity", {"status": ("in", ("Open", "Replied", "Quotation"))}),)
QUOTATIONS = (
	("Quotation", {"docstatus": 0}),
	("Quotation", {"docstatus": 1, "status": ("in", ("Open", "Replied"))}),
)
SHIPMENTS = (
	("Delivery Note", {"docstatus": 0}),
	("Sales Invoice", {"docstatus": 0, "update_stock": 1}),
	*ORDERS,
)
INVOICES = (
	("Sales Invoice", {"docstatus": 0}),
	("Sales Invoice", {"docstatus": 1, "outstanding_amount": (">", 0)}),
)

SWITCHES: dict[str, tuple[tuple[str, dict], ...]] = {
	"use_deal_facts": OPPORTUNITIES + QUOTATIONS,
	"use_deal_status": OPPORTUNITIES,
	"use_lead_conversion": QUOTATIONS,
	"use_order_approval": ORDERS,
	"use_clearance": SHIPMENTS,
	"closing_rule": ORDERS,
	"use_client_mails": ORDERS + INVOICES,
}
"""Switch of Salesflow Settings -> documents of ERPNext that it changes the way of."""


def count(switch: str) -> dict[str, int]:
	"""DocType -> number of documents under way that the switch would change something for."""
	found: dict[str, int] = {}
	for doctype, filters in SWITCHES[switch]:
		if number := frappe.db.count(doctype, filters):
			found[doctype] = found.get(doctype, 0) + number
	return found


def get_first_values() -> dict[str, int]:
	"""Each switch, on where nothing is under way that it would change."""
	return {
		switch: int(not any(frappe.db.exists(doctype, filters) for doctype, filters in documents))
		for switch, documents in SWITCHES.items()
	}
