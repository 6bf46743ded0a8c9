"""“I got the order!”: to the team of whoever won the deal (seed 3)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, get_fullname, get_url_to_form

from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message
from salesflow_app.people.teams import get_sales_person

EVENT = "Order Won"


def send_order_won(sales_order: Document) -> str | None:
	"""Tell the team, once per order and its amendments. An order that comes from no deal tells nobody."""
	deal = get_deal(sales_order)
	if not deal:
		return None
	amount = fmt_money(sales_order.net_total, currency=sales_order.currency)
	facts = [(_("Sales Order"), sales_order.name), (_("Net Total"), amount)]
	if deal.opportunity:
		facts.append((_("Opportunity"), deal.opportunity))
	return outbox.send(
		EVENT,
		sales_order,
		outbox.resolve(
			EVENT,
			sales_order,
			sales_person=deal.sales_person,
			account_manager=deal.account_manager,
			client=sales_order.get("contact_email"),
		),
		_("I got the order! {0}, {1}").format(sales_order.customer_name, amount),
		Message(
			intro=_("{0} won {1}.").format(get_fullname(deal.sales_person), sales_order.customer_name),
			facts=facts,
			button=(_("Open the order"), get_url_to_form("Sales Order", sales_order.name)),
		),
	)


def get_deal(sales_order: Document) -> frappe._dict | None:
	"""Opportunity (if any), sales_person and account_manager of the order; None where it is of no deal.

	An order without quotation and SOW costs no database query.
	"""
	quotation = next((row.prevdoc_docname for row in sales_order.items if row.get("prevdoc_docname")), None)
	opportunity = _get_opportunity(quotation, sales_order.get("salesflow_sow"))
	if opportunity:
		fields = ["name", "owner", "opportunity_owner", "salesflow_account_manager"]
		row = frappe.db.get_value("Opportunity", opportunity, fields, as_dict=True)
		return frappe._dict(
			opportunity=row.name,
			sales_person=row.opportunity_owner or row.owner,
			account_manager=row.salesflow_account_manager,
		)
	seller = quotation and frappe.db.get_value("Quotation", quotation, "owner")
	return frappe._dict(sales_person=seller) if seller and get_sales_person(seller) else None


def _get_opportunity(quotation: str | None, sow: str | None) -> str | None:
	name = None
	if quotation:
		name = frappe.db.get_value("Quotation", quotation, "opportunity") or frappe.db.get_value(
			"Quotation Item",
			{"parent": quotation, "prevdoc_doctype": "Opportunity", "prevdoc_docname": ("is", "set")},
			"prevdoc_docname",
		)
	return name or (frappe.db.get_value("SOW", sow, "opportunity") if sow else None)
