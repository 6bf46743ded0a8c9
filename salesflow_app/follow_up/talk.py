"""What clients and staff say about an open invoice: questions and their answers, promises and whether they are kept."""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate, today

from salesflow_app.documents.acts import is_system_act, system_act
from salesflow_app.documents.visits import get_actor
from salesflow_app.mails import invoice_answered
from salesflow_app.people import roles, tasks
from salesflow_app.settings import get_settings
from salesflow_app.text.plain_text import make_safe

DOCTYPE, ROW = "Payment Follow Up", "Payment Follow Up Invoice"
OPEN, PROMISED, BROKEN, DISPUTED, CLOSED = "Open", "Promised", "Promise Broken", "Disputed", "Closed"
PORTAL = "Portal"
QUESTION, BROKEN_TASK = "client_question", "broken_promise"
DONE = {
	OPEN: ("follow_up", "escalated"),
	BROKEN: (BROKEN_TASK, "escalated"),
	DISPUTED: (QUESTION, "escalated"),
}
"""Tasks that are done when somebody moves a follow-up on from that status."""
MOST_WORDS = 5000
MOST_PROMISES = 3
"""Promises about one invoice that a client gives alone; after these, they talk to somebody."""
FIELDS = "name client_user follow_up_status promise_date dispute_reason answer creation".split()


def get_records(invoice: str) -> list[frappe._dict]:
	"""What the client said about this invoice on its page, oldest first."""
	record, row = frappe.qb.DocType(DOCTYPE), frappe.qb.DocType(ROW)
	return (
		frappe.qb.from_(record)
		.join(row)
		.on((row.parent == record.name) & (row.parenttype == DOCTYPE))
		.select(*(record[field] for field in FIELDS))
		.where((row.sales_invoice == invoice) & (record.channel == PORTAL))
		.orderby(record.creation)
		.orderby(record.name)
	).run(as_dict=True)


def ask(invoice: Document, words: str) -> Document:
	"""The client's question: a dispute, so that no reminder goes out about this invoice until we answer.

	What they add while it waits joins their question.
	"""
	waiting = [row for row in get_records(invoice.name) if row.follow_up_status == DISPUTED]
	text = make_safe(words)
	if waiting:
		record = frappe.get_doc(DOCTYPE, waiting[-1].name)
		text = f"{record.dispute_reason}\n\n{text}"
		if len(text) > MOST_WORDS:
			frappe.throw(_("We have your question and will answer it. Please write to us if there is more."))
		record.dispute_reason = text
		_save(record)
	else:
		record = _make(invoice, follow_up_status=DISPUTED, dispute_reason=text)
	sentence = _("{0} asked about Sales Invoice {1}: answer it").format(invoice.customer_name, invoice.name)
	tasks.assign(record, roles.get_sales_assistants(invoice.company), QUESTION, sentence)
	return record


def promise(invoice: Document, day: date) -> Document:
	"""The client says when they pay: no reminder goes out about this invoice until that day is over."""
	last = get_last_day()
	if not getdate(today()) <= day <= last:
		frappe.throw(
			_("Paid on: choose a day from today to {0}.").format(frappe.format(last, {"fieldtype": "Date"}))
		)
	given = [row for row in get_records(invoice.name) if row.promise_date]
	if len({getdate(row.promise_date) for row in given}) >= MOST_PROMISES:
		frappe.throw(
			_("You have named {0} dates already. Please contact us about this invoice.").format(MOST_PROMISES)
		)
	_replace_promises(given)
	return _make(invoice, follow_up_status=PROMISED, promise_date=day)


def get_last_day() -> date:
	"""The last day that a client may promise."""
	return getdate(today()) + timedelta(days=cint(get_settings().promise_days) or 30)


def _replace_promises(given: list[frappe._dict]) -> None:
	for row in given:
		if row.follow_up_status == PROMISED:
			record = frappe.get_doc(DOCTYPE, row.name)
			record.follow_up_status = CLOSED
			_save(record)


def _make(invoice: Document, **values) -> Document:
	record = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"customer": invoice.customer,
			"company": invoice.company,
			"contact_date": today(),
			"channel": PORTAL,
			"client_user": get_actor(),
			"owner_user": next(iter(roles.get_sales_assistants(invoice.company)), None),
			"invoices": [{"sales_invoice": invoice.name}],
			**values,
		}
	)
	with system_act(record):
		return record.insert(ignore_permissions=True)  # the page has asked whether they may


def _save(record: Document) -> None:
	with system_act(record):
		record.save(ignore_permissions=True)  # the page has asked whether they may


def follow_status(record: Document) -> None:
	"""What a person noted on the form: tasks that are done close, a dispute is a task, and the client gets the answer."""
	before = record.get_doc_before_save()
	was = before.follow_up_status if before else OPEN
	if is_system_act(record) or was == record.follow_up_status:
		return
	tasks.close(record, *(key for status, keys in DONE.items() if status == was for key in keys))
	if record.follow_up_status == DISPUTED:
		sentence = _("Settle the dispute with {0} and note the answer").format(
			record.customer_name or record.customer
		)
		tasks.assign(record, roles.get_sales_assistants(record.company), QUESTION, sentence)
	if was == DISPUTED and record.client_user and (record.answer or "").strip():
		invoice_answered.send_invoice_answered(record, by=record.client_user)
