"""Users whom User Permissions limit, to a company for instance, or who see only deals of their own: records and rows follow the document.

Frappe applies a User Permission to the documents that name the company. A record names its document alone, and a list
of rows asks for the right to read the DocType, not the document.
"""

import frappe
from frappe.model.document import Document
from frappe.permissions import get_user_permissions

from salesflow_app.compat import get_no_objection
from salesflow_app.people.seeing import is_limited


def is_hidden(doc: Document, user: str) -> bool:
	"""Do User Permissions keep the document from this user?"""
	if user == "Administrator" or not get_user_permissions(user):
		return False
	from frappe.permissions import has_user_permission

	return not has_user_permission(doc, user)


def _is_restricted(user: str) -> bool:
	return user != "Administrator" and (bool(get_user_permissions(user)) or is_limited(user))


def _is_of_others(doc: Document, user: str) -> bool:
	"""Is it of a deal that this user, who sees only some, does not see?"""
	return is_limited(user) and not frappe.has_permission(doc.doctype, "read", doc, user=user)


def record_query(user: str | None = None, doctype: str = "Salesflow Evidence Entry") -> str:
	"""Lists of records: only those of documents that the user may see."""
	user = user or frappe.session.user
	if not _is_restricted(user):
		return ""
	kinds = frappe.get_all(
		doctype, distinct=True, pluck="reference_doctype", order_by="reference_doctype asc"
	)
	table = f"`tab{doctype}`"
	parts = [
		f"({table}.`reference_doctype` = {frappe.db.escape(kind)} and {_is_among(table, 'reference_name', kind, user)})"
		for kind in kinds
		if frappe.has_permission(kind, "read", user=user)
	]
	return f"({' or '.join(parts)})" if parts else "1 = 0"


def has_record_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""A single record: not where its document is hidden."""
	user = user or frappe.session.user
	if doc.get("reference_name") and _is_restricted(user):
		if frappe.db.exists(doc.reference_doctype, doc.reference_name):
			document = frappe.get_doc(doc.reference_doctype, doc.reference_name)
			if is_hidden(document, user) or _is_of_others(document, user):
				return False
	return get_no_objection()


def readable_record_query(user: str | None = None, doctype: str = "Salesflow Approval Entry") -> str:
	"""Lists of records that say more than that something happened: only of kinds whose documents the user reads."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	kinds = frappe.get_all(
		doctype, distinct=True, pluck="reference_doctype", order_by="reference_doctype asc"
	)
	readable = [frappe.db.escape(kind) for kind in kinds if frappe.has_permission(kind, "read", user=user)]
	if not readable:
		return "1 = 0"
	of_kind = f"`tab{doctype}`.`reference_doctype` in ({', '.join(readable)})"
	return " and ".join(filter(None, (of_kind, record_query(user, doctype))))


def has_readable_record_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""A single record: where its document may be read."""
	user = user or frappe.session.user
	if user != "Administrator" and not frappe.has_permission(doc.reference_doctype, "read", user=user):
		return False
	return has_record_permission(doc, ptype, user, debug)


def row_query(user: str | None = None, doctype: str = "SOW Item") -> str:
	"""Lists of rows: only those of documents that the user may see."""
	user = user or frappe.session.user
	if not _is_restricted(user):
		return ""
	table = f"`tab{doctype}`"
	parents = frappe.get_all(
		"DocField", {"options": doctype, "fieldtype": "Table"}, pluck="parent", order_by="parent asc"
	)
	parts = [
		f"({table}.`parenttype` = {frappe.db.escape(parent)} and {_is_among(table, 'parent', parent, user)})"
		for parent in parents
		if frappe.has_permission(parent, "read", user=user)
	]
	return f"({' or '.join(parts)})" if parts else "1 = 0"


def _is_among(table: str, field: str, doctype: str, user: str) -> str:
	"""SQL: the column names a document of the DocType that the user may see."""
	from frappe.desk.reportview import build_match_conditions

	rights = build_match_conditions(doctype, user).replace("%%", "%")
	return f"{table}.`{field}` in (select `name` from `tab{doctype}`{' where ' + rights if rights else ''})"
