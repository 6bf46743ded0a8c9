"""The dossier on paper."""

import frappe
from frappe import _

from salesflow_app.clients import paper
from salesflow_app.dossier import changes, page
from salesflow_app.dossier.collecting import Dossier
from salesflow_app.dossier.entries import get_labels
from salesflow_app.sealing.paper import print_html
from salesflow_app.text.formats import moment

TEMPLATE = "templates/prints/dossier.html"


def make_pdf(dossier: Dossier) -> bytes:
	"""The PDF. Raises ValidationError where it is too long, or the server cannot make it."""
	changes.fill(dossier.entries)
	labels = get_labels()
	view = {
		"name": dossier.name,
		"title": _("Dossier of {0} {1}").format(_(dossier.doctype), dossier.name),
		"made": _("Made for {0}, {1}").format(frappe.session.user, moment(frappe.utils.now_datetime())),
		**page.get_summary(dossier),
		"entries": [{**page.describe(entry), "label": labels[entry.kind]} for entry in dossier.entries],
	}
	html = frappe.render_template(TEMPLATE, {"view": view})
	try:
		return paper.make_pdf(html)
	except ImportError:  # where Frappe comes without its printer
		return print_html(html)
