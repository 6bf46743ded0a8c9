"""A small stand-in for Frappe 15: the names that apps know, on SQLite, without a server."""

from frappe.offered import offer_from

__version__ = "15.72.4"
__title__ = "Frappe Framework"
STANDARD_USERS = ("Guest", "Administrator")
in_test = False
ROOMS = (
	"frappe.exceptions",
	"frappe.messages",
	"frappe.context",
	"frappe.calls",
	"frappe.documents",
	"frappe.installed",
	"frappe.caching",
	"frappe.email.sending",
	"frappe.utils.background_jobs",
	"frappe.utils.jinja",
	"frappe.utils.print_utils",
	"frappe.utils.formatters",
	"frappe.website.utils",
)
"""Where the functions of `frappe` live."""

__getattr__ = offer_from(__name__, ROOMS)
