"""Generic questions about our DocTypes: some of Frappe's own functions answer without asking who asks.

`check_request` looks at what a request asks for, whichever function it calls: exports read tables past the
permission levels, and a list with two hidden columns side by side shows the second. The other functions stand in for
Frappe's of the same name.
"""

import inspect
import re
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from salesflow_app.documents.outsiders import is_of_deal, is_ours
from salesflow_app.people.accounts import is_website_user
from salesflow_app.people.seeing import is_limited

GUARDED = {"Work Proposal": ("Work Proposal", "Work Proposal Item")}
"""DocTypes with fields that only some of their readers may read, and their tables."""
DOCUMENTS = ("doc", "docs")
"""Arguments in which Frappe's forms send the document that is open."""


@frappe.whitelist()
def get_count(
	doctype: str, filters: dict | list | str | None = None, debug: bool = False, cache: bool = False
) -> int:
	"""As Frappe's, and of our DocTypes only what the user could list; of a deal's, where they see only some."""
	if not is_ours(doctype) and not _is_limited_in(doctype):
		from frappe.client import get_count as count_any

		return count_any(doctype, filters, debug, cache)
	parent = check_read(doctype)
	known = frappe.parse_json(filters)
	rows = frappe.get_list(doctype, known, pluck="name", limit_page_length=0, parent_doctype=parent)
	return len(rows)


def _is_limited_in(doctype: str) -> bool:
	"""Does the user see only some documents of a DocType of ERPNext's, or rows of some documents?"""
	return is_limited() and (is_of_deal(doctype) or frappe.get_meta(doctype).istable)


@frappe.whitelist()
def get_chart(
	chart_name: str | None = None,
	chart: str | dict | None = None,
	no_cache: bool | int | str | None = None,
	filters: str | list | dict | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: str | int | None = None,
	refresh: bool | int | str | None = None,
) -> dict | None:
	"""As Frappe's, which keeps a chart for all its readers; for those who see only some deals, it is counted anew."""
	if chart and is_ours(doctype := frappe.parse_json(chart).get("document_type")):
		check_read(doctype)
	from frappe.desk.doctype.dashboard_chart.dashboard_chart import get as get_any

	asked = {
		"chart_name": chart_name,
		"chart": chart,
		"no_cache": no_cache,
		"filters": filters,
		"from_date": from_date,
		"to_date": to_date,
		"timespan": timespan,
		"time_interval": time_interval,
		"heatmap_year": heatmap_year,
		"refresh": refresh,
	}
	return (inspect.unwrap(get_any) if is_limited() else get_any)(**asked)


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
	"""Hook `before_request`: nobody reads, filters or sorts by costs that they may not read."""
	path = frappe.scrub(frappe.request.path) if frappe.request else ""
	for key, value in frappe.form_dict.items():
		text = cstr(value)
		for doctype in GUARDED:
			if _is_about(doctype, text, path) and not _is_document(doctype, key, text):
				_check_fields(doctype, text)


def _is_document(doctype: str, key: str, text: str) -> bool:
	"""A form sends the whole document, with the names of all its fields, and asks for none of them by that."""
	if key not in DOCUMENTS or not text.startswith("{"):
		return False
	try:
		return frappe.parse_json(text).get("doctype") == doctype
	except ValueError:
		return False


def _is_about(doctype: str, text: str, path: str) -> bool:
	"""Does the request name the DocType: in its argument, in its address, or in the text with the fields?"""
	if cstr(frappe.form_dict.get("doctype")) in GUARDED[doctype]:
		return True
	name = frappe.scrub(doctype)
	return name in path or name in frappe.scrub(text)


def _check_fields(doctype: str, text: str) -> None:
	secret = _get_secret_fields(doctype)
	if found := _find(secret, text):
		frappe.throw(
			_("{0}: {1} is not shown to you. Leave it out of columns, filters and sorting.").format(
				_(doctype), frappe.bold(_(secret[found]))
			),
			frappe.PermissionError,
		)


def _find(fields: Iterable[str], text: str) -> str | None:
	"""The first of the fields that the text names."""
	return next((field for field in fields if re.search(rf"\b{re.escape(field)}\b", text)), None)


def validate_mailed_report(mail: Document) -> None:
	"""A report by mail is made for a user: refuse columns of costs that this user may not read."""
	report = frappe.get_cached_doc("Report", mail.report)
	if report.ref_doctype in GUARDED:
		_check_mailed_columns(report, mail.user)


def _check_mailed_columns(report: Document, user: str) -> None:
	secret = _get_secret_fields(report.ref_doctype, user)
	if found := _find(secret, cstr(report.json)):
		frappe.throw(
			_(
				"Auto Email Report of {0}: {1} is not shown to {2}. Choose another User, or another Report."
			).format(report.name, frappe.bold(_(secret[found])), user)
		)


def _get_secret_fields(doctype: str, user: str | None = None) -> dict[str, str]:
	"""Fieldname -> label of what a user, else the session's, may not read, in the document and its tables."""
	levels = frappe.get_meta(doctype).get_permlevel_access("read", user=user)
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
