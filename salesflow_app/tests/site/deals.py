"""Takes a SOW as far along its life as a test needs, each step by the user who owns it."""

import frappe
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, today

from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.portal import sign_sow
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.cast import Users


def as_user(email: str):
	"""Context manager: everything inside is done by this user."""
	return _Acting(email)


class _Acting:
	def __init__(self, email: str):
		self.email = email

	def __enter__(self):
		self.before = frappe.session.user
		frappe.set_user(self.email)

	def __exit__(self, *_error):
		frappe.set_user(self.before)


def do(doc: Document, action: str) -> Document:
	"""Press a workflow button; returns the document as it is afterwards."""
	apply_workflow(doc, action)
	return frappe.get_doc(doc.doctype, doc.name)


def make_drafted_sow(users: Users, **overrides) -> Document:
	"""A complete SOW of customer A in state Drafting, made by the Sales Assistant; A1 is its signatory."""
	complete_customer(users.customer_a)
	values = {
		"doctype": "SOW",
		"title": factories.get_unique("Statement of Work"),
		"customer": users.customer_a,
		"company": users.company,
		"account_manager": users.am,
		"valid_till": add_days(today(), 30),
		"msa": factories.make_contract(users.customer_a).name,
		"taxes_and_charges": factories.make_tax_template().name,
		"scope": "<p>What is done.</p>",
		"items": [{"item_code": factories.make_item().name, "qty": 1, "uom": "Nos", "rate": 10000}],
		"milestones": factories.get_plan(40, 60, planned_date=add_days(today(), 20)),
		"signatory_name": "Alma Approver",
		"signatory_email": users.a1,
		**overrides,
	}
	with as_user(users.sa):
		return do(frappe.get_doc(values).insert(), "Start Drafting")


def complete_customer(customer: str) -> None:
	"""What the milestone notice needs of a customer: a billing address."""
	if not frappe.db.exists("Dynamic Link", {"parenttype": "Address", "link_name": customer}):
		factories.make_address(customer)


def make_sent_sow(users: Users, **overrides) -> Document:
	sow = make_drafted_sow(users, **overrides)
	with as_user(users.sa):
		return do(do(sow, "Mark Ready"), "Send to Client")


def sign(users: Users, sow: Document, **values) -> dict:
	"""A1 signs in the portal; returns the receipt."""
	arguments = {
		"name": sow.name,
		"content_hash": sow.content_hash,
		"full_name": "Alma Approver",
		"title": "CEO",
		"authority": 1,
		"consent": 1,
		**values,
	}
	with as_user(users.a1):
		return sign_sow.sign(**arguments)


def make_signed_sow(users: Users, **overrides) -> Document:
	sow = make_sent_sow(users, **overrides)
	sign(users, sow)
	return frappe.get_doc("SOW", sow.name)


def make_running_sow(users: Users, **overrides) -> Document:
	"""Signed, and its order approved."""
	sow = make_signed_sow(users, **overrides)
	approve_order(users, sow.sales_order)
	return frappe.get_doc("SOW", sow.name)


def approve_order(users: Users, name: str) -> Document:
	order = frappe.get_doc("Sales Order", name)
	with as_user(users.su):
		order = do(order, "Submit for Approval")
	with as_user(users.sm):
		return do(order, "Approve")


def get_milestones(sow: Document) -> list[Document]:
	"""The milestones of a SOW, in the order of the plan."""
	names = frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="name", order_by="milestone_no asc")
	return [frappe.get_doc("Payment Milestone", name) for name in names]


def report(users: Users, milestone: Document) -> Document:
	"""Reached, and reported to billing."""
	with as_user(users.am):
		if milestone.workflow_state == "Planned":
			milestone = do(milestone, "Mark Reached")
		return do(milestone, "Report to Billing")


def bill(users: Users, milestone: Document, submit: bool = True) -> Document:
	"""The invoice of a milestone that is Ready to Bill."""
	with as_user(users.ac):
		invoice = frappe.get_doc("Sales Invoice", make_sales_invoice(milestone.name))
		if submit:
			invoice.submit()
	return invoice


def make_billed_milestone(users: Users) -> Document:
	"""The first milestone of a running SOW, with its submitted invoice over 4,000 net."""
	invoice = bill(users, report(users, get_milestones(make_running_sow(users))[0]))
	return frappe.get_doc("Payment Milestone", invoice.salesflow_payment_milestone)
