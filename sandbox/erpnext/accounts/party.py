"""Customers and suppliers: what a new document takes from them, their accounts, and when they pay."""

import frappe
from erpnext.exceptions import PartyDisabled, PartyFrozen
from frappe import _
from frappe.contacts.doctype.address.address import get_default_address, render_address
from frappe.contacts.doctype.contact.contact import get_default_contact
from frappe.model.document import Document
from frappe.utils import getdate


def get_party_details(
	party: str | None,
	party_type: str = "Customer",
	company: str | None = None,
	ignore_permissions: bool = False,
) -> frappe._dict:
	"""Addresses, contact, group, currency and price list of a customer, supplier or lead."""
	if not party:
		return frappe._dict()
	doc = frappe.get_cached_doc(party_type, party)
	found = frappe._dict(_get_addresses(party_type, party, company, not ignore_permissions))
	if party_type == "Lead":
		return found | _get_lead_values(doc)
	found.update(_get_contact(party_type, party))
	for field in (
		f"{frappe.scrub(party_type)}_name",
		f"{frappe.scrub(party_type)}_group",
		"territory",
		"language",
	):
		if doc.get(field):
			found[field] = doc.get(field)
	found.price_list = doc.get("default_price_list") or _get_group_price_list(doc)
	found.currency = doc.default_currency
	found.payment_terms_template = doc.payment_terms
	return found


def _get_lead_values(lead: Document) -> frappe._dict:
	"""The names that a lead and its organization are called by, and where it is reached."""
	values = frappe._dict(
		territory=lead.territory,
		customer_name=lead.company_name or lead.lead_name,
		contact_display=lead.lead_name,
		contact_email=lead.email_id,
		contact_mobile=lead.mobile_no,
	)
	return frappe._dict({field: value for field, value in values.items() if value})


def _get_group_price_list(doc: Document) -> str | None:
	group = doc.get("customer_group")
	return frappe.get_cached_value("Customer Group", group, "default_price_list") if group else None


def _get_addresses(party_type: str, party: str, company: str | None, check_permissions: bool) -> dict:
	billing = get_default_address(party_type, party)
	shipping = get_party_shipping_address(party_type, party)
	found = {
		"customer_address": billing,
		"address_display": render_address(billing, check_permissions) if billing else None,
		"shipping_address_name": shipping,
		"shipping_address": render_address(shipping, check_permissions) if shipping else None,
	}
	if company:
		found["company_address"] = get_default_address("Company", company)
	return {field: value for field, value in found.items() if value}


def get_party_shipping_address(doctype: str, name: str) -> str | None:
	"""The address that goods are sent to, of those that are meant for it."""
	link, address = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Address")
	found = (
		frappe.qb.from_(address)
		.join(link)
		.on(link.parent == address.name)
		.select(address.name)
		.where((link.parenttype == "Address") & (link.link_doctype == doctype) & (link.link_name == name))
		.where(address.disabled == 0)
		.where((address.is_shipping_address == 1) | (address.address_type == "Shipping"))
		.orderby(address.is_shipping_address, order=frappe.qb.desc)
		.orderby(address.creation)
		.limit(1)
	).run(pluck=True)
	return found[0] if found else None


def _get_contact(party_type: str, party: str) -> dict:
	name = get_default_contact(party_type, party)
	if not name:
		return {}
	fields = {
		"name": "person",
		"full_name": "display",
		"email_id": "email",
		"mobile_no": "mobile",
		"phone": "phone",
	}
	details = frappe.db.get_value("Contact", name, list(fields), as_dict=True)
	return {f"contact_{own}": details[field] for field, own in fields.items() if details[field]}


def validate_party_frozen_disabled(party_type: str | None, party_name: str | None) -> None:
	"""Refuse documents of a party that is disabled or frozen."""
	if party_type not in ("Customer", "Supplier") or not party_name:
		return
	is_disabled, is_frozen = frappe.get_cached_value(party_type, party_name, ["disabled", "is_frozen"])
	who = (_(party_type), party_name)
	if is_disabled:
		frappe.throw(_("{0} {1} is disabled").format(*who), PartyDisabled)
	if is_frozen and not _may_use_frozen():
		frappe.throw(_("{0} {1} is frozen").format(*who), PartyFrozen)


def _may_use_frozen() -> bool:
	role = frappe.db.get_single_value("Accounts Settings", "frozen_accounts_modifier")
	return role in frappe.get_roles()


def get_party_account(party_type: str, party: str | None = None, company: str | None = None) -> str:
	"""The receivable or payable account: the party's own, its group's, else the company's."""
	if not company:
		frappe.throw(_("Please select a Company"))
	account = _get_own_account(party_type, party, company) if party else None
	default = "default_receivable_account" if party_type == "Customer" else "default_payable_account"
	return account or frappe.get_cached_value("Company", company, default)


def _get_own_account(party_type: str, party: str, company: str) -> str | None:
	group_type = f"{party_type} Group"
	group = frappe.get_cached_value(party_type, party, frappe.scrub(group_type))
	for doctype, name in ((party_type, party), (group_type, group)):
		filters = {"parenttype": doctype, "parent": name, "company": company}
		account = frappe.db.get_value("Party Account", filters, "account") if name else None
		if account:
			return account
	return None


def get_party_account_currency(party_type: str, party: str, company: str) -> str | None:
	"""The currency of the party's account."""
	account = get_party_account(party_type, party, company)
	return frappe.get_cached_value("Account", account, "account_currency")


def get_due_date(posting_date, party_type: str, party: str, company: str | None = None, **_unused):
	"""When an invoice is due: on its own day. Terms of payment are not offered."""
	terms = frappe.get_cached_value(party_type, party, "payment_terms") if party else None
	if terms:
		raise NotImplementedError("Payment Terms Template of a party")
	return str(getdate(posting_date))
