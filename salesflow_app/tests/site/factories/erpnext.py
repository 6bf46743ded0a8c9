"""ERPNext's side of the chain: from the lead to the payment."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, add_years, getdate, today

from salesflow_app.tests.site import steps
from salesflow_app.tests.site.cast import get_company
from salesflow_app.tests.site.factories.base import (
	_get_company_value,
	_get_first,
	_get_selling_values,
	_make,
	get_unique,
)
from salesflow_app.tests.site.factories.masters import get_warehouse, make_customer, make_item, make_stock


def make_lead(**overrides) -> Document:
	email = f"{frappe.generate_hash(length=8)}@lead.example"
	values = {
		"doctype": "Lead",
		"first_name": "Liam",
		"last_name": "Lead",
		"company_name": get_unique("Prospect"),
		"email_id": email,
		"industry": _get_first("Industry Type"),
		"no_of_employees": "51-200",
	}
	return _make(values, overrides)


def make_opportunity(customer: str | None = None, lead: str | None = None, **overrides) -> Document:
	"""An opportunity with a customer, or with a lead (a new one where neither is named)."""
	party = ("Customer", customer) if customer else ("Lead", lead or make_lead().name)
	values = {
		"doctype": "Opportunity",
		"opportunity_from": party[0],
		"party_name": party[1],
		"company": get_company(),
		"currency": _get_company_value("default_currency"),
		"opportunity_type": "Sales",
		"industry": _get_first("Industry Type"),
		"no_of_employees": "51-200",
		"opportunity_amount": 10000,
	}
	return _make(values, overrides)


def get_item_row(item: str | None = None, qty: float = 1, rate: float = 1000, **values) -> dict:
	"""A row of `items` for any selling document."""
	return {"item_code": item or make_item().name, "qty": qty, "rate": rate, **values}


def make_quotation(
	customer: str | None = None, lead: str | None = None, submit: bool = False, **overrides
) -> Document:
	"""A quotation to a customer, or to a lead."""
	values = {
		**_get_selling_values("Quotation", overrides.get("company")),
		"quotation_to": "Lead" if lead else "Customer",
		"party_name": lead or customer or make_customer().name,
		"transaction_date": today(),
		"valid_till": add_days(today(), 30),
		"order_type": "Sales",
		"items": overrides.get("items") or [get_item_row()],
	}
	return _make(values, overrides, submit)


def make_sales_order(customer: str | None = None, submit: bool = False, **overrides) -> Document:
	values = {
		**_get_selling_values("Sales Order", overrides.get("company")),
		"customer": customer or make_customer().name,
		"transaction_date": today(),
		"delivery_date": add_days(today(), 14),
		"order_type": "Sales",
		"po_no": get_unique("PO"),
		"items": overrides.get("items") or [get_item_row()],
	}
	return _make(values, overrides, submit)


def make_delivery_note(sales_order: str | None = None, submit: bool = False, **overrides) -> Document:
	"""Of an order, or without one of five pieces that are in stock."""
	from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note as map_delivery_note

	if sales_order:
		note = map_delivery_note(sales_order)
		note.update(overrides)
		return steps.submit(note.insert()) if submit else note.insert()
	item = make_item(stock=True)
	make_stock(item.name)
	values = {
		**_get_selling_values("Delivery Note"),
		"customer": overrides.get("customer") or make_customer().name,
		"items": [get_item_row(item.name, qty=5, rate=100, warehouse=get_warehouse())],
	}
	return _make(values, overrides, submit)


def make_sales_invoice(
	customer: str | None = None, sales_order: str | None = None, submit: bool = False, **overrides
) -> Document:
	"""Of an order, or without one."""
	from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice as map_sales_invoice

	if sales_order:
		invoice = map_sales_invoice(sales_order)
		invoice.update(overrides)
		return steps.submit(invoice.insert()) if submit else invoice.insert()
	values = {
		**_get_selling_values("Sales Invoice", overrides.get("company")),
		"customer": customer or make_customer().name,
		"posting_date": today(),
		"due_date": add_days(today(), 30),
		"items": overrides.get("items") or [get_item_row()],
	}
	return _make(values, overrides, submit)


def make_payment_entry(
	sales_invoice: str, amount: float | None = None, submit: bool = True, **overrides
) -> Document:
	"""A bank payment of the invoice's open amount, or of `amount`."""
	from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

	payment = get_payment_entry("Sales Invoice", sales_invoice, party_amount=amount)
	payment.update({"reference_no": get_unique("Transfer"), "reference_date": today(), **overrides})
	payment.insert()
	return steps.submit(payment) if submit else payment


def make_contract(customer: str | None = None, submit: bool = True, **overrides) -> Document:
	"""An active Master Service Agreement, version 1.0."""
	values = {
		"doctype": "Contract",
		"party_type": "Customer",
		"party_name": customer or make_customer().name,
		"start_date": str(add_days(today(), -30)),
		"end_date": str(add_years(getdate(today()), 2)),
		"is_signed": 1,
		"signee": "Clara Client",
		"signed_on": frappe.utils.now_datetime(),
		"contract_terms": "The terms of the Master Service Agreement.",
		"salesflow_is_msa": 1,
		"salesflow_msa_version": "1.0",
		"salesflow_company": get_company(),
	}
	return _make(values, overrides, submit)
