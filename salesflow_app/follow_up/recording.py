"""A step that is done: its Payment Follow Up, and the mail, the task or the dunning that it starts."""

import hashlib
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.acts import system_act
from salesflow_app.follow_up import dunning
from salesflow_app.follow_up.due import Work
from salesflow_app.mails import payment_reminder
from salesflow_app.people import roles, tasks
from salesflow_app.rules.follow_up import CALL, DUNNING, MAIL, Due, Step, get_strongest

SAVE_POINT = "salesflow_follow_up"
TASK = "follow_up"


def record(work: Work, day: date) -> list[Document]:
	"""One Payment Follow Up for each channel that is due. None where another worker did one of the steps.

	Raises nothing then: the keys of day and step say so, and what was written here is taken back.
	"""
	assistants = roles.get_sales_assistants(work.company)
	frappe.db.savepoint(SAVE_POINT)
	try:
		made = [_insert(work, channel, day, assistants) for channel in work.get_channels()]
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		frappe.db.rollback(save_point=SAVE_POINT)
		frappe.clear_last_message()
		return []
	for each in made:
		_start(each, work, assistants)
	return made


def get_key(work: Work, channel: str, day: date) -> str:
	"""One for each customer, company, day and channel: who inserts it has the work."""
	parties = hashlib.sha256(f"{work.customer.name}\0{work.company}".encode()).hexdigest()[:40]
	return f"{channel}:{day}:{parties}"


def _insert(work: Work, channel: str, day: date, assistants: list[str]) -> Document:
	due = work.get_due(channel)
	doc = frappe.get_doc(
		{
			"doctype": "Payment Follow Up",
			"customer": work.customer.name,
			"customer_name": work.customer.customer_name,
			"company": work.company,
			"contact_date": day,
			"step": _("Step {0} of {1}").format(max(each.number for each in due.values()), work.plan_length),
			"channel": channel,
			"owner_user": assistants[0] if assistants else None,
			"entry_key": get_key(work, channel, day),
			"invoices": [_get_row(invoice, due[invoice]) for invoice in due],
		}
	)
	doc.flags.ignore_links = True  # read from the documents a moment ago
	with system_act(doc):
		doc.insert(ignore_permissions=True)  # the clock has no user
	return doc


def _get_row(invoice: str, due: Due) -> dict:
	return {
		"sales_invoice": invoice,
		"is_step": 1,
		"step_days": due.step.days,
		"skipped_steps": ", ".join(f"{step.days:+d}" for step in due.skipped),
		"step_key": f"{invoice}:{due.step.days}",
	}


def _start(doc: Document, work: Work, assistants: list[str]) -> None:
	"""The mail, the call or the dunning. After the last step nothing more comes by itself, so somebody has the task."""
	due = work.get_due(doc.channel)
	if doc.channel == MAIL:
		strongest: Step = get_strongest(each.step for each in due.values())
		payment_reminder.send_payment_reminder(doc, strongest.tone, strongest.words)
	elif doc.channel == DUNNING:
		dunning.prepare(doc, list(due))
	is_last = any(each.number == work.plan_length for each in due.values())
	if doc.channel == CALL or (doc.channel == MAIL and is_last):
		tasks.assign(doc, assistants, TASK, _get_task(doc))


def _get_task(doc: Document) -> str:
	customer = doc.customer_name or doc.customer
	if doc.channel == CALL:
		return _("Call {0} about unpaid invoices and note the answer").format(customer)
	return _("Follow up on payment by {0}").format(customer)
