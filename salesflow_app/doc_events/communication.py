"""Communication: a “case lost” mail stays off every other timeline."""

from frappe.model.document import Document


def validate(doc: Document, method: str | None = None) -> None:
	"""Frappe links each mail to the contacts of its recipients, whose timelines others may read."""
	if doc.reference_doctype == "Salesflow Lost Analysis":
		doc.timeline_links = []
