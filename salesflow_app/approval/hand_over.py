"""A deputy gets the approver's tasks of a person who is away: those that are open, on the first day."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from salesflow_app.approval import asking, gate
from salesflow_app.approval.levels import is_waiting
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.people import tasks
from salesflow_app.people.deputies import DOCTYPE


@retry_on_conflict
def give_all_tasks() -> None:
	"""Each day: whoever begins to be away today hands over what waits for them."""
	names = frappe.get_all(DOCTYPE, {"from_date": today()}, pluck="name", order_by="creation asc")
	for_each(_give_tasks_of, names)


def _give_tasks_of(name: str) -> None:
	give_tasks(frappe.get_doc(DOCTYPE, name))


def give_tasks(row: Document) -> None:
	"""Give the deputy what waits for the person, where their time away has begun."""
	if not getdate(row.from_date) <= getdate(today()) <= getdate(row.to_date):
		return
	for doctype, name in _get_open_tasks(row.person):
		doc = frappe.get_doc(doctype, name)
		levels = gate.get_open_levels(doc) if is_waiting(doc) else []
		if levels and gate.find_level_right(doc, levels[0], row.deputy):
			sentence = _("{0} {1} waits for {2}, who is away").format(
				_(doctype), name, frappe.utils.get_fullname(row.person)
			)
			tasks.assign(doc, [row.deputy], asking.TASKS[doctype], sentence)


def _get_open_tasks(user: str) -> list[tuple]:
	filters = {
		"allocated_to": user,
		"status": "Open",
		"reference_type": ("in", list(asking.TASKS)),
		tasks.KEY: ("in", sorted(set(asking.TASKS.values()))),
	}
	fields = ["reference_type", "reference_name"]
	return frappe.get_all("ToDo", filters, fields, as_list=True, order_by="creation asc")
