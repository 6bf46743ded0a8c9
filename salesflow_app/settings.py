"""Salesflow Settings as the rest of the app reads them."""

import frappe
from frappe.model.document import Document


def get_settings() -> Document:
	"""Salesflow Settings, from the cache."""
	return frappe.get_cached_doc("Salesflow Settings")
