"""One mail as MIME: what it says in HTML and in plain text, who it comes from, and its attachments."""

import mimetypes
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import frappe
from frappe.utils import expand_relative_urls, is_html, now_datetime, parse_addr
from markdownify import markdownify


def make_message(subject: str, message: str, header, sender: str, message_id: str) -> EmailMessage:
	"""A mail without attachments; every recipient gets a copy of his own, so nobody is named in `To` yet."""
	mail = EmailMessage()
	mail["Message-Id"] = f"<{message_id}>"
	mail["From"] = sender
	mail["Reply-To"] = parse_addr(sender)[1]
	mail["Subject"] = subject
	mail["Date"] = format_datetime(now_datetime().astimezone())
	mail.set_content(markdownify(message) if is_html(message) else message, cte="quoted-printable")
	mail.add_alternative(_get_html(subject, message, header), subtype="html", cte="quoted-printable")
	return mail


def _get_html(subject: str, message: str, header) -> str:
	"""The message inside the frame that all mails share."""
	if not is_html(message):
		message = f"<p>{message}</p>".replace("\n", "<br>")
	title = header[0] if isinstance(header, list | tuple) else header
	values = {"subject": subject, "content": message, "header": title, "footer": "", "signature": ""}
	return expand_relative_urls(frappe.get_template("templates/emails/standard.html").render(values))


def get_message_id() -> str:
	"""A Message-ID of this site, without its brackets."""
	return make_msgid(domain=frappe.local.site)[1:-1]


def add_attachment(mail: EmailMessage, fname: str, fcontent: bytes | str) -> None:
	"""Attach a file to a mail."""
	kind, subtype = (mimetypes.guess_type(fname)[0] or "application/octet-stream").split("/")
	content = fcontent.encode() if isinstance(fcontent, str) else fcontent
	mail.add_attachment(content, maintype=kind, subtype=subtype, filename=fname)
