"""What a mail is: to whom, about what, which words, what is attached. How it leaves is in `sending.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field

import frappe

from salesflow_app.text.formats import read_view

TEMPLATE = "templates/emails/salesflow_message.html"


@dataclass
class Message:
	"""What a mail says, in plain text, which is escaped when rendered."""

	intro: str
	facts: list[tuple[str, str]] = field(default_factory=list)
	table: tuple[list[str], list[list]] | None = None
	button: tuple[str, str] | None = None
	closing: str = ""
	greeting: str = ""
	questions: str = ""
	signature: str = ""
	text_html: str = ""
	"""Safe HTML from a master, the one part that is not plain text."""

	def render(self) -> str:
		"""The HTML of the mail."""
		return frappe.render_template(TEMPLATE, {"message": read_view(vars(self))})


@dataclass
class Mail:
	"""What a mail file writes, in the language that is set. `get_attachments` gives those of `frappe.sendmail`."""

	recipients: list[str | None]
	subject: str
	message: Message
	get_attachments: Callable[[], list[dict]] = list
	is_to_client: bool = False
	"""Who is not one of our users reads it in the client's language."""
	secret: str = ""
	"""Stands in the mail alone: the timeline shows dots instead."""


def attach_print(doctype: str, name: str, print_format: str | None = None) -> dict:
	"""A PDF in the language of the mail, printed when it leaves."""
	return {
		"print_format_attachment": 1,
		"doctype": doctype,
		"name": name,
		"print_format": print_format,
		"print_letterhead": True,
		"lang": frappe.local.lang,
	}
