"""Workspaces, board, calendars and tours: they lead somewhere, count what the reader may read, and ask as the server does."""

import json
from pathlib import Path

import frappe
import pytest
from frappe.utils import add_days, today

import salesflow_app
from salesflow_app.desk.board import get_needs
from salesflow_app.desk.calendar import SOURCES, get_events
from salesflow_app.setup import boards
from salesflow_app.tests.site import factories, given
from salesflow_app.tests.site.deals import as_user
from salesflow_app.tests.site.refusals import refuse

MODULE = Path(salesflow_app.__file__).parent / "salesflow_app"
SIDEBARS = MODULE.parent / "workspace_sidebar"


def read(folder: str) -> list[dict]:
	return [json.loads(path.read_text()) for path in sorted((MODULE / folder).glob("*/*.json"))]


WORKSPACES = [row for row in read("workspace") if row["parent_page"]]


@pytest.mark.parametrize("workspace", WORKSPACES, ids=lambda row: row["name"])
def test_every_role_has_a_workspace_whose_parts_are_there(workspace):
	cards, charts = ({row["name"] for row in read(kind)} for kind in ("number_card", "dashboard_chart"))
	assert {row["number_card_name"] for row in workspace["number_cards"]} <= cards
	assert {row["chart_name"] for row in workspace["charts"]} <= charts
	for row in workspace["links"]:
		if row.get("link_type") == "DocType":
			assert frappe.db.exists("DocType", row["link_to"])
		elif row.get("link_type") == "Report":
			assert (MODULE / "report" / frappe.scrub(row["link_to"])).exists(), row
	for row in workspace["shortcuts"]:
		assert frappe.db.exists(row["type"], row["link_to"]), row
	shown = {part["data"].get("shortcut_name") for part in json.loads(workspace["content"])}
	assert {row["label"] for row in workspace["shortcuts"]} <= shown
	assert workspace["roles"] and workspace["parent_page"] == "SalesFlow"


def test_each_workspace_has_a_sidebar_of_its_name():
	sidebars = {path.stem: json.loads(path.read_text()) for path in SIDEBARS.glob("*.json")}
	for workspace in WORKSPACES:
		sidebar = sidebars[frappe.scrub(workspace["name"])]
		assert sidebar["items"][0]["link_to"] == sidebar["name"] == workspace["name"]
		lists = [item["label"] for item in sidebar["items"] if item["link_type"] == "Page"]
		assert lists == [row["label"] for row in workspace["shortcuts"]]


@pytest.mark.parametrize("card", read("number_card"), ids=lambda row: row["name"])
def test_card_names_fields_that_there_are(card):
	filters = [*json.loads(card["filters_json"]), *json.loads(card["dynamic_filters_json"])]
	for doctype, field, *_rest in filters:
		assert doctype == card["document_type"]
		assert field == "docstatus" or frappe.get_meta(doctype).has_field(field), field


def test_filters_have_four_parts():
	"""Frappe 16 takes a first filter of five for a sign that the last one of the list is to be left out."""
	lists = [row["filters_json"] for row in [*read("number_card"), *read("dashboard_chart")]]
	lists += [row["quick_list_filter"] for page in WORKSPACES for row in page["quick_lists"]]
	for text in lists:
		filters = json.loads(text.replace("frappe.session.user", '"user"'))
		assert all(len(each) == 4 for each in filters), text


@pytest.mark.parametrize("tour", read("form_tour"), ids=lambda row: row["name"])
def test_tour_leads_through_fields_that_there_are(tour):
	meta = frappe.get_meta(tour["reference_doctype"])
	assert all(meta.has_field(step["fieldname"]) and step["description"] for step in tour["steps"])


@pytest.mark.parametrize("tour", read("form_tour"), ids=lambda row: row["name"])
def test_tour_goes_down_the_form(tour):
	"""Frappe 16 does not scroll up to a step, whose words then stand above the screen."""
	fields = [field.fieldname for field in frappe.get_meta(tour["reference_doctype"]).fields]
	places = [fields.index(step["fieldname"]) for step in tour["steps"]]
	assert places == sorted(places)


# The board


