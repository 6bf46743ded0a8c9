"""Reports that are not ours ask nobody whose deals they count: closed to whoever sees only some.

Frappe limits a report by User Permissions alone. Ours, and those that people build of a list, ask for the right on each document.
"""

import frappe
from frappe import _
from frappe.utils import cstr

from salesflow_app.deal.ownership import KINDS
from salesflow_app.documents.outsiders import MODULE
from salesflow_app.people.seeing import is_limited

MADE_BY_CODE = ("Script Report", "Query Report")


def check_request() -> None:
	"""Hook `auth_hooks`, so that whoever calls by an API key is known: refuse a report that is run, exported or prepared."""
	report = frappe.form_dict.get("report_name")
	if report and is_limited():
		validate_report(cstr(report))


def validate_report(name: str) -> None:
	"""Raises PermissionError for a report by code on documents of deals, and for one that was customized from it."""
	report = frappe.db.get_value(
		"Report", name, ["report_type", "ref_doctype", "module", "reference_report"], as_dict=True
	)
	if report and report.reference_report and report.reference_report != name:
		return validate_report(report.reference_report)
	if not report or report.module == MODULE or report.ref_doctype not in KINDS:
		return None
	if report.report_type in MADE_BY_CODE:
		frappe.throw(
			_(
				"Report {0} counts the deals of everybody, and you see only some. Use a report of SalesFlow, or a list."
			).format(frappe.bold(frappe.utils.escape_html(_(name)))),
			frappe.PermissionError,
		)
