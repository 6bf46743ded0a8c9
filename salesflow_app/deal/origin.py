"""Whose deal is this: the opportunity behind a document, who sells it, who looks after the client. Looked up here alone."""

import frappe
from frappe.model.document import Document

from salesflow_app.people import contacts
from salesflow_app.people.teams import get_sales_person as get_seller
from salesflow_app.settings import get_settings

PARTY_TYPE = {
	"Opportunity": "opportunity_from",
	"Quotation": "quotation_to",
	"Work Proposal": "proposal_to",
}
"""The field that says whether `party_name` is a Customer or a Lead."""

QUOTERS = ("salesflow_work_proposal", "owner")


def get_deal(order: Document | frappe._dict) -> frappe._dict | None:
	"""Opportunity (if any), sales_person and account_manager of a Sales Order; None where it belongs to no deal.

	An order without quotation, SOW, sales team and the customer's PO costs no database query. Of an order that is
	given by its values alone, which have no rows, the document is read.
	"""
	if not isinstance(order, Document):
		order = frappe.get_doc("Sales Order", order.name)
	quotation = next((row.prevdoc_docname for row in order.items if row.get("prevdoc_docname")), None)
	opportunity = _get_opportunity(quotation, order.get("salesflow_sow"))
	if opportunity:
		fields = ["name", "owner", "opportunity_owner", "salesflow_account_manager"]
		row = frappe.db.get_value("Opportunity", opportunity, fields, as_dict=True)
		return frappe._dict(
			opportunity=row.name,
			sales_person=row.opportunity_owner or row.owner,
			account_manager=row.salesflow_account_manager,
		)
	return _get_deal_without_opportunity(order, quotation)


def _get_deal_without_opportunity(order: Document, quotation: str | None) -> frappe._dict | None:
	"""By whoever quoted it, looks after its SOW, is in its sales team, or entered the customer's purchase order."""
	sow = order.get("salesflow_sow")
	manager = sow and frappe.db.get_value("SOW", sow, "account_manager")
	sellers = [
		quotation and _get_quoter(*frappe.db.get_value("Quotation", quotation, QUOTERS)),
		manager,
		*(_get_user(row.sales_person) for row in order.get("sales_team") or []),
		order.get("po_no") and order.owner,
	]
	seller = next((user for user in sellers if user and get_seller(user)), None)
	return frappe._dict(sales_person=seller, account_manager=manager) if seller else None


def _get_user(sales_person: str) -> str | None:
	return frappe.get_cached_value("Sales Person", sales_person, "salesflow_user")


def _get_opportunity(quotation: str | None, sow: str | None) -> str | None:
	name = None
	if quotation:
		name = frappe.db.get_value("Quotation", quotation, "opportunity") or frappe.db.get_value(
			"Quotation Item",
			{"parent": quotation, "prevdoc_doctype": "Opportunity", "prevdoc_docname": ("is", "set")},
			"prevdoc_docname",
		)
	return name or (frappe.db.get_value("SOW", sow, "opportunity") if sow else None)


def get_opportunities(quotation: Document) -> list[str]:
	"""The opportunities that a quotation was made from: its own link, then those of its items."""
	rows = [row.prevdoc_docname for row in quotation.items if row.get("prevdoc_doctype") == "Opportunity"]
	return [name for name in dict.fromkeys([quotation.get("opportunity"), *rows]) if name]


def get_customer(doc: Document) -> str | None:
	"""The customer of an Opportunity, Quotation or Work Proposal; for a lead, the customer it became."""
	party_type = doc.get(PARTY_TYPE[doc.doctype])
	return doc.party_name if party_type == "Customer" else get_customer_of_lead(doc.party_name)


def get_customer_of_lead(lead: str, for_update: bool = False) -> str | None:
	"""The first customer that was made of the lead; with `for_update`, as it is now and not as it was seen first."""
	order = "creation asc"
	return frappe.db.get_value("Customer", {"lead_name": lead}, "name", order_by=order, for_update=for_update)


