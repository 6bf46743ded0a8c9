"""Lead: somebody who may become a customer; its contact, its status, and what is made of it."""

import frappe
from erpnext.accounts.party import get_party_details
from erpnext.controllers.accounts_controller import get_default_taxes_and_charges
from erpnext.controllers.mapped import complete, to
from erpnext.controllers.status_updater import StatusUpdater
from frappe import _
from frappe.contacts.doctype.address.address import get_default_address
from frappe.contacts.doctype.contact.contact import get_default_contact
from frappe.model.document import Document
from frappe.model.mapper import get_mapped_doc
from frappe.utils import cint, comma_and, get_link_to_form, validate_email_address

IN_OPPORTUNITY = {
	"name": "party_name",
	"doctype": "opportunity_from",
	"company_name": "customer_name",
	"lead_name": "contact_display",
	"mobile_no": "contact_mobile",
	"email_id": "contact_email",
	"campaign_name": "campaign",
	"lead_owner": "opportunity_owner",
}
"""What a lead's fields are called in an opportunity."""


class Lead(StatusUpdater):
	def onload(self):
		self.set_onload("is_customer", frappe.db.get_value("Customer", {"lead_name": self.name}))

	def validate(self):
		self.join_names()
		self.find_name()
		self.set("title", self.company_name or self.lead_name)
		self.set_status()
		if self.email_id:
			self.refuse_known_address()
			self.check_address()

	def before_insert(self):
		self.contact_doc = None
		if cint(frappe.db.get_single_value("CRM Settings", "auto_creation_of_contact")):
			self.join_names()
			self.contact_doc = self.create_contact()

	def after_insert(self):
		if self.contact_doc:
			self.contact_doc.append("links", {"link_doctype": "Lead", "link_name": self.name})
			self.contact_doc.save(ignore_permissions=True)

	def on_trash(self):
		mine = {"link_doctype": "Lead", "link_name": self.name}
		for row in frappe.get_all("Dynamic Link", mine, ["parenttype", "parent"]):
			doc = frappe.get_doc(row.parenttype, row.parent)
			for link in doc.get("links", mine):
				doc.remove(link)
			doc.save(ignore_permissions=True)

	# validate

	def join_names(self) -> None:
		"""A person's name in one."""
		parts = (self.salutation, self.first_name, self.middle_name, self.last_name)
		if self.first_name:
			self.lead_name = " ".join(filter(None, parts))

	def find_name(self) -> None:
		"""A lead without a person is called by its organization, or by its address."""
		if self.lead_name:
			return
		if not (self.company_name or self.email_id or self.flags.ignore_mandatory):
			frappe.throw(_("A Lead requires either a person's name or an organization's name"))
		self.lead_name = self.company_name or (self.email_id or "").split("@")[0] or _("Unnamed Lead")

	def refuse_known_address(self) -> None:
		"""Refuse the address of another lead, unless the settings let two have it."""
		if frappe.db.get_single_value("CRM Settings", "allow_lead_duplication_based_on_emails"):
			return
		filters = {"email_id": self.email_id, "name": ("!=", self.name)}
		twins = [
			frappe.bold(get_link_to_form("Lead", name))
			for name in frappe.get_all("Lead", filters, pluck="name")
		]
		if twins:
			frappe.throw(
				_("Email Address must be unique, it is already used in {0}").format(comma_and(twins)),
				frappe.DuplicateEntryError,
			)

	def check_address(self) -> None:
		"""The address is one, and not the one of whom the lead belongs to."""
		address, is_trusted = self.email_id, self.flags.ignore_email_validation
		if not is_trusted:
			validate_email_address(address, throw=True)
		if address == self.lead_owner:
			frappe.throw(_("Lead Owner cannot be same as the Lead Email Address"))

	def create_contact(self) -> Document:
		"""Insert the contact of a new lead; it is linked when the lead has a name."""
		self.find_name()
		contact = frappe.new_doc("Contact")
		for field in ("salutation", "first_name", "last_name", "company_name"):
			contact.set(field, self.get(field))
		if not self.first_name:
			contact.first_name, _space, contact.last_name = self.lead_name.partition(" ")
			self.update({"first_name": contact.first_name, "last_name": contact.last_name or None})
		if self.email_id:
			contact.add_email(self.email_id, is_primary=1)
		if self.phone:
			contact.add_phone(self.phone, is_primary_phone=1)
		if self.mobile_no:
			contact.append("phone_nos", {"phone": self.mobile_no, "is_primary_mobile_no": 1})
		return contact.insert(ignore_permissions=True)

	# Status

	def get_status(self) -> str | None:
		"""How far the lead has come: customer, quotation, opportunity; None where nothing was made of it."""
		if self.is_new():
			return None
		if frappe.db.exists("Customer", {"lead_name": self.name}):
			return "Converted"
		if self.has_quotation("!="):
			return "Quotation"
		opportunity = {"party_name": self.name, "status": ("!=", "Lost")}
		if frappe.db.exists("Opportunity", opportunity):
			return "Opportunity"
		return "Lost Quotation" if self.has_quotation("=") else None

	def has_quotation(self, operator: str) -> bool:
		"""Is there a submitted quotation that is (`=`) or is not (`!=`) lost?"""
		filters = {"party_name": self.name, "docstatus": 1, "status": (operator, "Lost")}
		return bool(frappe.db.exists("Quotation", filters))


@frappe.whitelist()
def make_customer(source_name: str, target_doc=None):
	"""An unsaved Customer of a lead."""
	return _make_customer(source_name, target_doc)


def _make_customer(source_name: str, target_doc=None, ignore_permissions: bool = False):
	tables = {"Lead": to("Customer", {"name": "lead_name"}, without=("disabled",))}
	return get_mapped_doc(
		"Lead", source_name, tables, target_doc, _call_customer, ignore_permissions=ignore_permissions
	)


def _call_customer(lead: Document, customer: Document) -> None:
	kind = "Company" if lead.company_name else "Individual"
	customer.update({"customer_type": kind, "customer_name": lead.company_name or lead.lead_name})


@frappe.whitelist()
def make_opportunity(source_name: str, target_doc=None):
	"""An unsaved Opportunity with a lead."""
	tables = {"Lead": to("Opportunity", IN_OPPORTUNITY, without=("title", "status", "naming_series"))}
	return get_mapped_doc("Lead", source_name, tables, target_doc, _set_address_and_contact)


def _set_address_and_contact(source: Document, target: Document) -> None:
	target.customer_address = get_default_address("Lead", source.name)
	target.contact_person = get_default_contact("Lead", source.name)


@frappe.whitelist()
def make_quotation(source_name: str, target_doc=None):
	"""An unsaved Quotation to a lead, with the default taxes."""
	tables = {"Lead": to("Quotation", {"name": "party_name"}, without=("title", "status"))}
	return get_mapped_doc("Lead", source_name, tables, target_doc, _fill_quotation)


def _fill_quotation(source: Document, target: Document) -> None:
	target.quotation_to = "Lead"
	target.update(get_party_details(source.name, "Lead", target.company))
	target.contact_person = get_default_contact("Lead", source.name)
	complete(target, set_default_taxes)


def set_default_taxes(quotation: Document) -> None:
	"""The company's default tax template, on a new quotation without taxes."""
	if not quotation.get("taxes"):
		quotation.update(get_default_taxes_and_charges("Sales Taxes and Charges Template", quotation.company))
