"""Every mail of the site, as it would arrive."""

import re
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from urllib.parse import quote

import frappe
from frappe.utils import cint
from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.pages import MAILS, show

PAGE = 40
LINK = re.compile(r'href="(?:https?://([^/"]+))?(/[^"]*)"')


def show_outbox(request: Request) -> Response:
	"""The newest mails with their recipients, all or those to one address."""
	start, to = max(cint(request.args.get("start")), 0), request.args.get("to", "").strip()
	with_tasks = cint(request.args.get("tasks"))
	rows = get_mails(_get_filters(to, with_tasks), start, PAGE + 1)
	return show(
		"outbox.html",
		mails=rows[:PAGE],
		to=to,
		with_tasks=with_tasks,
		start=start,
		page=PAGE,
		has_more=len(rows) > PAGE,
		recipients=_get_all_recipients(),
	)


def get_mails(filters: dict, start: int = 0, limit: int = PAGE) -> list[dict]:
	"""Mails, newest first, with subject and recipients."""
	rows = frappe.get_all(
		"Email Queue",
		filters,
		["name", "status", "creation", "reference_doctype", "reference_name"],
		order_by="creation desc",
		limit_start=start,
		limit_page_length=limit,
	)
	for row in rows:
		row.subject = str(_read(row.name)["subject"] or "")
		row.recipients = _get_recipients(row.name)
	return rows


def _get_filters(to: str, with_tasks: int) -> dict:
	filters = {} if with_tasks else dict(MAILS)
	if to:
		names = frappe.get_all(
			"Email Queue Recipient", {"recipient": to}, pluck="parent", parent_doctype="Email Queue"
		)
		filters["name"] = ("in", names or [""])
	return filters


def _get_all_recipients() -> list[str]:
	rows = frappe.get_all(
		"Email Queue Recipient", pluck="recipient", distinct=True, parent_doctype="Email Queue"
	)
	return sorted(set(rows))


def show_mail(_request: Request, name: str) -> Response:
	"""One mail: its head, its HTML in a frame without scripts, its attachments."""
	message = _build(name)
	body = message.get_body(("html", "plain"))
	return show(
		"mail.html",
		name=name,
		message=message,
		recipients=_get_recipients(name),
		html=_lead_through_here(body.get_content(), name) if body else "",
		attachments=[part.get_filename() for part in message.iter_attachments()],
	)


def follow(request: Request, name: str) -> Response:
	"""Where a link in the mail leads, for someone who received it."""
	to, recipients = request.args.get("to", ""), _get_recipients(name)
	if frappe.session.user in recipients:
		return redirect(to if to.startswith(("/salesflow", "/review", "/app", "/api")) else "/trial")
	readers = frappe.get_all("User", {"name": ("in", recipients), "enabled": 1}, ["name", "full_name"])
	return show("follow.html", name=name, to=to, readers=readers, recipients=recipients)


def _lead_through_here(html: str, name: str) -> str:
	"""Links to this site first ask whether the reader is the one who received the mail."""
	hosts = (None, frappe.local.site, frappe.local.request.host)  # stories are played without a request

	def lead(found: re.Match) -> str:
		host, way = found.groups()
		return f'href="/trial/outbox/{name}/follow?to={quote(way)}"' if host in hosts else found[0]

	return LINK.sub(lead, html)


def download(_request: Request, name: str, number: int) -> Response:
	"""An attachment, as a download."""
	parts = list(_build(name).iter_attachments())
	if number >= len(parts):
		raise NotFound()
	part = parts[number]
	response = Response(part.get_payload(decode=True), mimetype=part.get_content_type())
	response.headers.set("Content-Disposition", "attachment", filename=part.get_filename() or "file")
	return response


def _build(name: str) -> EmailMessage:
	"""The mail as its first recipient gets it, with the files and prints attached on sending."""
	recipients = _get_recipients(name)
	if not recipients:
		raise NotFound()
	frappe.flags.ignore_print_permissions = True  # it is sent by the system, whoever looks at it here
	content = frappe.get_doc("Email Queue", name).build_message(recipients[0])
	return message_from_bytes(content, policy=policy.default)


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
