"""An advice that nobody wrote in time, to the leader and the leader's leader."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname, get_url_to_form

from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message
from salesflow_app.people.teams import get_leader

EVENT = "Advice Late"


def send_advice_late(opportunity: Document, todo: frappe._dict) -> str | None:
	"""Remind once of each task."""
	message = Message(
		intro=_("{0} waits for advice on {1}.").format(
			get_fullname(opportunity.opportunity_owner or opportunity.owner),
			opportunity.customer_name or opportunity.name,
		),
		facts=[(_("Leader"), get_fullname(todo.allocated_to)), (_("Due"), format_date(todo.date))],
		button=(_("Write the advice"), get_url_to_form("Opportunity", opportunity.name)),
	)
	return outbox.send(
		EVENT,
		opportunity,
		outbox.get_addresses([todo.allocated_to, get_leader(todo.allocated_to)]),
		_("Advice is late: {0}").format(opportunity.customer_name or opportunity.name),
		message,
		key=f"{EVENT}:{opportunity.name}:{todo.allocated_to}",
	)
