"""What tests of Work Proposals share."""

import re

import frappe

from salesflow_app.tests.site import deals

CANARY = 7654.32
SHOWN = re.compile(r"(?<!\d)7[.,]?65[45][.,]32")
"""The canary as any page would write it; the digits alone are in a timestamp now and then."""


def reload(proposal):
	return frappe.get_doc("Work Proposal", proposal.name)


def get_state(proposal) -> tuple:
	return frappe.db.get_value("Work Proposal", proposal.name, ["docstatus", "workflow_state"])


def get_order(proposal) -> str | None:
	return frappe.db.get_value("Sales Order Item", {"prevdoc_docname": proposal.quotation}, "parent")


def supersede(users, doc):
	with deals.as_user(users.am):
		return deals.do(doc, "Supersede")
