"""make_<doctype>(**overrides): saved documents that are right as they are. Names are new each time.

They are made by whoever is the user; `submit=True` submits. Values in `overrides` win over those chosen here.
"""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, add_years, getdate, today

from salesflow_app.tests.site import steps
from salesflow_app.tests.site.cast import STAFF_DOMAIN, get_company

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


# Masters


def make_fiscal_years() -> None:
	"""This year and the two next, where no fiscal year covers them."""
	for years in range(3):
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
			"from_date": add_days(today(), -5),
			"to_date": add_days(today(), 30),
			"holidays": [{"holiday_date": day, "description": "Off"} for day in days],
		}
	).insert()
	frappe.db.set_value("Company", company, "default_holiday_list", holidays.name)
	frappe.clear_document_cache("Company", company)


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
	return customer.save()


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


# ERPNext's side of the chain


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


# Our side of the chain


def make_discovery(opportunity: str | None = None, **overrides) -> Document:
	"""With one held meeting and an account manager, so that it can be completed."""
	source = frappe.get_doc("Opportunity", opportunity) if opportunity else make_opportunity()
	values = {
		"doctype": "Discovery",
		"opportunity": source.name,
		"party_type": source.opportunity_from,
		"party_name": source.party_name,
		"company": source.company,
		"sales_person": f"su@{STAFF_DOMAIN}",
		"account_manager": f"am@{STAFF_DOMAIN}",
		"meetings": [{"meeting_date": today(), "place": "Video call", "held": 1}],
		"needs": [],
	}
	return _make(values, overrides)


def get_plan(*percentages: float, **values) -> list[dict]:
	"""Rows of a payment plan; the first on signature, all others manual."""
	triggers = ["On Signature", *["Manual"] * len(percentages)]
	return [
		{"milestone_name": f"Part {number}", "percentage": percentage, "trigger": trigger, **values}
		for number, (percentage, trigger) in enumerate(zip(percentages, triggers, strict=False), 1)
	]


def make_work_proposal(customer: str | None = None, lead: str | None = None, **overrides) -> Document:
	"""A proposal over 10,000 in two parts, to a customer or a lead."""
	ensure_master_document("Work Proposal", overrides.get("variant") or "Project")
	party = lead or customer or make_customer().name
	item = make_item()
	values = {
		"doctype": "Work Proposal",
		"title": get_unique("Proposal"),
		"variant": "Project",
		"proposal_to": "Lead" if lead else "Customer",
		"party_name": party,
		"company": get_company(),
		"account_manager": f"am@{STAFF_DOMAIN}",
		"currency": _get_company_value("default_currency"),
		"transaction_date": today(),
		"valid_till": add_days(today(), 30),
		"taxes_and_charges": make_tax_template().name,
		"items": [{"item_code": item.name, "qty": 1, "uom": "Nos", "rate": 10000, "cost_rate": 4000}],
		"payment_plan": get_plan(40, 60),
	}
	return _make(values, overrides)


def make_sow(customer: str | None = None, msa: str | None = None, **overrides) -> Document:
	"""A SOW over 10,000 in two milestones, with an active MSA and a signatory: complete, but not started."""
	customer = customer or make_customer().name
	ensure_master_document("SOW")
	values = {
		"doctype": "SOW",
		"title": get_unique("Statement of Work"),
		"customer": customer,
		"company": get_company(),
		"currency": _get_company_value("default_currency"),
		"account_manager": f"am@{STAFF_DOMAIN}",
		"sales_assistant": f"sa@{STAFF_DOMAIN}",
		"effective_date": today(),
		"valid_till": add_days(today(), 30),
		"msa": msa or make_contract(customer).name,
		"taxes_and_charges": make_tax_template().name,
		"background": "<p>Why this is done.</p>",
		"scope": "<p>What is done.</p>",
		"deliverables": [{"deliverable_no": "1", "deliverable_name": "Concept", "acceptance_test": "Read"}],
		"items": [{"item_code": make_item().name, "qty": 1, "uom": "Nos", "rate": 10000}],
		"milestones": get_plan(40, 60, planned_date=add_days(today(), 20)),
		"signatory_name": "Clara Client",
		"signatory_title": "CEO",
		"signatory_email": f"{frappe.generate_hash(length=8)}@client.example",
	}
	return _make(values, overrides)


def make_signed_sow(**overrides) -> Document:
	"""A SOW with its Sales Order and its Payment Milestones."""
	return steps.sign_sow(steps.send_sow(make_sow(**overrides)))


def get_milestones(sow: Document) -> list[Document]:
	"""The Payment Milestones of a signed SOW, in their order."""
	names = frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="name", order_by="milestone_no asc")
	return [frappe.get_doc("Payment Milestone", name) for name in names]


def make_payment_milestone(**overrides) -> Document:
	"""The second, manual milestone of a new signed SOW (4,000 of 10,000 are due on signature)."""
	return get_milestones(make_signed_sow(**overrides))[1]


def ensure_master_document(kind: str, variant: str = "") -> None:
	"""Have an approved English master document of this kind."""
	approved = {"kind": kind, "variant": variant, "language": "en", "workflow_state": "Approved"}
	if not frappe.db.exists("Master Document", approved):
		make_master_document(kind, variant=variant)


def make_master_document(kind: str = "SOW", approve: bool = True, **overrides) -> Document:
	"""A master document with one section; approved by the Operations Manager."""
	values = {
		"doctype": "Master Document",
		"title": get_unique(kind),
		"kind": kind,
		"variant": "Project" if kind == "Work Proposal" else "",
		"language": "en",
		"sections": [{"heading": "Scope", "body": "<p>For {{ doc.customer_name }}.</p>"}],
	}
	doc = _make(values, overrides)
	return steps.move(doc, "Approved", f"om@{STAFF_DOMAIN}") if approve else doc
