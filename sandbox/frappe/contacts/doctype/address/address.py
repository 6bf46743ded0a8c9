"""Address: where somebody is, for every document its links name."""

import frappe
from frappe import _
from frappe.contacts.address_and_contact import drop_double_links, set_link_title
from frappe.model.document import Document
from frappe.model.naming import append_number_if_name_exists
from frappe.offered import refuse_others
from frappe.utils import cstr

PREFERENCES = ("is_primary_address", "is_shipping_address")


class Address(Document):
	def autoname(self):
		if not self.address_title and self.links:
			self.address_title = self.links[0].link_name
		if not self.address_title:
			frappe.throw(_("Address Title is mandatory."))
		self.name = f"{cstr(self.address_title).strip()}-{cstr(_(self.address_type)).strip()}"
		if frappe.db.exists("Address", self.name):
			self.name = append_number_if_name_exists("Address", self.name)

	def validate(self):
		self.validate_preferred_address()
		set_link_title(self)
		drop_double_links(self)

	def validate_preferred_address(self) -> None:
		"""Of the addresses of one party, one at most is primary, and one takes the goods."""
		for field in PREFERENCES:
			for link in self.links if self.get(field) else []:
				other = get_preferred_address(link.link_doctype, link.link_name, field)
				if other and other != self.name:
					frappe.db.set_value("Address", other, field, 0)

	def has_link(self, doctype, name) -> bool:
		"""Does the address belong to this document?"""
		return any((row.link_doctype, row.link_name) == (doctype, name) for row in self.links)


def get_preferred_address(doctype, name, preferred_key="is_primary_address") -> str | None:
	"""The address of a document that carries the mark `preferred_key`."""
	found = _find(doctype, name, [["Address", preferred_key, "=", 1]])
	return found[0] if found else None


@frappe.whitelist()
def get_default_address(doctype: str, name: str | None, sort_key: str = "is_primary_address") -> str | None:
	"""The primary address of a document, else another one that is not disabled."""
	if sort_key not in PREFERENCES:
		return None
	found = _find(doctype, name, [["Address", "disabled", "=", 0]], f"`tabAddress`.`{sort_key}` desc")
	return found[0] if found else None


def _find(doctype: str, name: str, filters: list, order_by: str = "`tabAddress`.creation asc") -> list[str]:
	links = [["Dynamic Link", "link_doctype", "=", doctype], ["Dynamic Link", "link_name", "=", name]]
	return frappe.get_all("Address", [*links, *filters], pluck="name", order_by=order_by, limit=1)


def render_address(address, check_permissions=True) -> str | None:
	"""An address, as dict or by name, as it is printed in its country."""
	if not address:
		return None
	if not isinstance(address, dict):
		doc = frappe.get_cached_doc("Address", address)
		if check_permissions:
			doc.check_permission()
		address = doc.as_dict()
	_name, template = get_address_templates(address)
	return frappe.render_template(template, address)


def get_address_templates(address) -> tuple[str, str]:
	"""Name and text of the Address Template for the address's country, else the default one."""
	found = frappe.db.get_value("Address Template", {"country": address.get("country")}, ["name", "template"])
	found = found or frappe.db.get_value("Address Template", {"is_default": 1}, ["name", "template"])
	if not found:
		frappe.throw(
			_(
				"No default Address Template found. Please create a new one from Setup > Printing and Branding > Address Template."
			)
		)
	return found


__getattr__ = refuse_others(__name__)
