"""Generic questions about our DocTypes: some of Frappe's own functions count without asking who asks.

`check_request` looks at what a request filters and sorts by; the functions stand in for Frappe's of the same name.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from salesflow_app.documents.outsiders import is_ours
from salesflow_app.people.accounts import is_website_user

ARGUMENTS = ("filters", "or_filters", "current_filters", "order_by", "group_by", "fields", "doc")
"""What a request may hide a question in."""
GUARDED = {"Work Proposal": ("Work Proposal", "Work Proposal Item")}
"""DocTypes with fields that only some of their readers may read, and their tables."""


@frappe.whitelist()
def get_count(
	doctype: str, filters: dict | list | str | None = None, debug: bool = False, cache: bool = False
) -> int:
	"""As Frappe's, and of our DocTypes only what the user could list."""
	if not is_ours(doctype):
		from frappe.client import get_count as count_any

		return count_any(doctype, filters, debug, cache)
	parent = check_read(doctype)
	known = frappe.parse_json(filters)
	rows = frappe.get_list(doctype, known, pluck="name", limit_page_length=0, parent_doctype=parent)
	return len(rows)


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""As Frappe's, and of our DocTypes only for those who may read them."""
	if is_ours(doctype):
		check_read(doctype)
	from frappe.desk.listview import get_group_by_count as group_any

	return group_any(doctype, current_filters, field)


def check_read(doctype: str) -> str | None:
	"""Refuse who may not read the DocType, or that of its document, which is returned."""
	parent = None
	if frappe.get_meta(doctype).istable:
		parent = frappe.db.get_value("DocField", {"options": doctype, "fieldtype": "Table"}, "parent")
	frappe.has_permission(parent or doctype, "read", throw=True)
	return parent


def check_request() -> None:
	"""Hook `before_request`: nobody filters or sorts by costs that they may not read."""
	for name in ARGUMENTS:
		text = cstr(frappe.form_dict.get(name))
		for doctype in GUARDED if text else ():
			_check_argument(doctype, text)


def _check_argument(doctype: str, text: str) -> None:
	asked = {cstr(frappe.form_dict.get("doctype"))}
	if not asked & set(GUARDED[doctype]) and frappe.scrub(doctype) not in frappe.scrub(text):
		return
	secret = _get_secret_fields(doctype)
	if found := next((fieldname for fieldname in secret if fieldname in text), None):
		frappe.throw(
			_("{0}: you may not search or sort by {1}, because you may not read it.").format(
				_(doctype), _(secret[found])
			),
			frappe.PermissionError,
		)


def _get_secret_fields(doctype: str) -> dict[str, str]:
	"""Fieldname -> label of what this user may not read, in the document and its tables."""
	levels = frappe.get_meta(doctype).get_permlevel_access("read")
	fields = [df for each in GUARDED[doctype] for df in frappe.get_meta(each).fields]
	return {df.fieldname: df.label for df in fields if df.permlevel and df.permlevel not in levels}


def validate_share(share: Document) -> None:
	"""A share would open lists and every field to a client, past the portal. Costs nothing among our staff."""
	if not (share.everyone or is_website_user(share.user)) or not is_ours(share.share_doctype):
		return
	frappe.throw(
		_(
			"{0} {1} cannot be shared with everyone or with a client. Clients read it in the portal: "
			"add them to Portal Users of the Customer."
		).format(_(share.share_doctype), share.share_name)
	)
