"""Renders the trial's own pages. Everything is escaped, unless a template says it is HTML of the product."""

import logging
import re
from pathlib import Path

import frappe
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from werkzeug.wrappers import Response

HOUSE = "@nordwind.example"
"""The e-mail domain of the stories' own people."""
CONFIRMATIONS, NOTES = "trial_confirmations", "trial_notes"
MAILS = {"message": ("not like", "%assigned a new task%")}
"""Mails that say more than the desk's tasks do."""
HERE = Path(__file__).parent
STATIC = HERE / "static"
PAGES = Environment(
	loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def as_lines(html: str) -> str:
	"""The text of a message, one line per line break."""
	text = re.sub(r"<br\s*/?>|</p>|</li>", "\n", str(html))
	return "\n".join(Markup(line).striptags() for line in text.split("\n") if line.strip())


PAGES.filters["lines"] = as_lines


def show(template: str, code: int = 200, **values) -> Response:
	"""The page, with the signed-in user and the trial's time."""
	from frappe.sessions import get_csrf_token

	values.update(
		user=frappe.session.user,
		full_name=frappe.utils.get_fullname(frappe.session.user),
		csrf_token=get_csrf_token(),
		now=frappe.utils.now_datetime(),
		people=_get_people(),
		mail_count=frappe.db.count("Email Queue", MAILS),
		address=frappe.local.request.full_path.rstrip("?"),
		confirmations=take_confirmations(),
		notes=_take(NOTES),
		messages=values["messages"] if "messages" in values else take_messages(),
	)
	frappe.clear_messages()
	return Response(PAGES.get_template(template).render(values), code, mimetype="text/html")


def show_problem(error: Exception) -> Response:
	"""The product's own sentence for a refusal; else what went wrong, with the traceback on the console."""
	if isinstance(error, frappe.ValidationError | frappe.PermissionError | frappe.DoesNotExistError):
		title = " ".join(take_messages()) or str(error) or "Refused"
		return show("problem.html", getattr(error, "http_status_code", 417), title=title)
	logging.getLogger(__name__).error("", exc_info=error)
	return show("problem.html", 500, title=f"{type(error).__name__}: {error}")


def say(text: str) -> None:
	"""Confirm something on the next page, whichever it is."""
	_keep(CONFIRMATIONS, text)


def keep_messages() -> None:
	"""What the server said is shown on the page that the answer leads to."""
	for text in take_messages():
		_keep(NOTES, text)


def take_confirmations() -> list[str]:
	"""The pending confirmations, once."""
	return _take(CONFIRMATIONS)


def _keep(kind: str, text: str) -> None:
	key = f"{kind}:{frappe.session.sid}"
	frappe.cache.set_value(key, [*(frappe.cache.get_value(key) or []), text], expires_in_sec=60)


def _take(kind: str) -> list[str]:
	key = f"{kind}:{frappe.session.sid}"
	said = frappe.cache.get_value(key) or []
	if said:
		frappe.cache.delete_value(key)
	return said


def _get_people() -> list[dict]:
	"""Whom the page header offers to continue as: our own people, then the clients."""
	users = frappe.get_all(
		"User",
		{"enabled": 1, "name": ("not in", ("Guest", "Administrator"))},
		["name", "full_name", "user_type"],
		order_by="user_type asc, creation asc",
	)
	return [user for user in users if user.name.endswith(HOUSE) or user.user_type == "Website User"]


def take_messages() -> list[str]:
	"""What the server said during this request, in the order it was said."""
	said = []
	for entry in frappe.local.message_log:
		entry = frappe.parse_json(entry) if isinstance(entry, str) else entry
		said.append(entry.get("message") or "")
	frappe.clear_messages()
	return [line for line in said if line]
