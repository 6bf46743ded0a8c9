"""Does a deal need a SOW, and a senior review of it? The rows of Salesflow Settings decide."""

from collections.abc import Iterable

import frappe
from frappe import _

from salesflow_app.rules.matching import first_match
from salesflow_app.salesflow_app.workflows.discovery import DISQUALIFIED
from salesflow_app.settings import get_settings

CONDITIONS = ("company", "customer_class", "customer_group", "item_group", "opportunity_type", "amount_from")


def evaluate(
	company: str,
	customer: str | None = None,
	customer_group: str | None = None,
	item_groups: Iterable[str] = (),
	opportunity_type: str | None = None,
	amount: float = 0,
) -> frappe._dict:
	"""Answer the SOW rules for a deal. `amount` is net, in the company's currency.

	Returns sow_needed, senior_review_needed, approver and reason (which row matched and why).
	"""
	rules = get_settings().sow_rules
	if not rules:
		return _answer()
	if customer:
		known = frappe.get_cached_value(
			"Customer", customer, ["salesflow_customer_class", "customer_group"], as_dict=True
		)
		customer_group = customer_group or (known and known.customer_group)
	facts = {
		"company": company,
		"customer_class": known.salesflow_customer_class if customer and known else None,
		"customer_group": customer_group,
		"item_group": get_item_groups(item_groups) if any(rule.item_group for rule in rules) else set(),
		"opportunity_type": opportunity_type,
		"amount": amount,
	}
	match = first_match([rule.as_dict() for rule in rules], facts, CONDITIONS)
	return _answer(match.rule, match.reason) if match else _answer()


def get_wish(opportunity: str | None, discovery: str | None = None) -> str:
	"""Who asks for a SOW beside the rules: a discovery of the deal, or its opportunity. Empty where nobody does."""
	filters = {"sow_needed": 1, "workflow_state": ("!=", DISQUALIFIED)}
	filters |= {"name": discovery} if discovery and not opportunity else {"opportunity": opportunity or ""}
	name = frappe.db.get_value("Discovery", filters, "name")
	if name or (discovery and frappe.db.get_value("Discovery", discovery, "sow_needed")):
		return _("Discovery {0} asks for it").format(name or discovery)
	if opportunity and frappe.db.get_value("Opportunity", opportunity, "salesflow_sow_needed"):
		return _("Opportunity {0} asks for it").format(opportunity)
	return ""


def get_item_groups(names: Iterable[str]) -> set[str]:
	"""The item groups and all groups above them."""
	found = set()
	for name in {name for name in names if name}:
		left, right = frappe.get_cached_value("Item Group", name, ["lft", "rgt"])
		found |= set(
			frappe.get_all(
				"Item Group", {"lft": ("<=", left), "rgt": (">=", right)}, pluck="name", order_by="lft asc"
			)
		)
	return found


def _answer(rule: dict | None = None, reason: str = "") -> frappe._dict:
	rule = rule or {}
	return frappe._dict(
		sow_needed=int(rule.get("sow_needed") or 0),
		senior_review_needed=int(rule.get("senior_review_needed") or 0),
		approver=rule.get("approver"),
		reason=reason[:140],
	)
