"""What a mail is: to whom, about what, which words, what is attached. How it leaves is in `sending.py`."""

from dataclasses import dataclass, field

import frappe

from salesflow_app.text.formats import read_view

TEMPLATE = "templates/emails/salesflow_message.html"


@dataclass
class Message:
	"""What a mail says, in plain text; it is escaped when rendered."""

	intro: str
	facts: list[tuple[str, str]] = field(default_factory=list)
	table: tuple[list[str], list[list]] | None = None
	button: tuple[str, str] | None = None
	closing: str = ""

	def render(self) -> str:
		"""The HTML of the mail."""
		return frappe.render_template(TEMPLATE, {"message": read_view(vars(self))})


@dataclass
class Mail:
	"""What a mail file writes. `attachments` are those of `frappe.sendmail`."""

	recipients: list[str | None]
	subject: str
	message: Message
	attachments: list[dict] = field(default_factory=list)
