"""Notification: mails that an administrator sets up for events of documents. The sandbox sends none."""

import frappe


def run_notifications(doc, method: str) -> None:
	"""Refuse a document's event that the site has a notification for."""
	enabled = _get_doctypes()
	if doc.doctype in enabled:
		raise NotImplementedError(f"Notification on {doc.doctype}")


def _get_doctypes() -> set[str]:
	found = frappe.cache.get_value("notification_doctypes")
	if found is None:
		found = set(frappe.get_all("Notification", {"enabled": 1}, pluck="document_type"))
		frappe.cache.set_value("notification_doctypes", found)
	return found
