"""The public page where anybody checks a sealed PDF or a certificate, at /verify. No login, nothing is kept."""

import frappe
from frappe import _

from salesflow_app import __version__
from salesflow_app.sealing import public

no_cache = 1
sitemap = 0


def get_context(context):
	frappe.local.no_cache = context.no_cache = 1
	context.lang = frappe.local.lang
	context.assets_version = __version__
	context.csrf_token = "" if frappe.session.user == "Guest" else frappe.sessions.get_csrf_token()
	context.fingerprints = public.get_fingerprints()
	context.asked = str(frappe.form_dict.get("certificate") or "")[:60]
	file = frappe.request.files.get("file") if frappe.request.method == "POST" else None
	context.result = None
	if file or context.asked:
		answer(context, file)


def answer(context, file) -> None:
	"""Whatever is unknown gets the same answer, whether it never existed or was changed."""
	if not public.count_check():
		context.http_status_code = 429
		context.result = {"problem": _("Too many checks from this address. Please try again in ten minutes.")}
		return
	content = file.read(public.MOST_BYTES + 1) if file else b""
	if len(content) > public.MOST_BYTES:
		context.result = {"problem": _("The file is larger than 25 MB, so it is not one of our sealed PDFs.")}
		return
	facts = public.find_by_file(content) if file else public.find_by_certificate(context.asked)
	context.result = {"facts": facts, "problem": "" if facts else get_problem(bool(file))}


def get_problem(is_file: bool) -> str:
	if is_file:
		return _(
			"This file is not a sealed PDF of ours, or it was changed since we sealed it. If you saved it from a PDF reader, check the file we sent you instead."
		)
	return _(
		"We have no certificate with this ID. Check it for typing errors; it is on the last pages of the sealed PDF."
	)
