"""Asks clients and teams what they think of a deal: a day after its first payment, and after its close.

What happens books one row of the outbox and no more. The worker finds out whether there is still something to ask:
a payment that was taken back and an order that was reopened ask nobody, and a client is asked once for each occasion.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import lock_row
from salesflow_app.evidence.canonical import text_hash
from salesflow_app.feedback import people, questions, team
from salesflow_app.mails import feedback_asked
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.salesflow_app.workflows import client_feedback, payment_milestone
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.settings import get_settings, mails_clients

DOCTYPE = "Client Feedback"
AFTER_PAYMENT, AT_CLOSE = "After the First Payment", "At the Close"
PAYMENT_EVENT, CLOSE_EVENT, TEAM_EVENT = (
	"Feedback after a Payment",
	"Feedback after a Close",
	"Team Feedback after a Close",
)
WAIT = 24 * 3600
"""Seconds until somebody is asked: most bookings that are wrong are mended by then."""
DAYS = 30


def after_payment(milestone: Document) -> None:
	"""A milestone is paid. One statement."""
	if get_settings().use_feedback:
		key = f"{PAYMENT_EVENT}:{milestone.name}:{milestone.sales_invoice}"
		if not entries.add(PAYMENT_EVENT, milestone, key, kind=entries.FEEDBACK, wait=WAIT):
			entries.try_again(key)


def after_close(order: Document) -> None:
	"""An order was closed because it is delivered and paid. A statement for each side, none for an order of no deal."""
	settings = get_settings()
	if not _may_be_of_deal(order):
		return
	for event, is_used in (
		(CLOSE_EVENT, settings.use_feedback),
		(TEAM_EVENT, settings.use_team_feedback),
	):
		if is_used:
			key = f"{event}:{order.name}:{order.salesflow_closed_on}"
			entries.add(event, order, key, kind=entries.FEEDBACK, wait=WAIT)


def _may_be_of_deal(order: Document) -> bool:
	known = (order.get("salesflow_sow"), order.get("po_no"), order.get("sales_team"))
	return any(known) or any(row.get("prevdoc_docname") for row in order.items)


def ask(row: frappe._dict) -> dict:
	"""Work off a row of the outbox. Raises NotSent where nobody is to be asked any more."""
	if frappe.db.exists(row.reference_doctype, row.reference_name):
		doc = frappe.get_doc(row.reference_doctype, row.reference_name)
		if row.event == PAYMENT_EVENT:
			_ask_after_payment(doc)
		else:
			_ask_at_close(doc, row.event)
	return {}


def _ask_after_payment(milestone: Document) -> None:
	if milestone.workflow_state != payment_milestone.PAID:
		raise NotSent(_("the payment was taken back"))
	sow = _get_first_sow(milestone.sow)
	if sow.workflow_state == sow_states.TERMINATED:
		raise NotSent(_("SOW {0} was terminated").format(sow.name))
	order = _get_order(milestone.sales_order or sow.sales_order)
	if order and order.salesflow_closed_on:
		return  # the client is asked about all of it
	_ask_client(AFTER_PAYMENT, sow, order)


def _ask_at_close(order: Document, event: str) -> None:
	if not order.salesflow_closed_on:
		raise NotSent(_("the order was reopened"))
	sow = _get_first_sow(order.salesflow_sow) if order.salesflow_sow else None
	of_deal = people.get_people(order, sow)
	if not of_deal["sales_person"]:
		return
	if event == TEAM_EVENT:
		team.ask(order, of_deal)
	elif mails_clients(order.salesflow_sow):
		_ask_client(AT_CLOSE, sow, order)


def _get_first_sow(name: str) -> Document:
	"""The SOW that a Change Order changes, however many came between."""
	sow, seen = frappe.get_doc("SOW", name), set()
	while sow.changes_sow and sow.name not in seen:
		seen.add(sow.name)
		sow = frappe.get_doc("SOW", sow.changes_sow)
	return sow


def _get_order(name: str | None) -> Document | None:
	return frappe.get_doc("Sales Order", name) if name and frappe.db.exists("Sales Order", name) else None


def _ask_client(occasion: str, sow: Document | None, order: Document | None) -> None:
	"""Make the Client Feedback and its mail, unless this client was asked on this occasion before."""
	subject = sow or order
	lock_row(subject.doctype, subject.name)
	key = f"{occasion}:{subject.doctype}:{subject.name}"
	if frappe.db.get_value(DOCTYPE, {"occasion_key": key}, "name", for_update=True):
		return
	email, name = people.get_recipient(order, sow)
	if not email:
		raise NotSent(_("no confirmed email address of the client is known"), is_task=True)
	_end_earlier(subject)
	feedback = _make(occasion, key, sow, order)
	feedback.update({"recipient_email": email.strip().lower(), "recipient_name": (name or email)[:140]})
	with system_act(feedback):
		feedback.insert(ignore_permissions=True)  # the app alone asks
	feedback_asked.send_asked(feedback)
	subject.add_comment("Info", _("{0} was asked for feedback: {1}").format(email, feedback.name))


def _make(occasion: str, key: str, sow: Document | None, order: Document | None) -> Document:
	subject, asked = sow or order, questions.get_asked()
	return frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"customer": subject.customer,
			"customer_name": subject.customer_name or subject.customer,
			"company": subject.company,
			"sow": sow.name if sow else None,
			"sales_order": order.name if order else None,
			"occasion": occasion,
			"occasion_key": key,
			"asked_on": now_datetime(),
			"valid_till": add_days(today(), get_settings().feedback_days or DAYS),
			"version": 1,
			"content_hash": text_hash("\0".join(asked.values())),
			**asked,
			**people.get_people(order, sow),
		}
	)


def _end_earlier(subject: Document) -> None:
	"""Nobody has two of them to answer: what was asked before and is not answered ends."""
	field = "sow" if subject.doctype == "SOW" else "sales_order"
	filters = {field: subject.name, "workflow_state": client_feedback.ASKED}
	for name in frappe.get_all(DOCTYPE, filters, pluck="name", order_by="name asc"):
		lock_row(DOCTYPE, name)
		earlier = frappe.get_doc(DOCTYPE, name, for_update=True)
		if earlier.workflow_state == client_feedback.ASKED:
			lifecycle.move(earlier, client_feedback.EXPIRED, why=_("the client is asked anew at the close"))
