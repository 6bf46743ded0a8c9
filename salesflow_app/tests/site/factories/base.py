"""What the factories share."""

import frappe
from frappe.model.document import Document

from salesflow_app.tests.site import steps
from salesflow_app.tests.site.cast import get_company

TAX_TITLE = "SalesFlow Test VAT 19"


def get_unique(text: str = "Test") -> str:
	"""`text` with an ending that no other call got."""
	return f"{text} {frappe.generate_hash(length=8)}"


def _make(values: dict, overrides: dict, submit: bool = False) -> Document:
	doc = frappe.get_doc({**values, **overrides}).insert()
	return steps.submit(doc) if submit else doc


def _get_first(doctype: str, **filters) -> str:
	return frappe.get_all(doctype, filters, pluck="name", order_by="creation asc", limit=1)[0]


def _get_company_value(fieldname: str, company: str | None = None):
	return frappe.get_cached_value("Company", company or get_company(), fieldname)


# ERPNext's side of the chain


def _get_selling_values(doctype: str, company: str | None = None) -> dict:
	company = company or get_company()
	return {
		"doctype": doctype,
		"company": company,
		"currency": _get_company_value("default_currency", company),
		"selling_price_list": frappe.db.get_single_value("Selling Settings", "selling_price_list")
		or _get_first("Price List", selling=1),
		"ignore_pricing_rule": 1,
	}
