"""Makes a site an ERPNext site whose setup wizard was completed: Nordwind GmbH in Germany, in euros."""

import erpnext.wizard_records as records
import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.desk.page.setup_wizard.setup_wizard import add_all_roles_to
from frappe.utils import getdate, today


def after_install() -> None:
	"""Add ERPNext's own fields to Frappe's DocTypes, and its roles."""
	fields = {
		doctype: [
			{
				"fieldname": fieldname,
				"label": label,
				"fieldtype": fieldtype,
				"options": options,
				"insert_after": before,
				"default": "1" if fieldname == "compact_item_print" else None,
			}
			for fieldname, label, fieldtype, options, before in rows
		]
		for doctype, rows in records.CUSTOM_FIELDS.items()
	}
	create_custom_fields(fields)
	for role in _split(records.ROLES):
		_insert("Role", role, role_name=role, desk_access=int(role not in records.PORTAL_ROLES))
	add_all_roles_to("Administrator")


def complete_wizard() -> None:
	"""Make the company, its accounts and everything else that the setup wizard makes."""
	_make_lists()
	_make_fiscal_year()
	company = _insert("Company", **records.COMPANY)
	_make_bank_account(company)
	_make_price_lists()
	_save_settings()
	for key, value in records.DEFAULTS.items():
		frappe.db.set_default(key, value)
	for doctype, fieldname, name, value in records.PROPERTIES:
		kind = "Text" if name == "default" else "Check"
		make_property_setter(doctype, fieldname, name, value, kind, validate_fields_for_doctype=False)
	frappe.clear_cache()


def _split(names: str) -> list[str]:
	return [name.strip() for name in names.split(", ")] if names else []


def _insert(doctype: str, name: str | None = None, **values) -> str:
	"""Insert a record unless one of that name is there."""
	if name and frappe.db.exists(doctype, name):
		return name
	doc = frappe.get_doc({"doctype": doctype, **values})
	if name:
		doc.name = name
	doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
	return doc.insert(set_name=name).name


def _make_lists() -> None:
	for (doctype, fieldname), names in records.NAMED.items():
		for name in _split(names):
			_insert(doctype, name, **({} if fieldname == "name" else {fieldname: name}))
	for purpose in _split(records.PURPOSES):
		_insert("Stock Entry Type", purpose, purpose=purpose, is_standard=1)
	for names, whole in ((records.WHOLE_UOMS, 1), (records.UOMS, 0)):
		for name in _split(names):
			_insert("UOM", name, uom_name=name, enabled=1, must_be_whole_number=whole)
	for name, kind in records.MODES_OF_PAYMENT.items():
		_insert("Mode of Payment", name, mode_of_payment=name, enabled=1, type=kind)
	for name, kind in records.PARTY_TYPES.items():
		_insert("Party Type", name, party_type=name, account_type=kind)
	for code, title in records.INCOTERMS.items():
		_insert("Incoterm", code, code=code, title=title)
	for (doctype, fieldname), (root, leaves) in records.TREES.items():
		_make_tree(doctype, fieldname, root, _split(leaves))


def _make_tree(doctype: str, fieldname: str, root: str, leaves: list[str]) -> None:
	_insert(doctype, root, **{fieldname: root, "is_group": 1})
	parent = f"parent_{frappe.scrub(doctype)}"
	for leaf in leaves:
		_insert(doctype, leaf, **{fieldname: leaf, "is_group": 0, parent: root})


def _make_fiscal_year() -> None:
	year = getdate(today()).year
	dates = {"year_start_date": f"{year}-01-01", "year_end_date": f"{year}-12-31"}
	_insert("Fiscal Year", str(year), year=str(year), **dates)


def _make_bank_account(company: str) -> None:
	"""The bank account that the wizard asks for, and the cash account of the mode Cash."""
	bank = _insert(
		"Account",
		account_name="Bank",
		company=company,
		account_type="Bank",
		account_currency="EUR",
		parent_account=frappe.db.get_value(
			"Account", {"company": company, "account_type": "Bank", "is_group": 1}
		),
	)
	doc = frappe.get_doc("Company", company)
	doc.db_set("default_bank_account", bank, update_modified=False)
	cash = frappe.get_doc("Mode of Payment", "Cash")
	cash.append("accounts", {"company": company, "default_account": doc.default_cash_account})
	cash.save(ignore_permissions=True)  # the wizard has no user


def _make_price_lists() -> None:
	for name, kind in (("Standard Buying", "buying"), ("Standard Selling", "selling")):
		_insert("Price List", name, price_list_name=name, currency="EUR", enabled=1, **{kind: 1})


def _save_settings() -> None:
	for doctype, values in records.SETTINGS.items():
		doc = frappe.get_single(doctype)
		doc.update(values)
		doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
		doc.save()
