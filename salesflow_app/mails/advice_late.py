"""Advice overdue: a reminder for the leader and the leader's own leader."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people.teams import get_leader
from salesflow_app.text.formats import date

EVENT = "Advice Late"


def send_advice_late(opportunity: Document, todo: frappe._dict) -> None:
	"""Once for each leader who was asked."""
	key = f"{EVENT}:{opportunity.name}:{todo.allocated_to}"
	entries.add(EVENT, opportunity, key, leader=todo.allocated_to, due=todo.date)


def write(opportunity: Document, moment: frappe._dict) -> Mail:
	client = opportunity.customer_name or opportunity.name
	return Mail(
		get_addresses([moment.leader, get_leader(moment.leader)]),
		_("Advice overdue: {0}").format(client),
		Message(
			intro=_("{0} is waiting for your advice on {1}.").format(
				get_fullname(origin.get_sales_person(opportunity)), client
			),
			facts=[(_("Leader"), get_fullname(moment.leader)), (_("Due"), date(moment.due))],
			button=(_("Write Advice"), get_url_to_form("Opportunity", opportunity.name)),
		),
	)
