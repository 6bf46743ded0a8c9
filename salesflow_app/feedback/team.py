"""The people of a closed deal are asked what went well and what to change."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.feedback import people
from salesflow_app.people import tasks
from salesflow_app.people.working_days import add_working_days

DOCTYPE = "Team Feedback"
TASK = "team_feedback"
DAYS = 5
"""Working days that the team has."""


def get_key(order: str, member: str) -> str:
	return f"{order}:{member}"


def ask(order: Document, people_of_deal: dict) -> None:
	"""A task for each member of the deal's team who has not said anything yet."""
	given = frappe.get_all(DOCTYPE, {"sales_order": order.name}, pluck="member", order_by="name asc")
	text = _("Sales Order {0} for {1} is closed: say in a Team Feedback what went well and what to change")
	tasks.assign(
		order,
		[user for user in people.get_team(people_of_deal) if user not in given],
		TASK,
		text.format(order.name, order.customer_name or order.customer),
		date=str(add_working_days(today(), DAYS, order.company)),
	)


def withdraw(order: Document) -> None:
	"""The order was reopened: nobody has to say anything yet."""
	tasks.close(order, TASK)
