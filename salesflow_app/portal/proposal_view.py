"""A Work Proposal as the client sees it, on the page and in print.

Only what is named here reaches the client: no cost, no margin, no reasons, no notes.
"""

from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.portal import answers, company_card, deposits, history, retainer_view
from salesflow_app.portal.originals import get_shown
from salesflow_app.portal.people_view import get_contact, get_reader
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.states import get_state
from salesflow_app.portal.sums import get_sums
from salesflow_app.proposal import price_offer, taxes
from salesflow_app.salesflow_app.workflows.work_proposal import ACCEPTED, CLIENT_OPEN, EXPIRED, SUPERSEDED
from salesflow_app.sow.taxes import get_label
from salesflow_app.text import rich_text
from salesflow_app.text.formats import date, money, number, percent, unit

ONE_TIME, MONTHLY = "One-time", "Monthly"


def get_page_view(doc: Document) -> dict:
	"""Everything the page of a proposal shows, with what this reader may do."""
	shown, reader = _get_shown(doc), get_reader(doc)
	is_open = doc.workflow_state in CLIENT_OPEN
	is_expired = doc.workflow_state == EXPIRED or (is_open and answers.is_expired(doc))
	is_replaced = doc.workflow_state == SUPERSEDED
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"is_replaced": is_replaced,
		"newest": history.get_newest(doc) if is_replaced else None,
		"earlier": history.get_earlier(doc),
		"title": shown.title,
		**get_content(shown),
		"state": get_state(doc.doctype, doc.workflow_state, is_expired),
		"reader": reader,
		"is_open": is_open,
		"is_expired": is_expired,
		"may_answer": is_open and not is_expired and reader["is_named"],
		"contact": get_contact(doc),
		"receipt": None if is_open else get_receipt(doc),
		"content_hash": doc.content_hash or "",
	}


def get_print_view(doc: Document) -> dict:
	"""Everything the print of a proposal shows."""
	shown = _get_shown(doc)
	return {
		"name": doc.name,
		"title": shown.title,
		"state": get_state(doc.doctype, doc.workflow_state),
		**get_content(shown),
		"contact": get_contact(doc),
		"receipt": get_receipt(doc) if doc.workflow_state == ACCEPTED else None,
		"content_hash": doc.content_hash or "",
	}


def _get_shown(doc: Document) -> Document:
	"""With totals that follow from the rows and the options that were selected."""
	shown = get_shown(doc)
	if shown is not doc:
		price_offer.set_totals(shown)
	return shown


def get_content(doc: Document) -> dict:
	"""The proposal itself: texts, prices, plan."""
	return {
		"customer_name": doc.customer_name or doc.party_name,
		"company": doc.company,
		"card": company_card.get_card(doc.company),
		"version": doc.version,
		"date": date(doc.transaction_date),
		"valid_till": date(doc.valid_till),
		"currency": doc.currency,
		"sections": _get_sections(doc),
		"price_groups": _get_price_groups(doc),
		"has_options": any(row.is_optional for row in doc.items),
		"retainer": retainer_view.get_terms(doc),
		"payment_plan": _get_payment_plan(doc),
		"deposit": deposits.get_proposal_deposit(doc),
	}


def _get_sections(doc: Document) -> list[dict[str, str]]:
	return [
		{"heading": row.heading or "", "body_html": rich_text.clean(row.body)}
		for row in doc.sections
		if row.heading or not rich_text.is_empty(row.body)
	]


def _get_price_groups(doc: Document) -> list[dict]:
	labels = {ONE_TIME: _("One-time"), MONTHLY: _("Monthly")}
	return [
		_get_price_group(doc, billing, label)
		for billing, label in labels.items()
		if any(row.billing == billing for row in doc.items)
	]


def _get_price_group(doc: Document, billing: str, label: str) -> dict:
	rows = [row for row in doc.items if row.billing == billing]
	return {
		"key": billing,
		"label": label,
		"rows": [_get_price_row(doc, row) for row in rows],
		"has_discount": any(flt(row.discount_percentage) for row in rows),
		"sums": _get_sums(doc, billing),
	}


