"""One mail as MIME: what it says in HTML and in plain text, who it comes from, and its attachments."""

import email.encoders
import email.utils
import mimetypes
from email.charset import QP, Charset
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import frappe
from frappe.utils import expand_relative_urls, get_url, is_html, now_datetime, parse_addr
from frappe.utils.plain_text import to_markdown

RECIPIENT = "<!--recipient-->"


def get_formatted_html(
	subject: str, message: str, footer: str = "", header: list | str | None = None, signature: str = ""
) -> str:
	"""The message inside the frame that all mails share."""
	if not is_html(message):
		message = f"<p>{message}</p>".replace("\n", "<br>")
	title = header[0] if isinstance(header, list | tuple) else header
	html = frappe.get_template("templates/emails/standard.html").render(
		{"subject": subject, "content": message, "header": title, "footer": footer, "signature": signature}
	)
	return expand_relative_urls(html)


def make_message(subject: str, html: str, text: str, headers: dict[str, str]) -> MIMEMultipart:
	"""A mail without attachments; every recipient gets a copy of his own, so `To` is a place holder."""
	message = MIMEMultipart("mixed")
	for name, value in headers.items():
		message[name] = value
	message["Subject"] = subject if subject.isascii() else Header(subject, "utf-8")
	message["To"] = RECIPIENT
	message["Date"] = email.utils.format_datetime(now_datetime().astimezone())
	message["X-Frappe-Site"] = get_url()
	body = MIMEMultipart("alternative")
	body.attach(_make_text(text, "plain"))
	body.attach(_make_text(html, "html"))
	message.attach(body)
	return message


def _make_text(text: str, kind: str) -> MIMEText:
	charset = Charset("utf-8")
	charset.body_encoding = QP
	return MIMEText(text, kind, charset)


def get_text(html: str) -> str:
	"""The plain text of a message."""
	return to_markdown(html) if is_html(html) else html


def get_message_id() -> str:
	"""A Message-ID of this site, without its brackets."""
	return email.utils.make_msgid(domain=frappe.local.site)[1:-1]


def get_address(text: str) -> str:
	"""The address of "Name <address>"."""
	return parse_addr(text)[1]


def add_attachment(message: MIMEMultipart, fname: str, fcontent: bytes | str) -> None:
	"""Attach a file to a mail."""
	kind = mimetypes.guess_type(fname)[0] or "application/octet-stream"
	if isinstance(fcontent, str):
		fcontent = fcontent.encode()
	part = MIMEBase(*kind.split("/"))
	part.set_payload(fcontent)
	email.encoders.encode_base64(part)
	part.add_header("Content-Disposition", "attachment", filename=fname)
	message.attach(part)
