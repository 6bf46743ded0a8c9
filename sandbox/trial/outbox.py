"""Every mail of the site as it would arrive."""

from email import message_from_string, policy
from email.message import EmailMessage

import frappe
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from trial.pages import show

MOST = 200


def show_outbox(_request: Request) -> Response:
	"""The newest mails, with recipients and state."""
	rows = frappe.get_all(
		"Email Queue",
		fields=["name", "status", "creation", "reference_doctype", "reference_name"],
		order_by="creation desc",
		limit=MOST,
	)
	for row in rows:
		row.subject = str(_read(row.name)["subject"] or "")
		row.recipients = _get_recipients(row.name)
	return show("outbox.html", mails=rows)


def show_mail(_request: Request, name: str) -> Response:
	"""One mail: its head, its HTML in a frame without scripts, its attachments."""
	message = _read(name)
	body = message.get_body(("html", "plain"))
	return show(
		"mail.html",
		name=name,
		message=message,
		recipients=_get_recipients(name),
		html=body.get_content() if body else "",
		attachments=[part.get_filename() for part in message.iter_attachments()],
	)


def download(_request: Request, name: str, number: int) -> Response:
	"""An attachment, as a download."""
	parts = list(_read(name).iter_attachments())
	if number >= len(parts):
		raise NotFound()
	part = parts[number]
	response = Response(part.get_payload(decode=True), mimetype=part.get_content_type())
	response.headers.set("Content-Disposition", "attachment", filename=part.get_filename() or "file")
	return response


def _read(name: str) -> EmailMessage:
	text = frappe.db.get_value("Email Queue", name, "message")
	if text is None:
		raise NotFound()
	return message_from_string(text, policy=policy.default)


def _get_recipients(name: str) -> list[str]:
	return frappe.get_all(
		"Email Queue Recipient",
		{"parent": name},
		pluck="recipient",
		order_by="idx asc",
		parent_doctype="Email Queue",
	)
