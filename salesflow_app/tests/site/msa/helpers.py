"""Takes an MSA as far along its life as a test needs. The Sales Manager writes it, A1 signs it."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, today

from salesflow_app.msa import steps
from salesflow_app.portal import sign_msa
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.cast import Users

SIGN = "salesflow_app.portal.sign_msa.sign"


def make_draft(users: Users, **overrides) -> Document:
	values = {
		"is_signed": 0,
		"signee": None,
		"signed_on": None,
		"contract_terms": "<p>We share the risk.</p>",
		"salesflow_account_manager": users.am,
		"salesflow_notice_days": 30,
		"salesflow_valid_till": add_days(today(), 14),
		"salesflow_signatory_name": "Alma Approver",
		"salesflow_signatory_email": users.a1,
		**overrides,
	}
	with deals.as_user(users.sm):
		return factories.make_contract(users.customer_a, submit=False, **values)


def take(user: str, msa: Document, action: str, **values) -> Document:
	"""Press a button of the form; returns the document to go on with."""
	with deals.as_user(user):
		return frappe.get_doc("Contract", steps.take(msa.name, action, **values))


def make_sent(users: Users, **overrides) -> Document:
	return take(users.sm, take(users.sm, make_draft(users, **overrides), "Mark Ready"), "Send to Client")


def sign(users: Users, msa: Document, **values) -> dict:
	arguments = {
		"name": msa.name,
		"content_hash": msa.salesflow_content_hash,
		"full_name": "Alma Approver",
		"title": "CEO",
		"authority": 1,
		"consent": 1,
		**values,
	}
	with deals.as_user(values.pop("user", users.a1)):
		return sign_msa.sign(**{key: value for key, value in arguments.items() if key != "user"})


@given.register
def make_sent_msa(users: Users) -> Document:
	return make_sent(users)


@given.register
def make_signed_msa(users: Users) -> Document:
	msa = make_sent(users)
	sign(users, msa)
	return frappe.get_doc("Contract", msa.name)


def get_events(msa: Document) -> list[str]:
	filters = {"reference_doctype": "Contract", "reference_name": msa.name}
	return frappe.get_all("Salesflow Evidence Entry", filters, pluck="event", order_by="sequence asc")


def get_tasks(msa: Document, key: str) -> list[str]:
	filters = {"reference_name": msa.name, "salesflow_task": key, "status": "Open"}
	return sorted(frappe.get_all("ToDo", filters, pluck="allocated_to"))
