"""A Work Proposal as the client sees it, on the page and in print.

Only what is named here leaves the house: no cost, no margin, no reasons, no notes.
"""

from decimal import Decimal

from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.portal import answers
from salesflow_app.portal.people_view import get_contact, get_reader
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.states import get_state
from salesflow_app.rules.milestones import PlanError, split_amount
from salesflow_app.salesflow_app.workflows.work_proposal import ACCEPTED, CLIENT_OPEN, EXPIRED, SUPERSEDED
from salesflow_app.text import rich_text
from salesflow_app.text.formats import date, money, number, number_format, percent

ONE_TIME, MONTHLY = "One-time", "Monthly"


def get_page_view(doc: Document) -> dict:
	"""Everything the page of a proposal shows, with what this reader may do."""
	view = {
		"doctype": doc.doctype,
		"name": doc.name,
		"is_replaced": doc.workflow_state == SUPERSEDED,
	}
	if view["is_replaced"]:
		return view
	reader = get_reader(doc)
	is_open = doc.workflow_state in CLIENT_OPEN
	is_expired = doc.workflow_state == EXPIRED or (is_open and answers.is_expired(doc))
	return {
		**view,
		"title": doc.title,
		**get_content(doc),
		"state": get_state(doc.doctype, doc.workflow_state, is_expired),
		"reader": reader,
		"is_open": is_open,
		"is_expired": is_expired,
		"may_answer": is_open and not is_expired and reader["is_named"],
		"contact": get_contact(doc),
		"receipt": None if is_open else get_receipt(doc),
		"content_hash": doc.content_hash or "",
		"number_format": number_format(doc.currency, get_precision(doc)),
	}


def get_print_view(doc: Document) -> dict:
	"""Everything the print of a proposal shows."""
	return {
		"name": doc.name,
		"title": doc.title,
		"state": get_state(doc.doctype, doc.workflow_state),
		**get_content(doc),
		"contact": get_contact(doc),
		"receipt": get_receipt(doc) if doc.workflow_state == ACCEPTED else None,
		"content_hash": doc.content_hash or "",
	}


def get_content(doc: Document) -> dict:
	"""The proposal itself: texts, prices, plan."""
	return {
		"customer_name": doc.customer_name or doc.party_name,
		"company": doc.company,
		"version": doc.version,
		"date": date(doc.transaction_date),
		"valid_till": date(doc.valid_till),
		"currency": doc.currency,
		"sections": _get_sections(doc),
		"price_groups": _get_price_groups(doc),
		"has_options": any(row.is_optional for row in doc.items),
		"payment_plan": _get_payment_plan(doc),
	}


def get_precision(doc: Document) -> int:
	"""Decimals of the proposal's amounts."""
	return doc.precision("total_one_time") or 0


def _get_sections(doc: Document) -> list[dict[str, str]]:
	return [
		{"heading": row.heading or "", "body_html": rich_text.clean(row.body)}
		for row in doc.sections
		if row.heading or not rich_text.is_empty(row.body)
	]


def _get_price_groups(doc: Document) -> list[dict]:
	groups = (
		(ONE_TIME, _("One-time"), _("Total, one-time")),
		(MONTHLY, _("Every month"), _("Total per month")),
	)
	return [
		_get_price_group(doc, billing, label, total_label)
		for billing, label, total_label in groups
		if any(row.billing == billing for row in doc.items)
	]


def _get_price_group(doc: Document, billing: str, label: str, total_label: str) -> dict:
	rows = [row for row in doc.items if row.billing == billing]
	precision = get_precision(doc)
	base = _add_up([row for row in rows if not row.is_optional], precision)
	total = _add_up([row for row in rows if not row.is_optional or row.is_selected], precision)
	return {
		"key": billing,
		"label": label,
		"rows": [_get_price_row(doc, row) for row in rows],
		"has_discount": any(flt(row.discount_percentage) for row in rows),
		"total_label": total_label,
		"total": money(total, doc.currency, precision),
		"base_value": f"{base:.{precision}f}",
	}


def _get_price_row(doc: Document, row: Document) -> dict:
	precision = get_precision(doc)
	return {
		"name": row.name,
		"title": row.item_name or row.item_code,
		"description": row.description or "",
		"qty": number(row.qty),
		"uom": _(row.uom) if row.uom else "",
		"rate": money(row.rate, doc.currency, precision),
		"discount": percent(row.discount_percentage),
		"amount": money(row.amount, doc.currency, precision),
		"amount_value": f"{flt(row.amount, precision):.{precision}f}",
		"is_optional": bool(row.is_optional),
		"is_selected": bool(row.is_selected),
	}


def _add_up(rows: list[Document], precision: int) -> float:
	return flt(sum(flt(row.amount, precision) for row in rows), precision)


def _get_payment_plan(doc: Document) -> list[dict[str, str]]:
	precision = get_precision(doc)
	amounts = _get_plan_amounts(doc, precision)
	return [
		{
			"title": row.milestone_name,
			"percent": percent(row.percentage),
			"amount": money(amount, doc.currency, precision) if flt(amount) else "",
			"share": _get_text(row.percentage),
			"when": get_trigger_label(row),
			"days": get_days_label(row),
		}
		for row, amount in zip(doc.payment_plan, amounts, strict=True)
	]


def _get_plan_amounts(doc: Document, precision: int) -> list[float]:
	"""Shares of the one-time total with the chosen options; what has no share keeps its amount."""
	rows = [row for row in doc.items if row.billing == ONE_TIME]
	total = _add_up([row for row in rows if not row.is_optional or row.is_selected], precision)
	shares = [Decimal(_get_text(row.percentage)) for row in doc.payment_plan]
	try:
		return [
			float(amount) for amount in split_amount(Decimal(f"{total:.{precision}f}"), shares, precision)
		]
	except PlanError:
		return [row.amount for row in doc.payment_plan]


def _get_text(percentage: float | None) -> str:
	return f"{flt(percentage):.6f}"


def get_days_label(row: Document) -> str:
	"""How long after the invoice the client has to pay."""
	return _("{0} days after the invoice").format(row.days) if row.days else ""


def get_trigger_label(row: Document) -> str:
	"""When a milestone falls due, in the client's words."""
	labels = {
		"On Signature": _("On signature"),
		"On Date": _("On a fixed date"),
		"Manual": _("When reached"),
		"On Delivery": _("On delivery"),
	}
	label = labels.get(row.trigger, _(row.trigger or ""))
	return f"{label}, {date(row.planned_date)}" if row.planned_date else label
