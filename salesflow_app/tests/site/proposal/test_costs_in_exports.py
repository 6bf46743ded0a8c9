"""Costs leave by no print, report or export of the desk for those who may not read them."""

import json

import frappe
import pytest

from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.proposal.helpers import CANARY, SHOWN
from salesflow_app.tests.site.refusals import refuse

PARENT, ROW = "Work Proposal", "Work Proposal Item"
COLUMNS = {
	PARENT: ["name", "title", "total_cost", "margin_percentage"],
	ROW: ["name", "item_code", "cost_rate"],
}
FIELDS = [f"`tab{doctype}`.`{field}`" for doctype, fields in COLUMNS.items() for field in fields]


@pytest.fixture
def proposal(users, committed):
	made = proposals.make_draft(users, items=[proposals.get_row(10000, CANARY)])
	frappe.db.commit()
	return made


def get_asked(proposal) -> dict:
	return {"doctype": PARENT, "fields": json.dumps(FIELDS), "filters": json.dumps({"name": proposal.name})}


def print_standard(client, proposal):
	return client.get("/printview", params={"doctype": PARENT, "name": proposal.name, "format": "Standard"})


def open_form(client, proposal):
	values = {"doctype": PARENT, "name": proposal.name}
	return client.get("/api/method/frappe.desk.form.load.getdoc", params=values)


def view_report(client, proposal):
	return client.post(
		"/api/method/frappe.desk.reportview.get", data={**get_asked(proposal), "view": "Report"}
	)


def export_report(client, proposal):
	values = {**get_asked(proposal), "file_format_type": "CSV", "view": "Report"}
	return client.post("/api/method/frappe.desk.reportview.export_query", data=values)


def export_data(client, proposal):
	values = {
		"doctype": PARENT,
		"select_columns": json.dumps(COLUMNS),
		"filters": json.dumps({"name": proposal.name}),
		"with_data": "true",
		"all_doctypes": "true",
		"file_type": "CSV",
		"export_without_column_meta": "true",
	}
	return client.post("/api/method/frappe.core.doctype.data_export.exporter.export_data", data=values)


def export_for_import(client, proposal):
	values = {
		"doctype": PARENT,
		"export_fields": json.dumps({PARENT: COLUMNS[PARENT], "items": COLUMNS[ROW]}),
		"export_records": "all",
		"export_filters": json.dumps({"name": proposal.name}),
		"file_type": "CSV",
	}
	return client.post(
		"/api/method/frappe.core.doctype.data_import.data_import.download_template", data=values
	)


def list_two_hidden_columns(client, proposal):
	fields = json.dumps(["name", "total_cost", "margin_percentage"])
	return client.get(f"/api/resource/{PARENT}", params={"fields": fields, "limit_page_length": 0})


def get_two_values(client, proposal):
	values = {"doctype": PARENT, "filters": proposal.name, "fieldname": '["total_cost", "margin_percentage"]'}
	return client.get("/api/method/frappe.client.get_value", params=values)


def filter_by_address(client, proposal):
	filters = json.dumps([["total_cost", ">", CANARY - 1]])
	return client.get(
		f"/api/resource/{PARENT}", params={"filters": filters, "fields": '["name"]', "limit_page_length": 0}
	)


WAYS = (
	list_two_hidden_columns,
	get_two_values,
	print_standard,
	open_form,
	view_report,
	export_report,
	export_data,
	export_for_import,
)


@pytest.mark.bench_only("prints, reports and exports of the desk")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_seller_gets_no_costs(users, http, proposal, way):
	text = way(http.as_user(users.su), proposal).text
	assert not SHOWN.search(text) and "23.45" not in text, text[:500]


@pytest.mark.bench_only("lists of the desk")
def test_seller_finds_no_cost_by_its_address(users, http, proposal):
	assert filter_by_address(http.as_user(users.su), proposal).status_code == 403
	assert proposal.name in filter_by_address(http.as_user(users.om), proposal).text


@pytest.mark.bench_only("prints, reports and exports of the desk")
@pytest.mark.parametrize("way", (open_form, view_report, export_report), ids=lambda way: way.__name__)
def test_manager_gets_them(users, http, proposal, way):
	assert SHOWN.search(way(http.as_user(users.om), proposal).text)


@pytest.mark.bench_only("Auto Email Report")
def test_report_by_mail_has_no_costs_for_a_seller(users, proposal):
	columns = [[field, doctype] for doctype, fields in COLUMNS.items() for field in fields]
	with deals.as_user("Administrator"):
		report = frappe.get_doc(
			{
				"doctype": "Report",
				"report_name": frappe.generate_hash(length=8),
				"ref_doctype": PARENT,
				"report_type": "Report Builder",
				"is_standard": "No",
				"json": json.dumps({"fields": columns, "filters": [[PARENT, "name", "=", proposal.name]]}),
			}
		).insert()
	mail = {"doctype": "Auto Email Report", "report": report.name, "email_to": users.su, "format": "CSV"}
	mail = frappe.get_doc({**mail, "frequency": "Daily", "user": users.su})
	assert "not shown to" in refuse(mail.run_method, "validate", words=report.name)
	mail.user = users.om
	mail.run_method("validate")
	with deals.as_user(users.om):
		assert SHOWN.search(str(mail.get_report_content()))
