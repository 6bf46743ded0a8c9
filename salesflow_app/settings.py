"""Salesflow Settings as the rest of the app reads them."""

import frappe
from frappe.model.document import Document

DEPARTMENTS, PAPERS, POLICIES = "SalesFlow Departments", "SalesFlow Papers", "SalesFlow Policies"
"""Steps of the guided first setup that may be left out on purpose."""


def get_settings() -> Document:
	"""Salesflow Settings, from the cache."""
	return frappe.get_cached_doc("Salesflow Settings")


def mails_clients(sow: str | None) -> bool:
	"""Do clients get mails about an order and its invoices? Those of a SOW always do."""
	return bool(sow or get_settings().use_client_mails)


def is_left_out(step: str) -> bool:
	"""Did somebody skip this step of the first setup, because it is not needed here?"""
	return bool(frappe.get_cached_value("Onboarding Step", step, "is_skipped"))
