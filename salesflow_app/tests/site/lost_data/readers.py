"""Every way in which the desk shows many deals at once: reports, charts, number cards, exports.

Whoever adds one decorates a function of the lost deal with `reads`; `test_every_reader.py` walks them all, as everybody.
"""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module

import frappe
from frappe.model.document import Document

from salesflow_app.desk import cards
from salesflow_app.tests.site import connection

Reader = Callable[[Document], object]
READERS: dict[str, Reader] = {}
OURS, SHOWN_BY = "Salesflow App", ("Opportunity", "Quotation", "Lead", "Salesflow Lost Analysis")
"""The module whose reports are walked, and the DocTypes of which ERPNext's are too."""


def reads(function: Reader) -> Reader:
	"""Add a way to read: it gets the lost deal, and returns or raises whatever it tells."""
	READERS[function.__name__] = function
	return function


def get_readers() -> Iterator[tuple[str, Reader]]:
	"""Those that were added, and one for each report, chart and card of the site."""
	yield from READERS.items()
	for name in _get_reports():
		yield f"report {name}", lambda deal, name=name: run_report(name, deal)
	if connection.IS_SANDBOX:
		return
	for name in frappe.get_all(
		"Dashboard Chart", {"chart_type": ("!=", "Custom")}, pluck="name", order_by="name asc"
	):
		yield f"chart {name}", lambda _deal, name=name: _get_chart(name)
	for name in frappe.get_all("Number Card", {"type": "Document Type"}, pluck="name", order_by="name asc"):
		yield f"card {name}", lambda _deal, name=name: _get_card(name)


def run_report(name: str, deal: Document) -> object:
	"""As the desk runs it, on a site that has one; with the filters that nearly all of them know."""
	filters = {"company": deal.company}
	if connection.IS_SANDBOX:
		scrubbed = frappe.scrub(name)
		module = import_module(f"salesflow_app.salesflow_app.report.{scrubbed}.{scrubbed}")
		return module.execute(filters)
	from frappe.desk.query_report import run

	dates = {"from_date": frappe.utils.add_days(frappe.utils.today(), -9), "to_date": frappe.utils.today()}
	return run(
		name, {**filters, **dates, "based_on": "Industry", "data_based_on": "Number", "range": "Monthly"}
	)


def _get_reports() -> list[str]:
	if connection.IS_SANDBOX:
		from salesflow_app.tests.site.reports.helpers import NAMES

		return list(NAMES)
	filters = {"disabled": 0, "report_type": ("in", ("Script Report", "Query Report"))}
	either = {"module": OURS, "ref_doctype": ("in", SHOWN_BY)}
	return frappe.get_all("Report", filters, or_filters=either, pluck="name", order_by="name asc")


def _get_chart(name: str) -> object:
	from frappe.desk.doctype.dashboard_chart.dashboard_chart import get

	return inspect.unwrap(get)(
		chart_name=name
	)  # without Frappe's cache, which takes other words on each version


def _get_card(name: str) -> object:
	from frappe.desk.doctype.number_card.number_card import get_result

	doc = frappe.get_doc("Number Card", name)
	return get_result(doc.as_dict(), doc.filters_json)


@reads
def sums_of_the_workspace(_deal: Document) -> object:
	return [ask() for ask in (cards.get_ready_to_bill, cards.get_expected_cash, cards.get_overdue)]


@reads
def exported_lists(_deal: Document) -> object:
	"""The report view of a list, as a file."""
	return [_export_list(doctype) for doctype in SHOWN_BY]


@reads
def exported_reports(deal: Document) -> object:
	"""The reports that are about deals, as a file."""
	names = ("Deal Pipeline", "Advice and Outcome", "Lost Analysis")
	return [_export_report(name, deal) for name in names if frappe.get_doc("Report", name).is_permitted()]


def _export_list(doctype: str) -> str:
	if connection.IS_SANDBOX or not frappe.has_permission(doctype, "export"):
		return ""
	from frappe.desk.reportview import export_query

	fields = [f"`tab{doctype}`.`{name}`" for name in frappe.db.get_table_columns(doctype)]
	return _get_file(export_query, doctype=doctype, fields=frappe.as_json(fields), file_format_type="CSV")


def _export_report(name: str, deal: Document) -> str:
	if connection.IS_SANDBOX:
		return ""
	from frappe.desk.query_report import export_query

	filters = frappe.as_json({"company": deal.company})
	return _get_file(
		export_query, report_name=name, filters=filters, file_format_type="CSV", visible_idx="[]"
	)


def _get_file(export: Callable, **asked: str) -> str:
	frappe.local.form_dict, kept = frappe._dict(asked), frappe.local.form_dict
	frappe.local.response = frappe._dict(docs=[])
	try:
		export()
		content = frappe.local.response.get("filecontent") or frappe.local.response.get("result") or b""
		return content.decode(errors="replace") if isinstance(content, bytes) else str(content)
	finally:
		frappe.local.form_dict = kept
