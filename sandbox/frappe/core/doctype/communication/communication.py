"""Communication: a mail, call or note between the company and somebody outside, on a document's timeline."""

import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime, parse_addr, split_emails, strip_html


class Communication(Document):
	"""A message that was sent, received or noted."""

	def validate(self):
		self.set_sender()
		self.user = self.user or frappe.session.user
		self.communication_date = self.communication_date or now_datetime()
		if self.is_new() or not self.status:
			self.status = "Linked" if self.reference_doctype and self.reference_name else "Open"
		if self.is_new():
			self.set_timeline_links()

	def before_insert(self):
		if not self.subject:
			self.subject = strip_html(self.content or "")[:141]
		self.sent_or_received = self.sent_or_received or "Sent"

	def set_sender(self):
		"""Split `Sue Test <su@x.example>` into name and address."""
		name, address = parse_addr(self.sender)
		known = get_fullname(address) if frappe.db.exists("User", address) else None
		self.sender_full_name = self.sender_full_name or name or known
		self.sender = address

	def set_timeline_links(self):
		"""The mail shows on the timeline of the contacts who sent or got it, and of what they belong to."""
		contacts = self.get_contacts()
		links = frappe.get_all(
			"Dynamic Link",
			{"parenttype": "Contact", "parent": ("in", contacts)},
			["link_doctype", "link_name"],
			as_list=True,
		)
		for doctype, name in dict.fromkeys([*(("Contact", contact) for contact in contacts), *links]):
			self.append("timeline_links", {"link_doctype": doctype, "link_name": name})

	def get_contacts(self) -> list[str]:
		"""Contacts of everybody whose address is on the mail."""
		fields = ("sender", "recipients", "cc", "bcc")
		addresses = [parse_addr(text)[1] for field in fields for text in split_emails(self.get(field))]
		filters = {"email_id": ("in", addresses), "parenttype": "Contact"}
		return frappe.get_all(
			"Contact Email", filters, pluck="parent", order_by="creation asc", distinct=True
		)


def has_permission(doc, ptype: str, user: str | None = None, debug: bool = False) -> bool | None:
	"""Whoever may read the document may read what was said about it."""
	if ptype == "read" and doc.reference_doctype and doc.reference_name:
		if frappe.has_permission(doc.reference_doctype, "read", doc=doc.reference_name, user=user):
			return True
	return None


def get_permission_query_conditions_for_communication(user: str | None = None) -> str | None:
	"""In a list, mails are for those alone who manage the site; nobody has a mail account of his own here."""
	roles = frappe.get_roles(user or frappe.session.user)
	if "Super Email User" in roles or "System Manager" in roles:
		return None
	return "`tabCommunication`.communication_medium!='Email'"
