"""Takes a Work Proposal as far along its life as a test needs, each step by the user who owns it."""

import re

import frappe
from frappe.model.document import Document

from salesflow_app.portal import accept_proposal
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.cast import Users


def get_row(rate: float = 10000, cost_rate: float | None = None, **values) -> dict:
	"""A row of the price offer; it costs us 40 % where nothing else is said."""
	cost_rate = rate * 0.4 if cost_rate is None else cost_rate
	row = {"item_code": values.pop("item_code", None) or factories.make_item().name, "qty": 1, "uom": "Nos"}
	return {**row, "rate": rate, "cost_rate": cost_rate, **values}


def make_draft(users: Users, **overrides) -> Document:
	"""A complete draft for customer A by the Account Manager; A1 is the client's contact."""
	values = {"contact_email": users.a1, **overrides}
	if "lead" not in values:
		values.setdefault("customer", users.customer_a)
	prepared = factories.make_tax_template(), factories.make_item()
	with deals.as_user("Administrator"):
		values.setdefault("items", [get_row(item_code=prepared[1].name)])
		values.setdefault("taxes_and_charges", prepared[0].name)
	with deals.as_user(users.am):
		return insert_as(users, values)


def insert_as(users: Users, values: dict) -> Document:
	customer, lead = values.pop("customer", None), values.pop("lead", None)
	return frappe.get_doc(
		{
			"doctype": "Work Proposal",
			"title": factories.get_unique("Proposal"),
			"variant": "Project",
			"proposal_to": "Lead" if lead else "Customer",
			"party_name": lead or customer,
			"company": users.company,
			"account_manager": users.am,
			"payment_plan": factories.get_plan(40, 60),
			**values,
		}
	).insert()


def fill_in(proposal: Document) -> Document:
	"""Write something in place of each place holder."""
	left = [row for row in proposal.sections if "[[" in (row.body or "")]
	for row in left:
		row.body = re.sub(r"\[\[.*?\]\]", "What was agreed.", row.body)
	return proposal.save() if left else proposal


def review(users: Users, proposal: Document) -> Document:
	with deals.as_user(users.am):
		fill_in(proposal)
		return deals.do(proposal, "Send for Review")


def review_new(users: Users, **overrides) -> Document:
	return review(users, make_draft(users, **overrides))


def approve(users: Users, proposal: Document) -> Document:
	with deals.as_user(users.om):
		return deals.do(proposal, "Approve")


def make_approved(users: Users, **overrides) -> Document:
	return approve(users, review(users, make_draft(users, **overrides)))


def send(users: Users, proposal: Document) -> Document:
	with deals.as_user(users.am):
		return deals.do(proposal, "Send to Client")


def make_sent(users: Users, **overrides) -> Document:
	return send(users, make_approved(users, **overrides))


def accept(users: Users, proposal: Document, user: str | None = None, **values) -> dict:
	"""The client's contact accepts in the portal; returns the receipt."""
	arguments = {
		"name": proposal.name,
		"content_hash": proposal.content_hash,
		"full_name": "Alma Approver",
		"title": "CEO",
		"authority": 1,
		"consent": 1,
		**values,
	}
	with deals.as_user(user or users.a1):
		return accept_proposal.accept(**arguments)


def make_accepted(users: Users, **overrides) -> Document:
	proposal = make_sent(users, **overrides)
	accept(users, proposal)
	return frappe.get_doc("Work Proposal", proposal.name)
