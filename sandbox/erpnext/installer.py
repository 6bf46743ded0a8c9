"""Makes a site an ERPNext site whose setup wizard was completed: Nordwind GmbH in Germany, in euros."""

import frappe
from frappe import records
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.installer import add_all_roles_to
from frappe.utils import getdate, today


def after_install() -> None:
	"""Add ERPNext's own fields to Frappe's DocTypes, and its roles."""
	found = records.read("erpnext")
	create_custom_fields(found.custom_fields)
	records.insert_table("Role", ["name", "role_name", "desk_access"], found.roles)
	add_all_roles_to("Administrator")


def complete_wizard() -> None:
	"""Make the company, its accounts and everything else that the setup wizard makes."""
	found = records.read("erpnext")
	for table in found.tables:
		records.insert_table(**table)
	_make_fiscal_year()
	_make_bank_account(records.insert("Company", **found.company))
	for name, kind in (("Standard Buying", "buying"), ("Standard Selling", "selling")):
		records.insert("Price List", name, price_list_name=name, currency="EUR", enabled=1, **{kind: 1})
	records.save_settings(found.settings)
	for key, value in found.defaults.items():
		frappe.db.set_default(key, value)
	for doctype, fieldname, name, value in found.properties:
		kind = "Text" if name == "default" else "Check"
		make_property_setter(doctype, fieldname, name, value, kind, validate_fields_for_doctype=False)
	frappe.clear_cache()


def _make_fiscal_year() -> None:
	year = getdate(today()).year
	dates = {"year_start_date": f"{year}-01-01", "year_end_date": f"{year}-12-31"}
	records.insert("Fiscal Year", str(year), year=str(year), **dates)


def _make_bank_account(company: str) -> None:
	"""The bank account that the wizard asks for, and the cash account of the mode Cash."""
	group = {"company": company, "account_type": "Bank", "is_group": 1}
	bank = records.insert(
		"Account",
		account_name="Bank",
		company=company,
		account_type="Bank",
		account_currency="EUR",
		parent_account=frappe.db.get_value("Account", group),
	)
	doc = frappe.get_doc("Company", company)
	doc.db_set("default_bank_account", bank, update_modified=False)
	cash = frappe.get_doc("Mode of Payment", "Cash")
	cash.append("accounts", {"company": company, "default_account": doc.default_cash_account})
	cash.save(ignore_permissions=True)  # the wizard has no user
