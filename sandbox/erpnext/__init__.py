"""A small stand-in for ERPNext: what a sale needs, from the first lead to the last payment."""

import frappe
from frappe.offered import offer_from

__version__ = "15.71.1"


def get_company_currency(company: str) -> str:
	"""The currency a company keeps its books in."""
	return frappe.get_cached_value("Company", company, "default_currency")


def get_default_cost_center(company: str | None) -> str | None:
	"""The cost center of a company that rows without one get."""
	return frappe.get_cached_value("Company", company, "cost_center") if company else None


__getattr__ = offer_from(__name__, ("erpnext.exceptions",))
