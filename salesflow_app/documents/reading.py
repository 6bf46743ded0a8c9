"""Which of many documents the reader may see: roles, User Permissions and shares, in the fewest statements."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.permissions import get_role_permissions


def find_readable(nodes: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
	"""Those of `nodes`, DocType and name, that the user may read.

	No statement where their roles read all of a DocType, one where User Permissions limit it, one for all shares.
	"""
	names: dict[str, set[str]] = {}
	for doctype, name in nodes:
		names.setdefault(doctype, set()).add(name)
	by_role = {doctype for doctype in names if _reads_by_role(doctype)}
	found = {(doctype, name) for doctype in by_role for name in _keep_readable(doctype, names[doctype])}
	others = {(doctype, name) for doctype in names if doctype not in by_role for name in names[doctype]}
	return found | _keep_shared(others)


def _reads_by_role(doctype: str) -> bool:
	if frappe.session.user == "Administrator":
		return True
	return bool(get_role_permissions(frappe.get_meta(doctype)).get("read"))


def _keep_readable(doctype: str, names: set[str]) -> set[str]:
	if frappe.session.user == "Administrator" or not build_match_conditions(doctype):
		return names
	filters = {"name": ("in", sorted(names))}
	return set(frappe.get_list(doctype, filters, pluck="name", limit_page_length=0, order_by="name asc"))


def _keep_shared(nodes: set[tuple[str, str]]) -> set[tuple[str, str]]:
	"""Documents whose DocType the roles do not read: one by one, as somebody shared them."""
	if not nodes:
		return set()
	filters = {"share_name": ("in", sorted({name for _doctype, name in nodes})), "read": 1}
	to_me = {"user": frappe.session.user, "everyone": 1}
	fields = ["share_doctype", "share_name"]
	rows = frappe.get_all("DocShare", filters, fields, or_filters=to_me, order_by="share_name asc")
	return nodes & {(row.share_doctype, row.share_name) for row in rows}
