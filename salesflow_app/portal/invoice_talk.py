"""What a client says about an open invoice on its page: a question, or when it will be paid. And what of it the page shows."""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, today

from salesflow_app.clients import access
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.documents.visits import get_visit
from salesflow_app.follow_up import talk
from salesflow_app.portal import acts, answers
from salesflow_app.text.formats import date

DOCTYPE = "Sales Invoice"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def ask(name: str, question: str) -> dict:
	"""Keep the question; reminders about this invoice stop until we answer.

	Raises DoesNotExistError, PermissionError or ValidationError, and then nothing has changed.
	"""
	invoice = _get_open_invoice(name)
	talk.ask(invoice, answers.read_words(question, _("Your question")))
	return {"state": "", "message": _("We have received your question."), "receipt": None}


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def promise(name: str, paid_on: str) -> dict:
	"""Keep the day; reminders about this invoice stop until it is over. Raises as `ask` does."""
	invoice = _get_open_invoice(name)
	talk.promise(invoice, _read_day(paid_on))
	return {"state": "", "message": _("Thank you. We expect your payment by then."), "receipt": None}


def _get_open_invoice(name: str) -> Document:
	"""The invoice, locked and as it is now, for somebody who reads it with their own login."""
	if get_visit():
		access.raise_not_found(DOCTYPE, name)
	invoice = access.lock_visible(DOCTYPE, name)
	if acts.get_stand_in():
		sentence = _("Please log in with your own password to tell us about an invoice.")
		frappe.throw(sentence, frappe.PermissionError)
	if not is_open(invoice):
		frappe.throw(_("Invoice {0} is not open: nothing is left to pay.").format(invoice.name))
	return invoice


def is_open(invoice: Document) -> bool:
	"""Is it a submitted invoice with something left to pay?"""
	precision = invoice.precision("outstanding_amount")
	return invoice.docstatus == 1 and not invoice.is_return and flt(invoice.outstanding_amount, precision) > 0


def _read_day(text: str) -> datetime.date:
	"""As a date field of a browser sends it: 2026-12-31."""
	try:
		return datetime.date.fromisoformat((text or "").strip())
	except ValueError:
		frappe.throw(_("Paid on: {0} is not a valid date.").format(frappe.utils.escape_html(text[:40])))


def get_talk(invoice: Document) -> dict | None:
	"""What the page shows of it; None where nothing was said and nothing can be."""
	may = is_open(invoice) and not get_visit()
	records = talk.get_records(invoice.name)
	if not may and not records:
		return None
	return {
		"may": may,
		"name": invoice.name,
		"rows": [_get_row(record) for record in records if record.dispute_reason],
		"promise": _get_promise(records) if may else "",
		"first": today(),
		"last": str(talk.get_last_day()),
	}


def _get_row(record: frappe._dict) -> dict:
	is_answered = record.follow_up_status != talk.DISPUTED and record.answer
	return {
		"question": record.dispute_reason,
		"on": date(record.creation),
		"answer": record.answer if is_answered else "",
	}


def _get_promise(records: list[frappe._dict]) -> str:
	given = [record for record in records if record.follow_up_status == talk.PROMISED]
	return date(given[-1].promise_date) if given else ""
