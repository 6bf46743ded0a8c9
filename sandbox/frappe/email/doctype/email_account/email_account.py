"""Email Account: the SMTP server that mails leave through, and whose address they carry."""

import smtplib
from email.utils import formataddr

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, validate_email_address

SECONDS_TO_CONNECT = 20


class EmailAccount(Document):
	"""One way out for mails."""

	def autoname(self):
		"""The account's name, or the name in front of its address."""
		if not self.email_account_name:
			self.email_account_name = self.email_id.split("@", 1)[0].replace("_", " ").title()
		self.name = self.email_account_name

	def validate(self):
		if self.email_id:
			validate_email_address(self.email_id, True)
		if self.enable_incoming:
			raise NotImplementedError("Email Account with enable_incoming")
		if self.use_ssl_for_outgoing or self.use_tls or not self.no_smtp_authentication:
			raise NotImplementedError("Email Account with encryption or a password")

	def on_update(self):
		"""A new default takes the place of the old one."""
		if self.default_outgoing:
			others = {"default_outgoing": 1, "name": ("!=", self.name)}
			frappe.db.set_value("Email Account", others, "default_outgoing", 0)

	@property
	def default_sender(self) -> str:
		"""Who a mail comes from where nobody else is named."""
		return formataddr((self.name, self.email_id))

	def get_smtp_session(self) -> smtplib.SMTP:
		"""An open connection to the server."""
		try:
			return smtplib.SMTP(self.smtp_server, cint(self.smtp_port) or 25, timeout=SECONDS_TO_CONNECT)
		except OSError as error:
			message = _("Invalid Outgoing Mail Server or Port: {0}").format(str(error))
			frappe.throw(message, title=_("Incorrect Configuration"))

	@classmethod
	def find_outgoing(cls, match_by_email: str | None = None, _raise_error: bool = False):
		"""The account with the sender's address, else the default."""
		for filters in ({"email_id": match_by_email}, {"default_outgoing": 1}):
			if all(filters.values()):
				name = frappe.db.get_value("Email Account", {"enable_outgoing": 1, **filters})
				if name:
					return frappe.get_doc("Email Account", name)
		if _raise_error:
			message = _("Please setup default outgoing Email Account from Tools > Email Account")
			frappe.throw(message, exc=frappe.OutgoingEmailError)
		return None
