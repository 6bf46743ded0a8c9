"""`frappe.sendmail`: what it is called with, and the Email Queue that it makes of it."""

import json
from typing import Any

import frappe
from frappe.email import email_body
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import md_to_html, split_emails, validate_email_address
from frappe.utils.jinja import get_email_from_template

UNSUBSCRIBE = "/api/method/frappe.email.queue.unsubscribe"
NOT_OFFERED = ("queue_separately", "inline_images", "read_receipt", "expose_recipients", "x_priority")


def sendmail(
	recipients: Any = None,
	sender: str = "",
	subject: str = "No Subject",
	message: str = "No Message",
	as_markdown: bool = False,
	delayed: bool = True,
	reference_doctype: str | None = None,
	reference_name: str | None = None,
	unsubscribe_method: str | None = None,
	unsubscribe_params: dict | None = None,
	unsubscribe_message: str | None = None,
	add_unsubscribe_link: int = 1,
	attachments: list[dict] | None = None,
	content: str | None = None,
	doctype: str | None = None,
	name: str | None = None,
	reply_to: str | None = None,
	queue_separately: bool = False,
	cc: Any = None,
	bcc: Any = None,
	message_id: str | None = None,
	in_reply_to: str | None = None,
	send_after: Any = None,
	expose_recipients: str | None = None,
	send_priority: int = 1,
	communication: str | None = None,
	retry: int = 1,
	now: bool | None = None,
	read_receipt: Any = None,
	is_notification: bool = False,
	inline_images: Any = None,
	template: str | None = None,
	args: dict | None = None,
	header: Any = None,
	print_letterhead: bool = False,
	with_container: bool = False,
	email_read_tracker_url: str | None = None,
	x_priority: int | None = None,
	email_headers: dict | None = None,
) -> Any:
	"""Queue a mail. Returns its Email Queue, or an empty list where nobody is left to get it."""
	options = frappe._dict(locals())
	for option in NOT_OFFERED:
		if options[option]:
			raise NotImplementedError(f"frappe.sendmail({option})")
	queue = QueueBuilder(options).process()
	if queue and (now or not delayed):
		queue.send()
	return queue


class QueueBuilder:
	"""Makes the Email Queue of one call."""

	def __init__(self, options: frappe._dict):
		self.options = options
		self.reference_doctype = options.doctype or options.reference_doctype
		self.reference_name = options.name or options.reference_name

	def process(self) -> Any:
		"""The Email Queue, inserted; an empty list where nobody is left to get the mail."""
		people = {kind: self._get_addresses(self.options[kind]) for kind in ("recipients", "cc", "bcc")}
		everybody = list(dict.fromkeys(address for kind in people.values() for address in kind))
		if not everybody:
			return []
		account = self._get_account()
		sender = self._get_sender(account)
		message_id = (self.options.message_id or email_body.get_message_id()).strip("<>")
		mail = self._make_message(account, sender, message_id)
		values = {
			"doctype": "Email Queue",
			"sender": sender,
			"recipients": [{"recipient": address, "status": "Not Sent"} for address in everybody],
			"show_as_cc": ",".join(people["cc"]),
			"message": mail.as_string(),
			"message_id": message_id,
			"status": "Not Sent",
			"reference_doctype": self.reference_doctype,
			"reference_name": self.reference_name,
			"communication": self.options.communication,
			"send_after": self.options.send_after,
			"priority": self.options.send_priority,
			"add_unsubscribe_link": self.options.add_unsubscribe_link,
			"unsubscribe_method": self.options.unsubscribe_method or UNSUBSCRIBE,
			"attachments": json.dumps(self._get_late_attachments()),
			"email_account": account.name,
		}
		return frappe.get_doc(values).insert(ignore_permissions=True)

	def _get_addresses(self, people: Any) -> list[str]:
		"""Valid addresses of those who did not unsubscribe."""
		texts = split_emails(people) if isinstance(people, str) else people or []
		addresses = [validate_email_address(text) for text in texts]
		gone = self._get_unsubscribed()
		return [address for address in dict.fromkeys(addresses) if address and address not in gone]

	def _get_unsubscribed(self) -> set[str]:
		gone = set(frappe.get_all("Email Unsubscribe", {"global_unsubscribe": 1}, pluck="email"))
		if self.reference_doctype and self.reference_name:
			reference = {"reference_doctype": self.reference_doctype, "reference_name": self.reference_name}
			gone.update(frappe.get_all("Email Unsubscribe", reference, pluck="email"))
		return gone

	def _get_account(self) -> EmailAccount:
		return EmailAccount.find_outgoing(
			match_by_email=email_body.get_address(self.options.sender),
			match_by_doctype=self.reference_doctype,
			_raise_error=True,
		)

	def _get_sender(self, account: EmailAccount) -> str:
		sender = self.options.sender
		if not sender or account.always_use_account_email_id_as_sender:
			return account.default_sender
		return sender

	def _make_message(self, account: EmailAccount, sender: str, message_id: str) -> Any:
		subject, text = self.options.subject, None
		message = self.options.content or self.options.message
		if self.options.template:
			message, text = get_email_from_template(self.options.template, self.options.args or {})
		if self.options.as_markdown:
			message = md_to_html(message)
		signature = account.signature if account.add_signature else ""
		html = email_body.get_formatted_html(subject, message, account.footer, self.options.header, signature)
		mail = email_body.make_message(
			subject,
			html,
			text or email_body.get_text(message),
			self._get_headers(sender, message_id),
		)
		for attachment in self.options.attachments or []:
			if attachment.get("fcontent") is not None:
				email_body.add_attachment(mail, attachment["fname"], attachment["fcontent"])
		return mail

	def _get_headers(self, sender: str, message_id: str) -> dict[str, str]:
		headers = {
			"Message-Id": f"<{message_id}>",
			"X-Original-From": sender,
			"From": sender,
			"Reply-To": self.options.reply_to or email_body.get_address(sender),
		}
		if self.options.in_reply_to:
			headers["In-Reply-To"] = self.options.in_reply_to
		if self.options.is_notification:
			headers["isnotification"] = "<notification>"
		return {**headers, **(self.options.email_headers or {})}

	def _get_late_attachments(self) -> list[dict]:
		"""Stored files and prints; they are read and made when the mail is sent."""
		late = []
		for attachment in self.options.attachments or []:
			if attachment.get("print_format_attachment") == 1:
				late.append({**attachment, "print_letterhead": self.options.print_letterhead})
			elif attachment.get("fcontent") is None:
				late.append(attachment)
		return late
