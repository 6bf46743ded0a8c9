"""What nobody may forget: promises that were not kept, and tasks that the Sales Assistant has left too long."""

from datetime import date

import frappe
from frappe import _
from frappe.utils import cint, formatdate, getdate, today

from salesflow_app.deal import origin
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import lock_row
from salesflow_app.follow_up import holds, settled
from salesflow_app.follow_up.talk import BROKEN, BROKEN_TASK, DOCTYPE, PROMISED, QUESTION
from salesflow_app.people import roles, tasks
from salesflow_app.people.working_days import add_working_days
from salesflow_app.settings import get_settings

ESCALATED = "escalated"
WATCHED = ("follow_up", QUESTION, BROKEN_TASK)
"""Tasks that go on to the account manager and operations when they stay open."""


def look_after() -> None:
	"""Hourly: broken promises become tasks, and tasks that wait too long are escalated. Each once."""
	for_each(break_promise, _get_promises_past())
	for_each(escalate, _get_waiting())


def _get_promises_past() -> list[str]:
	past = [
		["follow_up_status", "=", PROMISED],
		["promise_date", "is", "set"],
		["promise_date", "<", today()],
	]
	return frappe.get_all(DOCTYPE, past, pluck="name", order_by="promise_date asc, name asc")


def break_promise(name: str) -> None:
	"""Mark one promise as broken and give the task; not while the money may be there unseen, or on a day off."""
	lock_row(DOCTYPE, name)
	record = frappe.get_doc(DOCTYPE, name, for_update=True)
	day = getdate(today())
	if record.follow_up_status != PROMISED or getdate(record.promise_date) >= day:
		return
	pair = (record.customer, record.company)
	if not holds.is_open_day(record.company, day) or pair in holds.find_unallocated([pair]):
		return
	if not settled.get_open([row.sales_invoice for row in record.invoices]):
		return
	record.db_set("follow_up_status", BROKEN, notify=True)
	sentence = _("{0} did not pay as promised by {1}: call them").format(
		record.customer_name or record.customer, formatdate(record.promise_date)
	)
	tasks.assign(record, roles.get_sales_assistants(record.company), BROKEN_TASK, sentence)


def _get_waiting() -> list[str]:
	"""Follow-ups with a task that is older than the working days of Salesflow Settings, and was not escalated."""
	days = cint(get_settings().escalation_days)
	if not days:
		return []
	filters = {"reference_type": DOCTYPE, "status": "Open", tasks.KEY: ("in", WATCHED)}
	rows = frappe.get_all("ToDo", filters, ["reference_name", "creation"], order_by="creation asc, name asc")
	since = {row.reference_name: getdate(row.creation) for row in reversed(rows)}
	told = {"reference_type": DOCTYPE, tasks.KEY: ESCALATED}
	known = frappe.get_all("ToDo", told, pluck="reference_name", order_by="creation asc")
	return [name for name, begun in since.items() if name not in known and _is_late(name, begun, days)]


def _is_late(name: str, begun: date, days: int) -> bool:
	company = frappe.db.get_value(DOCTYPE, name, "company")
	return bool(company) and add_working_days(begun, days, company) < getdate(today())


def escalate(name: str) -> None:
	"""The account manager and operations get the task too, once for each follow-up."""
	record = frappe.get_doc(DOCTYPE, name)
	invoice = frappe.db.get_value(
		"Sales Invoice", record.invoices[0].sales_invoice, ["customer", "salesflow_sow"], as_dict=True
	)
	manager = origin.get_account_manager(invoice) if invoice else None
	users = list(dict.fromkeys([manager, *roles.get_operations_managers(record.company)]))
	sentence = _("Payment by {0} has waited too long for {1}").format(
		record.customer_name or record.customer, record.owner_user or _("the Sales Assistant")
	)
	tasks.assign(record, [user for user in users if user], ESCALATED, sentence, once=True)
