"""What tests of Work Proposals share."""

import re

import frappe
import pytest

from salesflow_app.tests.site import deals

REFUSED = (frappe.ValidationError, frappe.PermissionError, frappe.DuplicateEntryError)

CANARY = 7654.32

SHOWN = re.compile(r"(?<!\d)7[.,]?65[45][.,]32")
"""The canary as any page would write it; the digits alone are in a timestamp now and then."""


def refuse(function, *args, match: str | None = None, **kwargs) -> str:
	"""The sentence with which `function` refuses; as after a request, nothing of what it did is left."""
	frappe.db.savepoint("refused")
	with pytest.raises(REFUSED, match=match) as caught:
		function(*args, **kwargs)
	frappe.db.rollback(save_point="refused")
	return str(caught.value)


def reload(proposal):
	return frappe.get_doc("Work Proposal", proposal.name)


def get_state(proposal) -> tuple:
	return frappe.db.get_value("Work Proposal", proposal.name, ["docstatus", "workflow_state"])


# Review and approval


def get_order(proposal) -> str | None:
	return frappe.db.get_value("Sales Order Item", {"prevdoc_docname": proposal.quotation}, "parent")


# New versions


def supersede(users, doc):
	with deals.as_user(users.am):
		return deals.do(doc, "Supersede")