@pytest.mark.bench_only("the sandbox has no Kanban boards")
def test_board_is_restored_and_never_overwritten():
	boards.remove()
	boards.sync()
	board = frappe.get_doc("Kanban Board", boards.BOARD)
	options = frappe.get_meta("Opportunity").get_field("status").options.split("\n")
	assert {row.column_name for row in board.columns} == {*filter(None, options)}
	assert json.loads(board.fields) == list(boards.CARD_FIELDS)
	assert json.loads(board.filters) == [["Opportunity", "status", "not in", ["Converted", "Lost", "Closed"]]]
	board.columns[1].status = "Archived"
	board.save()
	boards.sync()
	assert frappe.get_doc("Kanban Board", boards.BOARD).columns[1].status == "Archived"


def test_move_to_lost_asks_for_the_reasons(users):
	opportunity = factories.make_opportunity(customer=users.customer_a, opportunity_owner=users.su)
	with as_user(users.su):
		assert get_needs(opportunity.name, "Lost") == {"refusal": "", "lost": True, "advice": False}
		assert get_needs(opportunity.name, "Replied")["refusal"] == ""


def test_move_that_the_server_refuses_is_refused_with_its_words(users, settings):
	settings(use_deal_status=1)
	opportunity = factories.make_opportunity(customer=users.customer_a, opportunity_owner=users.su)
	with as_user(users.su):
		assert "Quotation is submitted" in get_needs(opportunity.name, "Quotation")["refusal"]
		won = get_needs(opportunity.name, "Converted")["refusal"]
		opportunity.reload().status = "Converted"
		refuse(opportunity.save, words="Sales Order is submitted")
	assert "Sales Order is submitted" in won
	opportunity.db_set("status", "Lost")
	with as_user(users.su):
		assert "Ask your leader to reopen it" in get_needs(opportunity.name, "Open")["refusal"]
	with as_user(users.sm):
		assert not get_needs(opportunity.name, "Open")["refusal"]


def test_leader_who_owes_advice_is_asked_for_it(users):
	opportunity = factories.make_opportunity(customer=users.customer_a, opportunity_owner=users.su)
	leader = frappe.db.get_value(
		"ToDo", {"reference_name": opportunity.name, "salesflow_task": "advise"}, "allocated_to"
	)
	with as_user(leader):
		assert get_needs(opportunity.name, "Replied")["advice"] is True
	with as_user(users.su):
		assert get_needs(opportunity.name, "Replied")["advice"] is False


@pytest.mark.bench_only("the sandbox has no Kanban boards")
def test_card_moves_there_and_back(users):
	from frappe.desk.doctype.kanban_board import kanban_board

	boards.sync()
	opportunity = factories.make_opportunity(customer=users.customer_a, opportunity_owner=users.su)
	for before, after in (("Open", "Replied"), ("Replied", "Open")):
		with as_user(users.su):
			move = kanban_board.update_order_for_single_card
			move(boards.BOARD, opportunity.name, before, after, "0", "0")
		assert frappe.db.get_value("Opportunity", opportunity.name, "status") == after


# Calendars


def test_calendar_shows_what_waits_for_its_day(users):
	milestone = frappe.get_all(
		"Payment Milestone", {"sow": given.get("running_sow").name, "workflow_state": "Planned"}, pluck="name"
	)[0]
	shown = get_shown(users.am, "Payment Milestone")
	assert shown[milestone]["docstatus"] == 1 and "Planned" in shown[milestone]["title"]
	frappe.db.set_value("Payment Milestone", milestone, "workflow_state", "Waived")
	assert milestone not in get_shown(users.am, "Payment Milestone")


def get_shown(user: str, doctype: str) -> dict[str, dict]:
	with as_user(user):
		rows = get_events(doctype, add_days(today(), -1), add_days(today(), 60))
	return {row["name"]: row for row in rows}


def test_meetings_are_in_the_calendar_of_discoveries(users):
	opportunity = factories.make_opportunity(customer=users.customer_a)
	meetings = [{"meeting_date": add_days(today(), days)} for days in (3, 10)]
	discovery = factories.make_discovery(opportunity.name, meetings=meetings)
	with as_user(users.su):
		rows = get_events("Discovery", today(), add_days(today(), 30))
	days = [str(row["day"]) for row in rows if row["name"] == discovery.name]
	assert sorted(days) == [add_days(today(), 3), add_days(today(), 10)]


def test_calendar_is_refused_without_the_right_to_read(users):
	with as_user(users.st):
		refuse(get_events, words="SOW", doctype="SOW", start=today(), end=today())
	refuse(get_events, words="no calendar", doctype="User", start=today(), end=today())
	assert set(SOURCES) == {"Discovery", "Work Proposal", "SOW", "Payment Milestone"}
