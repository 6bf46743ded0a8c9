"""What every page for the client starts with: a login, no cache, one answer for whatever is not theirs."""

from collections.abc import Callable
from urllib.parse import quote

import frappe
from frappe.model.document import Document
from frappe.utils import strip_html

from salesflow_app import __version__
from salesflow_app.clients import access
from salesflow_app.evidence.verifying import RecordError
from salesflow_app.portal import questions
from salesflow_app.portal.originals import tell_mismatch
from salesflow_app.text.formats import read_view

NOT_FOUND = "templates/salesflow/not_found.html"
NOT_SHOWN = "templates/salesflow/not_shown.html"


def open_page(context) -> None:
	"""Send guests to the login and back again; fill in what the page frame needs."""
	frappe.local.no_cache = context.no_cache = 1
	if frappe.session.user == "Guest":
		path = frappe.local.request.full_path.rstrip("?")
		frappe.local.flags.redirect_location = frappe.flags.redirect_location = (
			f"/login?redirect-to={quote(path, safe='/')}"
		)
		raise frappe.Redirect(302)
	context.csrf_token = frappe.sessions.get_csrf_token()
	context.user_name = frappe.utils.get_fullname(frappe.session.user)
	fill_frame(context)


def fill_frame(context) -> None:
	"""What the frame of every page shows, to whomever."""
	context.brand = _get_brand()
	context.lang = frappe.local.lang
	context.assets_version = __version__


def show_document(
	context,
	doctype: str,
	make_view: Callable[[Document], dict],
	find: Callable[[str], Document] | None = None,
) -> None:
	"""Show the document that the address names, or “Page not found”. `find` opens more than what is visible now."""
	open_page(context)
	name = str(frappe.form_dict.name or "")
	try:
		doc = find(name) if find else access.get_visible(doctype, name)
		context.view = read_view(make_view(doc))
		context.thread = read_view(questions.get_thread(doc))
	except (frappe.DoesNotExistError, frappe.PermissionError):
		show_not_found(context)
	except RecordError:
		context.sentence = tell_mismatch(doc)
		context.template = NOT_SHOWN


def show_not_found(context) -> None:
	"""The same answer for what does not exist, is not theirs, or is not theirs yet."""
	frappe.clear_messages()
	context.template = NOT_FOUND
	context.http_status_code = 404


def _get_brand() -> dict[str, str]:
	settings = frappe.get_cached_doc("Website Settings")
	image = settings.app_logo or settings.banner_image or ""
	name = strip_html(settings.brand_html or "").strip() or frappe.defaults.get_global_default("company")
	return {
		"image": image if image.startswith("/") and not image.startswith("//") else "",
		"name": name or "",
	}
