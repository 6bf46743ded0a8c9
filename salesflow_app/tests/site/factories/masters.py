"""Customers, contacts, items, taxes, fiscal years."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, add_years, getdate, today

from salesflow_app.tests.site.cast import get_company
from salesflow_app.tests.site.factories.base import (
	TAX_TITLE,
	_get_company_value,
	_get_first,
	_make,
	get_unique,
)


def make_fiscal_years() -> None:
	"""Last year, this one and the two next, where no fiscal year covers them."""
	for years in range(-1, 3):
		day = add_years(getdate(today()), years)
		if not frappe.get_all("Fiscal Year", {"year_start_date": ("<=", day), "year_end_date": (">=", day)}):
			values = {"year": str(day.year), "year_start_date": f"{day.year}-01-01"}
			_make({"doctype": "Fiscal Year", **values, "year_end_date": f"{day.year}-12-31"}, {})


def set_days_off(company: str, *days: str) -> None:
	"""Give the company a holiday list in which every day but these is a working day."""
	holidays = frappe.get_doc(
		{
			"doctype": "Holiday List",
			"holiday_list_name": get_unique("Holidays"),
			"from_date": add_days(today(), -60),
			"to_date": add_days(today(), 60),
			"holidays": [{"holiday_date": day, "description": "Off"} for day in days],
		}
	).insert()
	frappe.db.set_value("Company", company, "default_holiday_list", holidays.name)
	frappe.clear_document_cache("Company", company)


def make_user(*roles: str) -> str:
	"""A colleague with these roles; returns the user's name."""
	email = f"{frappe.generate_hash(length=10)}@nordwind.example"
	user = frappe.get_doc({"doctype": "User", "email": email, "first_name": "New", "last_name": "Colleague"})
	user.update({"send_welcome_email": 0, "user_type": "System User"})
	user.flags.no_welcome_mail = True
	user.insert().add_roles(*roles)
	return user.name


def make_customer(contact: str | None = "", **overrides) -> Document:
	"""A customer with a billing address and a primary contact `contact` (an e-mail); None for no contact."""
	customer = _make(
		{
			"doctype": "Customer",
			"customer_name": get_unique("Customer"),
			"customer_type": "Company",
			"customer_group": _get_first("Customer Group", is_group=0),
			"territory": _get_first("Territory", is_group=0),
			"tax_id": "DE123456789",
		},
		overrides,
	)
	address = make_address(customer.name)
	customer.customer_primary_address = address.name
	if contact is not None:
		email = contact or f"{frappe.generate_hash(length=8)}@client.example"
		customer.customer_primary_contact = make_contact(customer.name, email=email).name
	return frappe.get_doc("Customer", customer.save().name)  # ERPNext 16 writes to it once more


def make_contact(
	customer: str | None = None, email: str = "", link_doctype: str = "Customer", **overrides
) -> Document:
	"""A contact, linked to a customer (or, with `link_doctype`, to a lead)."""
	values = {
		"doctype": "Contact",
		"first_name": "Clara",
		"last_name": get_unique("Client"),
		"is_primary_contact": 1,
		"is_billing_contact": 1,
		"email_ids": [{"email_id": email, "is_primary": 1}] if email else [],
		"links": [{"link_doctype": link_doctype, "link_name": customer}] if customer else [],
	}
	return _make(values, overrides)


def make_address(customer: str, link_doctype: str = "Customer", **overrides) -> Document:
	values = {
		"doctype": "Address",
		"address_title": customer,
		"address_type": "Billing",
		"address_line1": "Hafenstraße 1",
		"city": "Hamburg",
		"pincode": "20457",
		"country": _get_company_value("country"),
		"is_primary_address": 1,
		"is_shipping_address": 1,
		"links": [{"link_doctype": link_doctype, "link_name": customer}],
	}
	return _make(values, overrides)


def make_item(stock: bool = False, **overrides) -> Document:
	"""A service, or with `stock` a thing that is kept in the warehouse."""
	values = {
		"doctype": "Item",
		"item_code": get_unique("Part" if stock else "Service"),
		"item_group": "Products" if stock else "Services",
		"stock_uom": "Nos",
		"is_stock_item": int(stock),
		"standard_rate": 100,
		"item_defaults": [
			{"company": get_company(), "default_warehouse": get_warehouse() if stock else None}
		],
	}
	if not frappe.db.exists("Item Group", values["item_group"]):
		values["item_group"] = _get_first("Item Group", is_group=0)
	return _make(values, overrides)


def get_warehouse() -> str:
	"""A warehouse that goods are received in and delivered from."""
	return _get_first("Warehouse", company=get_company(), is_group=0, warehouse_type=("!=", "Transit"))


def make_stock(item_code: str, qty: float = 10, rate: float = 40) -> Document:
	"""Receive goods, so that they can be delivered."""
	values = {
		"doctype": "Stock Entry",
		"stock_entry_type": "Material Receipt",
		"company": get_company(),
		"items": [{"item_code": item_code, "qty": qty, "t_warehouse": get_warehouse(), "basic_rate": rate}],
	}
	return _make(values, {}, submit=True)


def make_tax_template(rate: float = 19, **overrides) -> Document:
	"""A template with one tax on the net total; the one with 19 % is made once."""
	company = overrides.get("company") or get_company()
	name = f"{TAX_TITLE} - {_get_company_value('abbr', company)}"
	if rate == 19 and frappe.db.exists("Sales Taxes and Charges Template", name):
		return frappe.get_doc("Sales Taxes and Charges Template", name)
	account = _get_first("Account", company=company, account_type="Tax", is_group=0, root_type="Liability")
	row = {"charge_type": "On Net Total", "account_head": account, "description": "VAT", "rate": rate}
	values = {
		"doctype": "Sales Taxes and Charges Template",
		"title": TAX_TITLE if rate == 19 else get_unique("VAT"),
		"company": company,
		"taxes": [row],
	}
	return _make(values, overrides)
