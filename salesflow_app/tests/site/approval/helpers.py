"""What tests of approval share: rules of two levels, and the three documents waiting for the first."""

import frappe

from salesflow_app.approval import deciding, gate
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.tests.site import deals, factories, proposals

ROLES = {"Work Proposal": "Operations Manager", "SOW": "SOW Approver", "Sales Order": "Sales Manager"}
APPROVED = {"Work Proposal": "Approved", "SOW": "Ready", "Sales Order": "Approved"}
WAITING = {"Work Proposal": "In Review", "SOW": "Senior Review", "Sales Order": "Pending Approval"}
DOCTYPES = tuple(ROLES)


def make_approver(doctype: str) -> str:
	"""With the role that approves, and for orders the one that reads the customer's address."""
	return factories.make_user(ROLES[doctype], *(["Sales User"] if doctype == "Sales Order" else []))


def get_colleague(doctype: str, number: int) -> str:
	"""An approver that tests share which commit: a site takes only so many new users an hour."""
	first_name = f"Approver {number} of {doctype}"
	known = frappe.db.get_value("User", {"first_name": first_name})
	if not known:
		known = make_approver(doctype)
		frappe.db.set_value("User", known, "first_name", first_name)
	return known


def get_rules(doctype: str, *approvers: str, **conditions) -> list[dict]:
	"""One level for each approver; `conditions` are those of the last."""
	rows = [
		{"company": "", "document": doctype, "level": number, "approver": approver}
		for number, approver in enumerate(approvers, 1)
	]
	rows[-1].update(conditions)
	return rows


def make_waiting(users, doctype: str, **values):
	"""A document that was sent for approval by who makes such documents."""
	return MAKERS[doctype](users, **values)


def make_waiting_proposal(users, **values):
	return proposals.review_new(users, **values)


def make_waiting_sow(users, **values):
	sow = deals.make_drafted_sow(users, **values)
	with deals.as_user(users.sa):
		return deals.do(sow, "Request Senior Review")


def make_waiting_order(users, **values):
	values.setdefault("items", [factories.get_item_row(factories.make_item().name)])
	with deals.as_user(users.su):
		order = factories.make_sales_order(customer=users.customer_a, **values)
		return deals.do(order, "Submit for Approval")


MAKERS = {
	"Work Proposal": make_waiting_proposal,
	"SOW": make_waiting_sow,
	"Sales Order": make_waiting_order,
}


def reload(doc):
	return frappe.get_doc(doc.doctype, doc.name)


def get_state(doc) -> str:
	return frappe.db.get_value(doc.doctype, doc.name, BY_DOCTYPE[doc.doctype].state_field)


def approve(doc, user: str, level: int | None = None, comment: str = "") -> dict:
	"""Approve as the page does, for the level that is next where none is given."""
	doc = reload(doc)
	with deals.as_user(user):
		level = level or gate.get_open_levels(doc)[0].number
		return deciding.approve(doc.doctype, doc.name, level, str(doc.modified), comment)


def send_back(doc, user: str, reason: str = "The rates are old") -> dict:
	doc = reload(doc)
	with deals.as_user(user):
		return deciding.send_back(doc.doctype, doc.name, reason, str(doc.modified))


def get_tasks(doc, key: str) -> list[str]:
	filters = {"reference_name": doc.name, "salesflow_task": key, "status": "Open"}
	return frappe.get_all("ToDo", filters, pluck="allocated_to")


def get_entries(doc) -> list[tuple]:
	return frappe.get_all(
		"Salesflow Approval Entry",
		{"reference_name": doc.name},
		["decision", "level", "by_user", "for_user"],
		order_by="sequence asc",
		as_list=True,
	)
