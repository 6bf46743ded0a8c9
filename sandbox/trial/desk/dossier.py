"""The dossier of a deal on the plain desk: what the product's page shows, and its zip."""

import frappe
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.pages import say, show

FILTERS = ("kind", "person", "from_date", "to_date")


def show_dossier(request: Request, doctype: str, name: str) -> Response:
	"""One page of entries, with the filters of the address."""
	from salesflow_app.dossier import exports, page

	filters = {key: request.args.get(key, "") for key in FILTERS}
	facts = page.get_page(doctype, name, filters, request.args.get("start", 0))
	done = {"reference_doctype": doctype, "reference_name": name, "exported_by": frappe.session.user}
	exported = frappe.get_all(exports.LOG, done, ["file_url", "form"], order_by="creation desc", limit=3)
	return show("dossier.html", facts=facts, filters=filters, exported=exported)


def export(request: Request, doctype: str, name: str) -> Response:
	"""Ask for the zip; the trial's background jobs run when the request is over."""
	from salesflow_app.dossier import exports

	exports.start(doctype, name, request.form["form"])
	say("The dossier was made. It is listed at the top of the page.")
	return redirect(request.path)