def _get_sums(doc: Document, billing: str) -> list[dict[str, str]]:
	"""Net, taxes and gross of the rows that count."""
	priced = taxes.get_priced(doc, billing)
	names = [get_label(row) for row in priced.get("taxes")]
	one_time = billing == ONE_TIME
	return get_sums(
		_("One-time total, net") if one_time else _("Monthly total, net"),
		doc.total_one_time if one_time else doc.total_monthly,
		list(zip(names, taxes.get_tax_amounts(priced), strict=True)),
		flt(priced.grand_total),
		doc.currency,
		price_offer.get_precision(doc),
		key=billing,
		gross_label=_("One-time total with tax") if one_time else _("Monthly total with tax"),
		can_change=doc.workflow_state in CLIENT_OPEN and any(row.is_optional for row in doc.items),
	)


def _get_price_row(doc: Document, row: Document) -> dict:
	precision = price_offer.get_precision(doc)
	return {
		"name": row.name,
		"title": row.item_name or row.item_code,
		"description": row.description or "",
		"qty": number(row.qty),
		"uom": unit(row.uom),
		"quantity": f"{number(row.qty)} {unit(row.uom)}".strip(),
		"rate": money(row.rate, doc.currency, precision),
		"discount": percent(row.discount_percentage),
		"amount": money(row.amount, doc.currency, precision),
		"is_optional": bool(row.is_optional),
		"is_selected": bool(row.is_selected),
	}


def get_amounts(doc: Document) -> dict:
	"""What depends on the options: the sums of each group by their key, and the amounts of the plan in its order."""
	sums = [row for billing in (ONE_TIME, MONTHLY) for row in _get_sums(doc, billing)]
	totals = {row["key"]: row["amount"] for row in sums}
	deposit = deposits.get_proposal_deposit(doc)
	return {
		"totals": {**totals, "deposit": deposit["amount"] if deposit else ""},
		"plan": _get_plan_amounts(doc),
	}


def _get_plan_amounts(doc: Document) -> list[str]:
	precision = price_offer.get_precision(doc)
	amounts = price_offer.get_plan_amounts(doc, price_offer.get_plan_base(doc))
	return [money(amount, doc.currency, precision) if amount else "" for amount in amounts]


def _get_payment_plan(doc: Document) -> list[dict[str, str | bool]]:
	return [
		{
			"title": row.milestone_name,
			"percent": percent(row.percentage),
			"amount": amount,
			"follows_options": True,
			"when": get_trigger_label(row),
			"days": get_days_label(row),
		}
		for row, amount in zip(doc.payment_plan, _get_plan_amounts(doc), strict=True)
	]


def get_days_label(row: Document) -> str:
	"""How long after the invoice the client has to pay. What a change takes away is not invoiced."""
	if flt(row.amount) < 0:
		return ""
	return _("{0} days after the invoice").format(row.days) if row.days else ""


def get_acceptance_label(row: Document, deemed: bool = False) -> str:
	"""Whether the client accepts first, how long they have, and what their silence means."""
	if not row.acceptance_needed:
		return ""
	if not row.review_days:
		return _("Invoiced after your acceptance")
	if deemed:
		return _(
			"Invoiced after your acceptance; not answered within {0} days, it counts as accepted"
		).format(row.review_days)
	return _("Invoiced after your acceptance, within {0} days").format(row.review_days)


def get_trigger_label(row: Document) -> str:
	"""When a milestone falls due, in the client's words."""
	labels = {
		"On Signature": _("On signature"),
		"On Date": _("On a fixed date"),
		"Manual": _("When reached"),
		"On Delivery": _("On delivery"),
		"On Task Done": _("When the task is done"),
		"On Project Done": _("When the project is done"),
		"On Completion": _("When all other milestones are done"),
		"Monthly": _("Each month, in advance"),
	}
	label = labels.get(row.trigger, _(row.trigger or ""))
	if row.is_cap:
		label = _("{0}; as worked, up to this amount").format(label)
	return f"{label}, {date(row.planned_date)}" if row.planned_date else label
