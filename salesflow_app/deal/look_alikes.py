"""The most similar past deals with outcome, advice and margin, as far as the reader may see each; why one was lost, never."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.deal.advice import FINISHED
from salesflow_app.deal.status import LOST, WON
from salesflow_app.rules import look_alikes as rules
from salesflow_app.text.formats import NO_BREAK, date, money, number, one_line

CAP = 300
"""Past deals that are compared: of those that fit, the newest."""
OUTCOMES = {WON: "green", LOST: "red"}
"""Status and its colour; what is only closed is grey."""
FIELDS = (
	"name customer_name title status industry no_of_employees company transaction_date currency "
	"opportunity_amount base_opportunity_amount total base_total salesflow_wants salesflow_advice"
).split()


@frappe.whitelist()
def get_look_alikes(opportunity: str) -> dict:
	"""For the form of a deal that is still open; see `find`. Raises PermissionError."""
	doc = frappe.get_doc("Opportunity", opportunity)
	doc.check_permission("read")
	return {"look_alikes": [] if doc.status in FINISHED else find(doc)}


def find(opportunity: Document) -> list[dict]:
	"""At most five, the most similar first, as the form shows them. Four statements, however many deals there are."""
	past = {row.name: row for row in _get_candidates(opportunity)}
	if not past:
		return []
	items = _get_items([opportunity.name, *past])
	others = {name: _get_features(row, items.get(name)) for name, row in past.items()}
	picked = rules.pick(_get_features(opportunity, items.get(opportunity.name)), others)
	margins = _get_margins([name for name, _points in picked])
	return [_show(past[name], points, margins.get(name)) for name, points in picked]


def _get_candidates(opportunity: Document) -> list[frappe._dict]:
	"""Same industry and about the same size; where these are few, either will do. Nothing fits a deal that has neither."""
	industry, sizes = opportunity.industry, list(rules.get_neighbours(opportunity.no_of_employees))
	finished = {"status": ("in", FINISHED), "name": ("!=", opportunity.name)}
	common = {"fields": FIELDS, "order_by": "transaction_date desc, name desc", "limit": CAP}
	both = {"industry": industry, "no_of_employees": ("in", sizes)}
	rows = (
		frappe.get_list("Opportunity", filters={**finished, **both}, **common) if industry and sizes else []
	)
	if len(rows) >= rules.MOST or not (industry or sizes):
		return rows
	either = {field: value for field, value in both.items() if value and value != ("in", [])}
	return [*rows, *frappe.get_list("Opportunity", filters=finished, or_filters=either, **common)]


def _get_items(names: list[str]) -> dict[str, set[str]]:
	"""Items and item groups of deals that the reader was given."""
	rows = frappe.get_all(
		"Opportunity Item",
		{"parenttype": "Opportunity", "parent": ("in", names)},
		["parent", "item_code", "item_group"],
		order_by="parent asc, idx asc",
	)
	found: dict[str, set[str]] = {}
	for row in rows:
		found.setdefault(row.parent, set()).update(filter(None, (row.item_code, row.item_group)))
	return found


def _get_features(deal: Document | frappe._dict, items: set[str] | None) -> rules.Features:
	return rules.Features(
		industry=deal.industry or "",
		size=deal.no_of_employees or "",
		items=frozenset(items or ()),
		amount=flt(deal.base_opportunity_amount) or flt(deal.base_total),
		currency=frappe.get_cached_value("Company", deal.company, "default_currency") or "",
	)


def _get_margins(names: list[str]) -> dict[str, float]:
	"""Of accepted proposals; Frappe leaves the field out for who may not see costs."""
	if not names or not frappe.has_permission("Work Proposal", "read"):
		return {}
	rows = frappe.get_list(
		"Work Proposal",
		filters={"opportunity": ("in", names), "workflow_state": "Accepted"},
		fields=["opportunity", "margin_percentage", "margin_unknown"],
		order_by="creation asc",
		limit=0,
	)
	return {
		row.opportunity: row.margin_percentage
		for row in rows
		if row.get("margin_percentage") is not None and not row.get("margin_unknown")
	}


def _show(row: frappe._dict, points: int, margin: float | None) -> dict:
	amount = flt(row.opportunity_amount) or flt(row.total)
	currency = row.currency or frappe.get_cached_value("Company", row.company, "default_currency")
	return {
		"name": row.name,
		"client": row.customer_name or row.title or row.name,
		"outcome": _("Won") if row.status == WON else _(row.status),
		"colour": OUTCOMES.get(row.status, "gray"),
		"industry": _(row.industry or ""),
		"size": row.no_of_employees or "",
		"amount": money(amount, currency) if amount else "",
		"date": date(row.transaction_date),
		"wants": one_line(row.get("salesflow_wants")),
		"advice": one_line(row.get("salesflow_advice")),
		"margin": "" if margin is None else f"{number(margin)}{NO_BREAK}%",
		"points": points,
	}
