"""Renders the trial's own pages. Everything is escaped, unless a template says it is HTML of the product."""

from pathlib import Path

import frappe
from jinja2 import Environment, FileSystemLoader
from werkzeug.wrappers import Response

HERE = Path(__file__).parent
STATIC = HERE / "static"
PAGES = Environment(
	loader=FileSystemLoader(HERE / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def show(template: str, code: int = 200, **values) -> Response:
	"""The page, with who is signed in and the trial's time."""
	from frappe.sessions import get_csrf_token

	values.update(
		user=frappe.session.user,
		full_name=frappe.utils.get_fullname(frappe.session.user),
		csrf_token=get_csrf_token(),
		now=frappe.utils.now_datetime(),
		messages=take_messages(),
	)
	return Response(PAGES.get_template(template).render(values), code, mimetype="text/html")


def show_problem(error: Exception) -> Response:
	"""The product's own sentence where it refused; else what went wrong, for a bug report."""
	if isinstance(error, frappe.ValidationError | frappe.PermissionError | frappe.DoesNotExistError):
		return show("problem.html", getattr(error, "http_status_code", 417), title=str(error) or "Refused")
	raise error


def take_messages() -> list[str]:
	"""What the server said during this request, in the order it was said."""
	said = []
	for entry in frappe.local.message_log:
		entry = frappe.parse_json(entry) if isinstance(entry, str) else entry
		said.append(entry.get("message") or "")
	frappe.clear_messages()
	return [line for line in said if line]
