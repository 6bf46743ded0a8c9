"""Rows for Salesflow Settings, taken from what the site has. They are shown in the form; a person checks and saves them."""

import frappe

from salesflow_app.people.roles import get_role_users
from salesflow_app.settings import get_settings

SETTINGS = "Salesflow Settings"
LIMITS = {"Grand Total": "amount_from", "Average Discount": "discount_from"}
"""What ERPNext's Authorization Rules go by, and our field for it."""


@frappe.whitelist()
def suggest_departments() -> dict[str, list[dict]]:
	"""One department for each item group that is sold from stock; the address where one maker alone can have it.

	Raises PermissionError without the right to change Salesflow Settings.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	known = {row.item_group for row in get_settings().departments}
	items = {"disabled": 0, "is_sales_item": 1, "is_stock_item": 1}
	makers = get_role_users("Manufacturing User")
	email = frappe.get_cached_value("User", makers[0], "email") if len(makers) == 1 else None
	groups = [group for group in _get_groups(items) if group not in known]
	return {"departments": [{"item_group": group, "department": group, "email": email} for group in groups]}


@frappe.whitelist()
def suggest_papers() -> dict[str, list[dict]]:
	"""One paper for each quality inspection that items ask for before delivery.

	Raises PermissionError without the right to change Salesflow Settings.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	known = {(row.item_group, row.paper) for row in get_settings().papers}
	items = frappe.get_all(
		"Item",
		{"disabled": 0, "inspection_required_before_delivery": 1},
		["item_group", "quality_inspection_template"],
		distinct=True,
		order_by="item_group asc",
	)
	found = [(item.item_group, item.quality_inspection_template or "Quality Inspection") for item in items]
	rows = [
		{"item_group": group, "paper": paper}
		for group, paper in dict.fromkeys(found)
		if (group, paper) not in known
	]
	return {"papers": rows}


@frappe.whitelist()
def suggest_rules() -> dict[str, list[dict]]:
	"""ERPNext's Authorization Rules for orders as approval rules, the highest limit first.

	Raises PermissionError without the right to change Salesflow Settings.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	rules = frappe.get_all(
		"Authorization Rule",
		{"transaction": "Sales Order", "based_on": ("in", list(LIMITS))},
		["company", "based_on", "value", "approving_role", "approving_user"],
		order_by="value desc, name asc",
	)
	return {"approval_rules": [_as_approval_rule(rule) for rule in rules]}


@frappe.whitelist()
def suggest_policies() -> dict:
	"""What clearance can ask for: a credit limit where customers have one, else a deposit where terms begin with one.

	Raises PermissionError without the right to change Salesflow Settings.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	if frappe.db.exists("Customer Credit Limit", {"credit_limit": (">", 0)}):
		return {"clearance_policy": "Within Credit"}
	parts = {"invoice_portion": ("<", 100), "credit_days": 0}
	if portion := frappe.db.get_value(
		"Payment Terms Template Detail", parts, "invoice_portion", order_by="idx asc"
	):
		return {"clearance_policy": "Deposit Paid", "deposit_percentage": portion}
	return {}


def _as_approval_rule(rule: dict) -> dict:
	return {
		"document": "Sales Order",
		"company": rule.company,
		LIMITS[rule.based_on]: rule.value,
		"approver_role": rule.approving_role,
		"approver": rule.approving_user,
	}


def _get_groups(filters: dict) -> list[str]:
	return frappe.get_all("Item", filters, pluck="item_group", distinct=True, order_by="item_group asc")
