"""A client that is asked for feedback, as the worker of the outbox does it."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from salesflow_app.documents.acts import system_act
from salesflow_app.feedback import asking, questions
from salesflow_app.outbox import entries, worker
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.milestone.helpers import pay

GIVE = "salesflow_app.portal.give_feedback.give"
MARKS = {"mark_1": 5, "mark_2": 4, "mark_3": 5}


def pay_first(users, sow: Document) -> tuple[Document, Document]:
	"""The first milestone, billed and paid; returns it with its payment."""
	milestone = deals.report(users, deals.get_milestones(sow)[0])
	payment = pay(users, deals.bill(users, milestone))
	return frappe.get_doc("Payment Milestone", milestone.name), payment


def pay_all(users, sow: Document) -> Document:
	"""Every milestone paid, so that the order is closed; returns it."""
	for milestone in deals.get_milestones(sow):
		pay(users, deals.bill(users, deals.report(users, milestone)))
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert order.salesflow_closed_on, order.status
	return order


def work(doc: Document, event: str = "") -> list[str]:
	"""Work off the rows about `doc` that ask for feedback, as if their day had come; returns their states."""
	filters = {"kind": entries.FEEDBACK, "reference_name": doc.name}
	if event:
		filters["event"] = event
	names = frappe.get_all(entries.DOCTYPE, filters, pluck="name", order_by="creation asc, name asc")
	for name in names:
		worker.work(name)
	return [frappe.db.get_value(entries.DOCTYPE, name, "state") for name in names]


def get_feedback(sow: Document) -> list[Document]:
	names = frappe.get_all("Client Feedback", {"sow": sow.name}, pluck="name", order_by="creation asc")
	return [frappe.get_doc("Client Feedback", name) for name in names]


def make_asked(users, sow: Document) -> Document:
	"""What the client is asked after the first payment."""
	milestone, _payment = pay_first(users, sow)
	work(milestone, asking.PAYMENT_EVENT)
	return get_feedback(sow)[0]


def make_asked_feedback(sow: Document, email: str, **values) -> Document:
	"""A Client Feedback as it is when somebody was asked, without the deal getting that far."""
	doc = frappe.get_doc(
		{
			"doctype": "Client Feedback",
			"customer": sow.customer,
			"customer_name": sow.customer_name,
			"company": sow.company,
			"sow": sow.name,
			"occasion": asking.AFTER_PAYMENT,
			"occasion_key": f"test:{sow.name}",
			"account_manager": sow.account_manager,
			"sales_person": sow.account_manager,
			"recipient_email": email,
			"recipient_name": "Nora New",
			"asked_on": now_datetime(),
			"valid_till": add_days(today(), 9),
			"version": 1,
			"content_hash": frappe.generate_hash(length=64),
			**questions.get_asked(),
			**values,
		}
	)
	with system_act(doc):
		return doc.insert(ignore_permissions=True)  # the app alone asks
