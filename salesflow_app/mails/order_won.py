"""“I got the order!”: to the team of whoever won the deal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries
from salesflow_app.text.formats import money

EVENT = "Order Won"


def send_order_won(order: Document) -> None:
	"""When the order of a deal is submitted, once for it and its amendments."""
	entries.add(EVENT, order, f"{EVENT}:{order.doctype}:{entries.get_origin_name(order)}")


def write(order: Document, moment: frappe._dict) -> Mail:
	deal = origin.get_deal(order)
	amount = money(order.net_total, order.currency)
	facts = [(_("Sales Order"), order.name), (_("Net Total"), amount)]
	if deal.opportunity:
		facts.append((_("Opportunity"), deal.opportunity))
	return Mail(
		resolve(
			EVENT,
			order,
			sales_person=deal.sales_person,
			account_manager=deal.account_manager,
			client=order.get("contact_email"),
		),
		_("I got the order! {0}, {1}").format(order.customer_name, amount),
		Message(
			intro=_("{0} won {1}.").format(get_fullname(deal.sales_person), order.customer_name),
			facts=facts,
			button=(_("Open Sales Order"), get_url_to_form("Sales Order", order.name)),
		),
	)
