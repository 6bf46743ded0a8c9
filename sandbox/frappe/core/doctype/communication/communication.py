"""Communication: a mail, call or note between the company and somebody outside, on a document's timeline."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime, parse_addr, split_emails, strip_html

LINKED, OPEN, CLOSED = "Linked", "Open", "Closed"


class Communication(Document):
	"""A message that was sent, received or noted."""

	def validate(self):
		self.set_sender()
		self.set_reference_owner()
		self.fill_in()
		self.set_timeline_links()

	def before_insert(self):
		if not self.subject:
			self.subject = strip_html(self.content or "")[:141]
		self.sent_or_received = self.sent_or_received or "Sent"

	def set_sender(self):
		"""Split `Sue Test <su@x.example>` into name and address."""
		if not self.sender:
			return
		name, address = parse_addr(self.sender)
		self.sender_full_name = (
			self.sender_full_name or (name if name != address else None) or self._get_name(address)
		)
		self.sender = address

	def _get_name(self, address: str) -> str | None:
		if frappe.db.exists("User", address):
			return get_fullname(address)
		return frappe.db.get_value("Contact", {"email_id": address}, "full_name")

	def set_reference_owner(self):
		if self.reference_doctype and self.reference_name and not self.reference_owner:
			self.reference_owner = frappe.get_doc(self.reference_doctype, self.reference_name).owner

	def fill_in(self):
		"""What a new communication says of itself."""
		self.user = self.user or frappe.session.user
		self.email_status = self.email_status or "Open"
		self.communication_date = self.communication_date or now_datetime()
		if self.is_new() or not self.status:
			self.status = LINKED if self.reference_doctype and self.reference_name else OPEN

	def set_timeline_links(self):
		"""The mail shows on the timeline of the contacts who sent or got it, and of what they belong to."""
		if not self.is_new():
			return
		for contact in self.get_contacts():
			self.add_link("Contact", contact)
			links = frappe.get_all(
				"Dynamic Link",
				{"parenttype": "Contact", "parent": contact},
				["link_doctype", "link_name"],
				order_by="idx asc",
			)
			for link in links:
				self.add_link(link.link_doctype, link.link_name)

	def get_contacts(self) -> list[str]:
		"""Contacts of everybody whose address is on the mail."""
		addresses = [
			parse_addr(text)[1]
			for field in ("sender", "recipients", "cc", "bcc")
			for text in split_emails(self.get(field) or "")
		]
		return frappe.get_all(
			"Contact Email",
			{"email_id": ("in", addresses or [""]), "parenttype": "Contact"},
			pluck="parent",
			order_by="creation asc",
			distinct=True,
		)

	def add_link(self, link_doctype: str, link_name: str, autosave: bool = False):
		"""Show it on another timeline too."""
		pair = (link_doctype, link_name)
		if pair not in {(row.link_doctype, row.link_name) for row in self.timeline_links}:
			self.append("timeline_links", {"link_doctype": link_doctype, "link_name": link_name})
		if autosave:
			self.save(ignore_permissions=True)


def has_permission(doc, ptype: str, user: str | None = None, debug: bool = False) -> bool | None:
	"""Whoever may read the document may read what was said about it."""
	if ptype != "read":
		return None
	if doc.reference_doctype == "Communication" and doc.reference_name == doc.name:
		return None
	if doc.reference_doctype and doc.reference_name:
		if frappe.has_permission(doc.reference_doctype, "read", doc=doc.reference_name, user=user):
			return True
	return None


def get_permission_query_conditions_for_communication(user: str | None = None) -> str | None:
	"""In a list, mails are for those alone who manage the site; nobody has a mail account of his own here."""
	roles = frappe.get_roles(user or frappe.session.user)
	if "Super Email User" in roles or "System Manager" in roles:
		return None
	return "`tabCommunication`.communication_medium!='Email'"


def on_doctype_update() -> None:
	"""Timelines read it by reference."""
	frappe.db.add_index("Communication", ["reference_doctype", "reference_name"])
	frappe.db.add_index("Communication", ["status", "communication_type"])
