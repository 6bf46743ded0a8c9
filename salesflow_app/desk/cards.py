"""The three sums on the workspace: ready to bill (net), expected and overdue (gross).

They count what users may read of their own company, in the company's currency.
"""

import erpnext
import frappe
from frappe.utils import flt, today

from salesflow_app.salesflow_app.workflows import payment_milestone as states


@frappe.whitelist()
def get_ready_to_bill(filters: str | list | dict | None = None) -> dict:
	"""Net amount of the milestones waiting for their invoice."""
	frappe.has_permission("Payment Milestone", "read", throw=True)
	company = get_company()
	milestones = frappe.get_list(
		"Payment Milestone",
		filters={"company": company, "workflow_state": states.READY_TO_BILL},
		fields=["amount", "sow"],
		order_by="name asc",
	)
	rates = get_rates({row.sow for row in milestones})
	value = sum(flt(row.amount) * rates.get(row.sow, 1) for row in milestones)
	return get_card(company, value, "Payment Milestone", {"workflow_state": states.READY_TO_BILL})


@frappe.whitelist()
def get_expected_cash(filters: str | list | dict | None = None) -> dict:
	"""Gross amount outstanding on submitted invoices."""
	return get_outstanding({"outstanding_amount": [">", 0]})


@frappe.whitelist()
def get_overdue(filters: str | list | dict | None = None) -> dict:
	"""Gross amount outstanding on invoices past their due date."""
	return get_outstanding({"outstanding_amount": [">", 0], "due_date": ["<", today()]})


def get_outstanding(filters: dict) -> dict:
	frappe.has_permission("Sales Invoice", "read", throw=True)
	company = get_company()
	invoices = frappe.get_list(
		"Sales Invoice",
		filters={**filters, "company": company, "docstatus": 1},
		fields=["outstanding_amount", "conversion_rate", "party_account_currency"],
		order_by="name asc",
	)
	currency = erpnext.get_company_currency(company)
	value = sum(
		flt(row.outstanding_amount)
		* (1 if row.party_account_currency == currency else flt(row.conversion_rate))
		for row in invoices
	)
	return get_card(company, value, "Sales Invoice", {**filters, "docstatus": 1})


def get_company() -> str | None:
	return frappe.defaults.get_user_default("Company") or frappe.defaults.get_global_default("company")


def get_rates(sows: set[str]) -> dict[str, float]:
	"""SOW -> its exchange rate to the company's currency."""
	rows = frappe.get_all(
		"SOW", {"name": ("in", list(sows) or [""])}, ["name", "conversion_rate"], order_by="name asc"
	)
	return {row.name: flt(row.conversion_rate) or 1 for row in rows}


def get_card(company: str | None, value: float, doctype: str, filters: dict) -> dict:
	"""What the card shows, and the list that it opens."""
	return {
		"value": flt(value, 2),
		"fieldtype": "Currency",
		"options": "Company:company:default_currency",
		"route": ["List", doctype, "List"],
		"route_options": {"company": company, **filters},
	}
