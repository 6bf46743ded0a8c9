"""Frappe's everyday functions. Each lives in a room of its own here; this is the front door."""

from frappe.offered import offer_from

ROOMS = (
	"text",
	"numbers",
	"dates",
	"date_formats",
	"money",
	"addresses",
	"comparing",
	"html_utils",
	"markdowns",
)

__getattr__ = offer_from(__name__, tuple(f"{__name__}.{room}" for room in ROOMS))