def get_client_language(doc: Document) -> str | None:
	"""The language of the Customer or Lead that a document is about."""
	party_type, party = get_party(doc)
	return party and frappe.get_cached_doc(party_type, party).get("language")


def get_party(doc: Document) -> tuple[str, str | None]:
	"""`Customer` or `Lead`, and which one a document is about."""
	if doc.get("customer"):
		return "Customer", doc.customer
	if doc.doctype == "Journal Entry":
		return "Customer", next((row.party for row in doc.accounts if row.party_type == "Customer"), None)
	party_type = doc.get(PARTY_TYPE.get(doc.doctype, "party_type"))
	return party_type, party_type and (doc.get("party_name") if doc.doctype != "Payment Entry" else doc.party)


def get_opportunity_type(doc: Document) -> str | None:
	"""The type of the opportunity behind a SOW, a Work Proposal or an order."""
	if doc.doctype == "Sales Order":
		return _get_type_of_order(doc)
	return (
		frappe.db.get_value("Opportunity", doc.opportunity, "opportunity_type") if doc.opportunity else None
	)


def _get_type_of_order(order: Document) -> str | None:
	"""By the order's quotation; asked for only where a rule depends on it."""
	quotations = {row.prevdoc_docname for row in order.items if row.prevdoc_docname}
	if not quotations or not any(rule.opportunity_type for rule in get_settings().sow_rules):
		return None
	quotation, opportunity = frappe.qb.DocType("Quotation"), frappe.qb.DocType("Opportunity")
	found = (
		frappe.qb.from_(quotation)
		.join(opportunity)
		.on(opportunity.name == quotation.opportunity)
		.select(opportunity.opportunity_type)
		.where(quotation.name.isin(quotations) & opportunity.opportunity_type.isnotnull())
		.orderby(quotation.creation)
		.limit(1)
	).run(pluck=True)
	return found[0] if found else None


# People


def get_sales_person(doc: Document) -> str:
	"""The user who sells: the owner of the opportunity, else whoever made the document."""
	if doc.doctype == "Opportunity":
		return doc.opportunity_owner or doc.owner
	if doc.doctype == "Sales Order":
		deal = get_deal(doc)
		return deal.sales_person if deal else doc.owner
	opportunity = next(iter(get_opportunities(doc)), None)
	owner = opportunity and frappe.db.get_value("Opportunity", opportunity, "opportunity_owner")
	return owner or _get_quoter(*(doc.get(field) for field in QUOTERS))


def _get_quoter(proposal: str | None, owner: str) -> str:
	"""A proposal's quotation is made by whoever approves it; its account manager sells it."""
	manager = proposal and frappe.db.get_value("Work Proposal", proposal, "account_manager")
	return manager or owner


def get_account_manager(doc: Document | frappe._dict) -> str | None:
	"""Who looks after the client of an order or an invoice: by the SOW, by the opportunity, by the customer."""
	sow = doc.get("salesflow_sow")
	manager = sow and frappe.db.get_value("SOW", sow, "account_manager")
	if not manager and doc.doctype == "Sales Order":
		manager = (get_deal(doc) or frappe._dict()).account_manager
	return manager or frappe.get_cached_value("Customer", doc.customer, "account_manager")


def get_client_email(invoice: Document | frappe._dict) -> str | None:
	"""Address on the invoice, else the customer's primary contact, else who signed the SOW.

	An address that a website user entered is passed over until staff confirm its contact.
	"""
	email, contact = invoice.contact_email, invoice.get("contact_person")
	if email and contacts.may_get_mail(invoice.customer, contact, email):
		return invoice.contact_email
	contact = contacts.get_client_contact("Customer", invoice.customer)
	if contact and contact.email:
		return contact.email
	return invoice.salesflow_sow and frappe.db.get_value("SOW", invoice.salesflow_sow, "signatory_email")
