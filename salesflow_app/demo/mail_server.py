"""The demo's way out for mails: a real SMTP server that listens on this machine alone and keeps what arrives."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy

import frappe

ACCOUNT = "SalesFlow Demo"
LOOPBACK = "127.0.0.1"
NOWHERE = ("demo.invalid", 25)
LONGEST_WAIT = 20
"""Seconds for the mails that a worker has in its hands, or gave back."""
WAITING = ("Not Sent", "Partially Sent")
UNDECIDED = (*WAITING, "Sending")


class MailServer:
	"""Keeps the subjects of what arrives; `is_up` is False where aiosmtpd is not installed."""

	def __init__(self):
		self.subjects: list[str] = []
		self.is_up = False

	async def handle_DATA(self, _server, _session, envelope) -> str:
		message = message_from_bytes(envelope.content, policy=policy.default)
		self.subjects.append(" ".join(str(message["subject"] or "").split()))
		return "250 OK"

	def send_all(self) -> list[str]:
		"""Send what waits in the demo's account. Returns why mails were not sent.

		A worker of the bench may be sending the same mails: those are waited for.
		"""
		for _second in range(LONGEST_WAIT):
			self._send_waiting()
			frappe.db.commit()  # the next look sees what a worker did meanwhile
			if not frappe.db.exists("Email Queue", {"email_account": ACCOUNT, "status": ("in", UNDECIDED)}):
				break
			time.sleep(1)
		unsent = {"email_account": ACCOUNT, "status": ("!=", "Sent")}
		rows = frappe.get_all("Email Queue", unsent, ["error", "status"], order_by="creation asc")
		return [row.error or row.status for row in rows]

	@staticmethod
	def _send_waiting() -> None:
		waiting = {"email_account": ACCOUNT, "status": ("in", WAITING)}
		for name in frappe.get_all("Email Queue", waiting, pluck="name", order_by="creation asc"):
			with suppress(Exception):  # Frappe notes on the mail why it could not be made or sent
				frappe.get_doc("Email Queue", name).send()


@contextmanager
def opened() -> Iterator[MailServer]:
	"""While it lasts, the site's mails go to this server, whatever account the site had; then it is as before."""
	server = MailServer()
	controller = _start(server)
	before = _use_account((LOOPBACK, controller.port) if controller else NOWHERE)
	frappe.db.commit()
	try:
		yield server
	finally:
		if controller:
			controller.stop()
		_give_back_account(before)
		frappe.db.commit()


def ensure_mail_account() -> None:
	"""A site without outgoing mail gets an account that leads nowhere, so that mails queue and can be looked at."""
	if not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}):
		_use_account(NOWHERE)


def _start(server: MailServer):
	try:
		from aiosmtpd.controller import Controller
	except ImportError:
		return None
	controller = Controller(server, hostname=LOOPBACK, port=_get_free_port())
	controller.start()
	server.is_up = True
	return controller


def _get_free_port() -> int:
	with socket.socket() as found:
		found.bind((LOOPBACK, 0))
		return found.getsockname()[1]


def _use_account(address: tuple[str, int]) -> list[str]:
	"""Make the demo's account the default; returns the accounts that were."""
	before = frappe.get_all(
		"Email Account",
		{"default_outgoing": 1, "name": ("!=", ACCOUNT)},
		pluck="name",
		order_by="creation asc",
	)
	_set_default(before, 0)
	exists = frappe.db.exists("Email Account", ACCOUNT)
	account = frappe.get_doc("Email Account", ACCOUNT) if exists else frappe.new_doc("Email Account")
	account.update(
		{
			"email_account_name": ACCOUNT,
			"email_id": "salesflow@demo.invalid",
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": address[0],
			"smtp_port": address[1],
			"no_smtp_authentication": 1,
		}
	)
	account.save()
	return before


def _give_back_account(before: list[str]) -> None:
	frappe.db.set_value("Email Account", ACCOUNT, {"default_outgoing": 0, "enable_outgoing": 0})
	_set_default(before, 1)


def _set_default(accounts: list[str], value: int) -> None:
	for name in accounts:
		frappe.db.set_value("Email Account", name, "default_outgoing", value)
