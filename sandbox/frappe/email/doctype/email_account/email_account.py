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
		if self.enable_outgoing and not self.no_smtp_authentication and not self.awaiting_password:
			self.validate_password()
		if not self.enable_outgoing:
			self.default_outgoing = 0
		elif self.smtp_server and not self.is_new() and not self.awaiting_password:
			self.validate_smtp_conn()

	def on_update(self):
		self.there_must_be_only_one_default()

	def validate_password(self):
		if not self.password:
			frappe.throw(_("Password is required or select Awaiting Password"))

	def validate_smtp_conn(self):
		"""Refuse a server that does not answer."""
		self.get_smtp_session().quit()

	def there_must_be_only_one_default(self):
		"""A new default takes the place of the old one."""
		if not self.default_outgoing:
			return
		for name in frappe.get_all(
			"Email Account", {"default_outgoing": 1, "name": ("!=", self.name)}, pluck="name"
		):
			account = frappe.get_doc("Email Account", name)
			account.default_outgoing = 0
			account.save()

	@property
	def default_sender(self) -> str:
		"""Who a mail comes from where nobody else is named."""
		return formataddr((self.name, self.email_id))

	def get_smtp_session(self) -> smtplib.SMTP:
		"""An open connection to the server."""
		kind = smtplib.SMTP_SSL if self.use_ssl_for_outgoing else smtplib.SMTP
		port = cint(self.smtp_port) or (465 if self.use_ssl_for_outgoing else 587 if self.use_tls else 25)
		try:
			session = kind(self.smtp_server, port, timeout=SECONDS_TO_CONNECT)
			if self.use_tls and not self.use_ssl_for_outgoing:
				session.starttls()
		except OSError as error:
			frappe.throw(
				_("Invalid Outgoing Mail Server or Port: {0}").format(str(error)),
				title=_("Incorrect Configuration"),
			)
		return session

	@classmethod
	def find_outgoing(
		cls,
		match_by_email: str | None = None,
		match_by_doctype: str | None = None,
		_raise_error: bool = False,
	) -> "EmailAccount | None":
		"""The account for a DocType's mails, else the one with the sender's address, else the default."""
		for filters in (
			match_by_doctype and {"append_to": match_by_doctype},
			match_by_email and {"email_id": match_by_email},
			{"default_outgoing": 1},
		):
			name = filters and frappe.db.get_value("Email Account", {"enable_outgoing": 1, **filters})
			if name:
				return frappe.get_doc("Email Account", name)
		if _raise_error:
			message = _("Please setup default outgoing Email Account from Tools > Email Account")
			frappe.throw(message, exc=frappe.OutgoingEmailError)
		return None
