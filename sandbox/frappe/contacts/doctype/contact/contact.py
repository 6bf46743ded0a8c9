"""Contact: a person, with addresses and numbers, for every document the links name."""

import frappe
from frappe import _
from frappe.contacts.address_and_contact import drop_double_links, set_link_title
from frappe.model.document import Document
from frappe.model.naming import append_number_if_name_exists
from frappe.offered import refuse_others
from frappe.utils import cstr

NUMBERS = {"phone": "is_primary_phone", "mobile_no": "is_primary_mobile_no"}
"""Field of the contact -> the mark in its numbers."""


class Contact(Document):
	def autoname(self):
		self.name = self._get_full_name()
		if self.links:
			self.name = f"{self.name}-{cstr(self.links[0].link_name).strip()}"
		if self.name and frappe.db.exists("Contact", self.name):
			self.name = append_number_if_name_exists("Contact", self.name)

	def validate(self):
		self.full_name = self._get_full_name()
		self.set_primary_email()
		for field, mark in NUMBERS.items():
			self.set_primary(field, mark)
		self.set_user()
		set_link_title(self)
		drop_double_links(self)

	def _get_full_name(self) -> str:
		return get_full_name(self.first_name, self.middle_name, self.last_name, self.company_name)

	def set_primary_email(self) -> None:
		"""The address with the mark, or the only one, is the contact's."""
		marked = [row for row in self.email_ids if row.is_primary]
		if len(marked) > 1:
			frappe.throw(_("Only one {0} can be set as primary.").format(frappe.bold("Email ID")))
		if len(self.email_ids) == 1:
			marked = self.email_ids
			marked[0].is_primary = 1
		self.email_id = cstr(marked[0].email_id).strip() if marked else ""

	def set_primary(self, fieldname: str, mark: str) -> None:
		"""The number with the mark is the contact's."""
		marked = [row for row in self.phone_nos if row.get(mark)]
		if len(marked) > 1:
			label = frappe.bold(frappe.unscrub(fieldname))
			frappe.throw(_("Only one {0} can be set as primary.").format(label))
		self.set(fieldname, marked[0].phone if marked else "")

	def set_user(self) -> None:
		"""The user with the contact's address is the contact's."""
		if self.email_id:
			self.user = frappe.db.get_value("User", {"email": self.email_id}) or self.user

	def has_link(self, doctype, name) -> bool:
		"""Does the contact belong to this document?"""
		return any((row.link_doctype, row.link_name) == (doctype, name) for row in self.links)

	def add_email(self, email_id, is_primary=0, autosave=False) -> None:
		"""Add an address, unless the contact has it."""
		if not any(row.email_id == email_id for row in self.email_ids):
			self.append("email_ids", {"email_id": email_id, "is_primary": is_primary})
			if autosave:
				self.save(ignore_permissions=True)

	def add_phone(self, phone, is_primary_phone=0, is_primary_mobile_no=0, autosave=False) -> None:
		"""Add a number, unless the contact has it."""
		if not any(row.phone == phone for row in self.phone_nos):
			marks = {"is_primary_phone": is_primary_phone, "is_primary_mobile_no": is_primary_mobile_no}
			self.append("phone_nos", {"phone": phone, **marks})
			if autosave:
				self.save(ignore_permissions=True)


def get_full_name(first=None, middle=None, last=None, company=None) -> str:
	"""A person's name, else the company's."""
	return " ".join(part for part in (first, middle, last) if part) or company or ""


def get_default_contact(doctype, name) -> str | None:
	"""The primary contact of a document, else another one."""
	found = get_contacts_linking_to(doctype, name, ["name", "is_primary_contact"])
	found.sort(key=lambda row: -row.is_primary_contact)
	return found[0].name if found else None


def get_contacts_linking_to(doctype, docname, fields=None) -> list[dict]:
	"""Contacts that belong to a document."""
	links = [["Dynamic Link", "link_doctype", "=", doctype], ["Dynamic Link", "link_name", "=", docname]]
	return frappe.get_list("Contact", fields=fields, filters=links, ignore_permissions=True)


__getattr__ = refuse_others(__name__)
