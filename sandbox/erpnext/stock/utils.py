"""Bins: how much of an item a warehouse holds, expects and has promised."""

import frappe
from frappe.model.document import Document


def get_or_make_bin(item_code: str, warehouse: str) -> Document:
	"""The Bin of an item in a warehouse, made where there is none."""
	name = frappe.db.get_value("Bin", {"item_code": item_code, "warehouse": warehouse})
	if name:
		return frappe.get_doc("Bin", name)
	doc = frappe.get_doc({"doctype": "Bin", "item_code": item_code, "warehouse": warehouse})
	doc.flags.ignore_permissions = True
	return doc.insert()


def get_stock_value_account(warehouse: str, company: str) -> str | None:
	"""The inventory account of a warehouse: its own, of the one above it, or the company's."""
	name = warehouse
	while name:
		account, name = frappe.get_cached_value("Warehouse", name, ["account", "parent_warehouse"])
		if account:
			return account
	return frappe.get_cached_value("Company", company, "default_inventory_account")
