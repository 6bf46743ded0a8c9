"""The people of the demo stories, and what they work with: a client with contact, address and portal user, items, an MSA."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, today

from salesflow_app.demo.crm_import.masters import get_root
from salesflow_app.demo.stage import Stage

TEAM = "Nordwind Sales"
STAFF = {
	"sales_user": ("sam.seller@nordwind.example", "Sam", ["Sales User"]),
	"sales_manager": (
		"lena.leader@nordwind.example",
		"Lena",
		["Sales User", "Sales Manager", "Sales Master Manager"],
	),
	"account_manager": ("anna.account@nordwind.example", "Anna", ["Account Manager", "Sales User"]),
	"operations_manager": (
		"oscar.operations@nordwind.example",
		"Oscar",
		["Operations Manager", "Sales User", "Sales Manager", "Accounts User"],
	),
	"sales_assistant": ("dian.porter@nordwind.example", "Dian", ["Sales Assistant", "Sales User"]),
	"sow_approver": ("ryan.senior@nordwind.example", "Ryan", ["SOW Approver", "Sales User"]),
	"accounts_user": ("bill.billing@nordwind.example", "Bill", ["Accounts User"]),
}
"""Key -> e-mail, first name, roles. The stories need no other staff than the roles named here."""


def get_cast(stage: Stage) -> dict[str, str]:
	"""Key -> user, made where missing; the sales user's team has a leader."""
	cast = {key: stage.user(email, name, roles) for key, (email, name, roles) in STAFF.items()}
	_ensure_team(cast)
	return cast


def _ensure_team(cast: dict[str, str]) -> None:
	"""Lena's team in the Sales Person tree, with Sam in it."""
	for name, parent, is_group, user in (
		(TEAM, get_root("Sales Person"), 1, cast["sales_manager"]),
		("Sam", TEAM, 0, cast["sales_user"]),
	):
		if not frappe.db.exists("Sales Person", {"salesflow_user": user}):
			frappe.get_doc(
				{
					"doctype": "Sales Person",
					"sales_person_name": name,
					"parent_sales_person": parent,
					"is_group": is_group,
					"salesflow_user": user,
				}
			).insert()


def get_customer(name: str, customer_class: str | None = None, **values) -> str:
	"""A customer, made where missing by the session's user; `values` are further fields."""
	if not frappe.db.exists("Customer", name):
		frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": name,
				"customer_type": "Company",
				"customer_group": _first("Customer Group", "Commercial"),
				"territory": _first("Territory", "Rest Of The World"),
				"salesflow_customer_class": customer_class,
				**values,
			}
		).insert()
	return name


def get_contact(customer: str, email: str, first_name: str, last_name: str) -> str:
	"""The customer's primary contact, made where missing by the session's user."""
	known = frappe.db.get_value("Contact Email", {"email_id": email}, "parent")
	if known:
		return known
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": first_name,
			"last_name": last_name,
			"is_primary_contact": 1,
			"is_billing_contact": 1,
			"email_ids": [{"email_id": email, "is_primary": 1}],
			"links": [{"link_doctype": "Customer", "link_name": customer}],
		}
	).insert()
	frappe.get_doc("Customer", customer).update({"customer_primary_contact": contact.name}).save()
	return contact.name


def get_address(customer: str, line: str, city: str, pincode: str, country: str = "Germany") -> str:
	"""The customer's billing address, made where missing by the session's user."""
	known = frappe.db.get_value(
		"Dynamic Link", {"parenttype": "Address", "link_doctype": "Customer", "link_name": customer}, "parent"
	)
	if known:
		return known
	return (
		frappe.get_doc(
			{
				"doctype": "Address",
				"address_title": customer,
				"address_type": "Billing",
				"address_line1": line,
				"city": city,
				"pincode": pincode,
				"country": country,
				"is_primary_address": 1,
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		)
		.insert()
		.name
	)


def get_service_item(item_code: str, rate: float) -> str:
	"""An item that is sold and not kept in stock; an admin of the demo makes it where missing."""
	if not frappe.db.exists("Item", item_code):
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": item_code,
				"item_name": item_code,
				"item_group": _first("Item Group", "Services"),
				"stock_uom": "Nos",
				"is_stock_item": 0,
				"is_sales_item": 1,
				"standard_rate": rate,
				"taxes": get_item_taxes(),
			}
		).insert()
	return item_code


def get_item_taxes() -> list[dict]:
	"""The standard rate, in countries where ERPNext's tax templates leave the rate to the item."""
	templates = frappe.get_all("Item Tax Template", {"title": ("like", "19%")}, pluck="name")
	return [{"item_tax_template": template} for template in templates]


def get_tax_template(company: str) -> str | None:
	"""A sales tax template of the company; None where it has none."""
	return frappe.db.get_value(
		"Sales Taxes and Charges Template",
		{"company": company, "disabled": 0},
		"name",
		order_by="is_default desc, name asc",
	)


def get_agreement(customer: str, company: str) -> Document:
	"""The active MSA with the customer, made and signed where missing by the session's user (a Sales Manager)."""
	known = frappe.db.get_value(
		"Contract",
		{
			"party_name": customer,
			"salesflow_company": company,
			"salesflow_is_msa": 1,
			"docstatus": 1,
			"is_signed": 1,
			"end_date": (">=", today()),
		},
	)
	if known:
		return frappe.get_doc("Contract", known)
	contract = frappe.get_doc(
		{
			"doctype": "Contract",
			"party_type": "Customer",
			"party_name": customer,
			"start_date": today(),
			"end_date": add_days(today(), 730),
			"contract_terms": "Master Service Agreement between the parties. Each Statement of Work refers to it.",
			"salesflow_is_msa": 1,
			"salesflow_company": company,
			"salesflow_msa_version": "1.0",
			"is_signed": 1,
			"signee": f"Management of {customer}",
			"signed_on": frappe.utils.now_datetime(),
		}
	).insert()
	contract.submit()
	return contract


def _first(doctype: str, preferred: str) -> str:
	"""`preferred`, or any leaf where the site has other names."""
	if frappe.db.exists(doctype, preferred):
		return preferred
	return frappe.db.get_value(doctype, {"is_group": 0}, "name", order_by="lft asc")
