"""What was decided in a review: each action is a task of its owner, and the review shows what became of it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.people import tasks

KEY = "review_action"


def get_key(row: Document) -> str:
	return f"{KEY}:{row.name}"


def give(review: Document) -> None:
	"""A task for the owner of each action."""
	for row in review.actions:
		text = _("{0} (Process Review {1})").format(row.action, review.name)
		tasks.assign(review, [row.owner_user], get_key(row), text, date=str(row.due_date), once=True)


def tell(review: Document) -> None:
	"""Put the state of each task on its row, for who reads the review; it is stored nowhere."""
	keys = [get_key(row) for row in review.actions]
	found = frappe.get_all(
		"ToDo",
		{"reference_type": review.doctype, "reference_name": review.name, tasks.KEY: ("in", keys or [""])},
		[tasks.KEY, "status"],
		order_by="creation asc",
	)
	states = {task[tasks.KEY]: task.status for task in found} if keys else {}
	for row in review.actions:
		state = states.get(get_key(row))
		row.task_state = {"Closed": _("Done"), "Cancelled": _("Cancelled"), "Open": _("Open")}.get(state, "")
