"""A small stand-in for ERPNext: what a sale needs, from the first lead to the last payment."""

import frappe
from frappe.offered import offer_from

__version__ = "15.71.1"


def get_company_currency(company: str) -> str:
	"""The currency a company keeps its books in."""
	return frappe.get_cached_value("Company", company, "default_currency")


__getattr__ = offer_from(__name__, ("erpnext.exceptions",))
