"""Who reads what of a dossier: by their own rights, or as an auditor, within their User Permissions."""

import frappe

from salesflow_app.documents.restrictions import is_hidden
from salesflow_app.shipment.prices import may_see_prices

AUDITOR = "Salesflow Auditor"
BATCH = 200


def is_auditor(user: str | None = None) -> bool:
	"""Does this user read the dossiers of all deals, and change nothing?"""
	return AUDITOR in frappe.get_roles(user)


def may_read_kind(doctype: str) -> bool:
	"""May the session's user read documents of this kind at all?"""
	return is_auditor() or bool(frappe.has_permission(doctype, "read"))


def sees_prices() -> bool:
	"""Are amounts shown to the session's user? Not to those who only pack, check and ship."""
	return is_auditor() or may_see_prices() or frappe.session.user == "Administrator"


def get_readable(doctype: str, names: list[str]) -> set[str]:
	"""Those of the documents that the session's user may read."""
	if not names or not may_read_kind(doctype):
		return set()
	if is_auditor():
		return _read_in_batches(doctype, names)
	filters = {"name": ("in", names)}
	return set(frappe.get_list(doctype, filters, pluck="name", limit_page_length=0, order_by="name asc"))


def split(found: dict[str, list[str]]) -> dict[str, set[str]]:
	"""DocType -> what of it may be read."""
	return {doctype: get_readable(doctype, names) for doctype, names in found.items()}


def validate_reader(doctype: str, name: str) -> None:
	"""Refuse who may not read this document. Raises PermissionError, DoesNotExistError."""
	if not frappe.db.exists(doctype, name):
		raise frappe.DoesNotExistError
	if not get_readable(doctype, [name]):
		raise frappe.PermissionError


def may_take_away(doctype: str, right: str) -> bool:
	"""Auditors export and print what they read; all others have Frappe's rights `export` and `print`."""
	return is_auditor() or bool(frappe.has_permission(doctype, right))


def _read_in_batches(doctype: str, names: list[str]) -> set[str]:
	"""An auditor needs no right on the DocType; User Permissions, on a company for instance, apply as everywhere."""
	user = frappe.session.user
	if not frappe.permissions.get_user_permissions(user):
		return set(names)
	readable = set()
	for start in range(0, len(names), BATCH):
		filters = {"name": ("in", names[start : start + BATCH])}
		rows = frappe.get_all(doctype, filters, ["*"], order_by="name asc")
		readable |= {
			row.name for row in rows if not is_hidden(frappe.get_doc({"doctype": doctype, **row}), user)
		}
	return readable
