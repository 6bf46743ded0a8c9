"""Who may see which row. Roles say which DocTypes; this says which documents."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.compat import get_no_objection

ANALYSIS = "Salesflow Lost Analysis"


def lost_analysis_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Lists and reports: only analyses whose leader asks."""
	user = user or frappe.session.user
	return (
		"" if user == "Administrator" else f"`tabSalesflow Lost Analysis`.`leader` = {frappe.db.escape(user)}"
	)


def has_lost_analysis_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
	"""A single analysis: its leader alone, as stored in the database, whatever the caller sent."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	return bool(doc.name) and frappe.db.get_value("Salesflow Lost Analysis", doc.name, "leader") == user


def lost_record_query(user: str | None = None, doctype: str = "Communication") -> str:
	"""Lists of mails, queued mails and comments: those on a Lost Analysis are shown to its leader alone."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	table = f"`tab{doctype}`"
	return (
		f"(ifnull({table}.`reference_doctype`, '') != 'Salesflow Lost Analysis' or {table}.`reference_name` in "
		f"(select `name` from `tabSalesflow Lost Analysis` where {lost_analysis_query(user)}))"
	)


def has_lost_record_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""A single mail, queued mail or comment on a Lost Analysis: its leader alone."""
	user = user or frappe.session.user
	if doc.get("reference_doctype") == "Salesflow Lost Analysis" and user != "Administrator":
		if frappe.db.get_value("Salesflow Lost Analysis", doc.reference_name, "leader") != user:
			return False
	return get_no_objection()


def validate_mailed_report(mail: Document) -> None:
	"""Whoever may manage a report by mail downloads it with the rights of its user, so there is none of these."""
	if frappe.get_cached_value("Report", mail.report, "ref_doctype") == ANALYSIS:
		frappe.throw(
			_(
				"Auto Email Report: {0} cannot be sent by mail, because only the leader of each deal may read it. "
				"Let the leader open the report."
			).format(frappe.bold(_(mail.report)))
		)


def validate_chart(chart: Document) -> None:
	"""Frappe keeps a chart that counts documents for all its readers, whoever was the first."""
	if chart.document_type == ANALYSIS:
		frappe.throw(
			_(
				"Dashboard Chart {0}: {1} cannot be charted, because only the leader of each deal may read it. "
				"Choose {2} as Chart Type, with the report {3}."
			).format(
				frappe.bold(chart.chart_name),
				_(ANALYSIS),
				frappe.bold(_("Report")),
				frappe.bold(_("Lost Analysis")),
			)
		)
