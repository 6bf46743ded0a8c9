"""Who our company is, on top of the client's pages and of paper: logo, address, VAT ID and how to reach it."""

import frappe
from frappe import _
from frappe.contacts.doctype.address.address import get_default_address

CONTACT = ("phone_no", "email", "website")
ADDRESS = ("address_line1", "address_line2", ("pincode", "city"), "state", "country")


def get_card(company: str, address: str | None = None) -> dict[str, str | list[str]]:
	"""`name`, `logo` (a public file of this site, or empty) and the `lines` below the name."""
	record = frappe.get_cached_doc("Company", company)
	ways = [record.get(field) for field in CONTACT]
	tax_id = _("VAT ID: {0}").format(record.tax_id) if record.get("tax_id") else ""
	lines = [*get_address_lines("Company", company, address), " · ".join(filter(None, ways)), tax_id]
	return {"name": company, "logo": _get_logo(record), "lines": [line for line in lines if line]}


def get_address_lines(doctype: str, name: str, address: str | None = None) -> list[str]:
	"""The lines of an address, by default of the main one."""
	address = address or get_default_address(doctype, name)
	if not address:
		return []
	record = frappe.get_cached_doc("Address", address)
	parts = [(part,) if isinstance(part, str) else part for part in ADDRESS]
	return [line for part in parts if (line := " ".join(filter(None, (record.get(field) for field in part))))]


def _get_logo(record) -> str:
	logo = record.get("company_logo") or ""
	return logo if logo.startswith("/files/") and ".." not in logo else ""
