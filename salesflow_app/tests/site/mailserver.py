"""A real SMTP server on the loopback, and the mails of one test: as queued, and as they arrived."""

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from smtplib import SMTPException

import frappe
from aiosmtpd.controller import Controller

from salesflow_app.outbox import worker
from salesflow_app.outbox.entries import DOCTYPE, FEEDBACK, PENDING

ACCOUNT = "SalesFlow Test Outgoing"
ADDRESS = "salesflow@nordwind.example"


@dataclass
class Mail:
	"""One mail, with the words a reader sees."""

	recipients: list[str]
	message: EmailMessage
	queue: str = ""
	reference: tuple[str, str] = ("", "")

	@property
	def subject(self) -> str:
		return str(self.message["subject"] or "")

	@property
	def sender(self) -> str:
		return str(self.message["from"] or "")

	@property
	def text(self) -> str:
		part = self.message.get_body(("plain",))
		return part.get_content() if part else ""

	@property
	def html(self) -> str:
		part = self.message.get_body(("html",))
		return part.get_content() if part else ""

	@property
	def attachments(self) -> dict[str, bytes]:
		parts = self.message.iter_attachments()
		return {part.get_filename(): part.get_payload(decode=True) for part in parts if part.get_filename()}


class _Inbox:
	"""Keeps what arrives. `refusal`, for instance "451 try again later", answers instead; or what it returns for the recipients."""

	def __init__(self):
		self.mails: list[Mail] = []
		self.refusal: str | Callable[[list[str]], str] = ""

	async def handle_DATA(self, server, session, envelope) -> str:
		refusal = self.refusal(envelope.rcpt_tos) if callable(self.refusal) else self.refusal
		if refusal:
			return refusal
		message = message_from_bytes(envelope.content, policy=policy.default)
		self.mails.append(Mail(list(envelope.rcpt_tos), message))
		return "250 OK"


class MailServer:
	"""The SMTP server of a test session."""

	def __init__(self):
		self.inbox = _Inbox()
		self.port = get_free_port()
		self._controller = Controller(self.inbox, hostname="127.0.0.1", port=self.port)

	def start(self) -> None:
		self._controller.start()

	def stop(self) -> None:
		self._controller.stop()


class Smtp:
	"""What one test sees of the mail server."""

	def __init__(self, server: MailServer, outbox: "Outbox"):
		self._inbox = server.inbox
		self.port = server.port
		self._outbox = outbox
		self._inbox.mails.clear()
		self._inbox.refusal = ""

	@property
	def messages(self) -> list[Mail]:
		"""Mails that arrived during this test."""
		return list(self._inbox.mails)

	def refuse(self, answer: str | Callable[[list[str]], str] = "451 try again later") -> None:
		"""From now on the server answers with this, or what it returns; an empty text lets mails through again."""
		self._inbox.refusal = answer

	def flush(self) -> list[Mail]:
		"""Send what this test queued, and return what arrived. A mail that fails stays in the queue."""
		before = len(self._inbox.mails)
		for name in self._outbox.get_waiting():
			with suppress(SMTPException, OSError, frappe.ValidationError):
				frappe.get_doc("Email Queue", name).send()
		return self._inbox.mails[before:]

	def to(self, address: str) -> list[Mail]:
		return [mail for mail in self.messages if address in mail.recipients]


class Outbox:
	"""Mails since it was made, read from Email Queue, and their rows of the outbox.

	Whoever reads it first lets the outbox's worker do the rows that wait, here and now, in this transaction.
	"""

	def __init__(self):
		self._known = set(frappe.get_all("Email Queue", pluck="name", order_by="creation asc"))
		self._known_entries = set(frappe.get_all(DOCTYPE, pluck="name", order_by="creation asc"))

	def work(self) -> None:
		"""What workers would do now that the transaction is through, rows that rows add included.

		Nobody is asked for feedback before the next day: `feedback/helpers.py` does those rows.
		"""
		done: set[str] = set()
		now = {"state": PENDING, "kind": ("!=", FEEDBACK)}
		while waiting := [row.name for row in self.get_entries(**now) if row.name not in done]:
			for name in waiting:
				worker.work(name)
			done |= {*waiting}

	def get_names(self) -> list[str]:
		self.work()
		names = frappe.get_all("Email Queue", pluck="name", order_by="creation asc")
		return [name for name in names if name not in self._known]

	def get_waiting(self) -> list[str]:
		self.work()
		waiting = {"status": ("in", ("Not Sent", "Partially Sent"))}
		names = frappe.get_all("Email Queue", waiting, pluck="name", order_by="creation asc")
		return [name for name in names if name not in self._known]

	@property
	def all(self) -> list[Mail]:
		"""Every mail queued so far, oldest first."""
		return [_read_queued(name) for name in self.get_names()]

	def find(self, subject: str = "", to: str = "", doc=None) -> list[Mail]:
		"""Queued mails whose subject contains `subject`, that go to `to`, about `doc`."""
		return [
			mail
			for mail in self.all
			if subject.lower() in mail.subject.lower()
			and (not to or to in mail.recipients)
			and (not doc or mail.reference == (doc.doctype, doc.name))
		]

	def entries(self, event: str = "") -> list[frappe._dict]:
		"""Rows of the outbox added so far, of one event or all, after the worker did them."""
		self.work()
		return self.get_entries(**({"event": event} if event else {}))

	def get_entries(self, **filters) -> list[frappe._dict]:
		"""The same as they are, before a worker does them."""
		rows = frappe.get_all(DOCTYPE, filters, ["*"], order_by="creation asc")
		return [row for row in rows if row.name not in self._known_entries]


def _read_queued(name: str) -> Mail:
	queue = frappe.get_doc("Email Queue", name)
	message = message_from_string(queue.message, policy=policy.default)
	recipients = [row.recipient for row in queue.recipients]
	return Mail(recipients, message, name, (queue.reference_doctype, queue.reference_name))


def use_account(port: int) -> str | None:
	"""Make the test's server the site's default for outgoing mail; returns the account it replaced."""
	before = frappe.db.get_value("Email Account", {"default_outgoing": 1, "name": ("!=", ACCOUNT)}, "name")
	account = (
		frappe.get_doc("Email Account", ACCOUNT)
		if frappe.db.exists("Email Account", ACCOUNT)
		else frappe.get_doc({"doctype": "Email Account", "email_account_name": ACCOUNT})
	)
	account.update(
		{
			"email_id": ADDRESS,
			"enable_incoming": 0,
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "127.0.0.1",
			"smtp_port": port,
			"no_smtp_authentication": 1,
			"use_tls": 0,
			"use_ssl_for_outgoing": 0,
			"awaiting_password": 0,
			"track_email_status": 0,
		}
	)
	account.save()
	return before


def give_back_account(before: str | None) -> None:
	"""Make the account that was the default the default again."""
	frappe.db.set_value("Email Account", ACCOUNT, {"default_outgoing": int(not before)})
	if before:
		frappe.db.set_value("Email Account", before, "default_outgoing", 1)


def get_free_port() -> int:
	with socket.socket() as found:
		found.bind(("127.0.0.1", 0))
		return found.getsockname()[1]
