"""Frappe's generic calls tell nobody more about our DocTypes than they may read."""

import json

import frappe
import pytest

from salesflow_app.documents import queries
from salesflow_app.tests.site import deals, given, proposals
from salesflow_app.tests.site.refusals import refuse

OURS = (
	"SOW",
	"Work Proposal",
	"Payment Milestone",
	"Salesflow Evidence Entry",
	"Salesflow Lost Analysis",
	"SOW Item",
)
BY_COST = json.dumps([["Work Proposal", "total_cost", ">", 1]])
BY_ROW = json.dumps([["Work Proposal Item", "cost_rate", ">", 1]])


@pytest.mark.parametrize("doctype", OURS)
def test_clients_count_nothing(users, doctype):
	for user in (users.a1, "Guest"):
		with deals.as_user(user):
			with pytest.raises(frappe.PermissionError):
				queries.get_count(doctype)
			with pytest.raises(frappe.PermissionError):
				queries.get_group_by_count(doctype, "[]", "assigned_to")


def test_staff_count_what_they_could_list(users):
	sow = given.get("drafted_sow")
	with deals.as_user(users.sa):
		assert queries.get_count("SOW", {"name": sow.name}) == 1
		assert queries.get_count("SOW", json.dumps({"name": sow.name, "title": "another"})) == 0


@pytest.mark.bench_only("Frappe's own functions")
def test_generic_calls_tell_clients_nothing(users, committed, http):
	proposals.make_sent(users)
	frappe.db.commit()
	client = http.as_user(users.a1)
	for doctype in OURS:
		about = {"doctype": doctype, "filters": "[]", "current_filters": "[]", "field": "assigned_to"}
		calls = [
			client.api_get(f"/api/method/{method}", **about)
			for method in (
				"frappe.client.get_count",
				"frappe.client.get_list",
				"frappe.desk.reportview.get_count",
				"frappe.desk.listview.get_group_by_count",
			)
		]
		calls.append(client.get(f"/api/v2/document/{doctype}"))
		assert not [answer.url for answer in calls if answer.ok]
	assert client.api_get("frappe.client.get_count", doctype="ToDo").ok


@pytest.mark.bench_only("Frappe's lists with filters over HTTP")
@pytest.mark.parametrize(
	"question",
	[
		{"filters": BY_COST},
		{"or_filters": BY_COST},
		{"filters": json.dumps({"total_cost": [">", 1]})},
		{"filters": BY_ROW},
		{"order_by": "total_cost desc"},
		{"order_by": "`tabWork Proposal`.`margin_percentage` desc"},
		{"group_by": "total_cost"},
	],
)
def test_costs_are_no_question_for_those_who_may_not_read_them(users, committed, http, question):
	proposal = proposals.make_draft(users, items=[proposals.get_row(rate=100, cost_rate=40)])
	frappe.db.commit()
	asked = {"fields": json.dumps(["name"]), **question}
	seller, manager = http.as_user(users.su), http.as_user(users.om)
	for path in ("/api/resource/Work Proposal", "/api/method/frappe.client.get_list"):
		refused_answer = seller.get(path, params={**asked, "doctype": "Work Proposal"})
		assert refused_answer.status_code == 403, refused_answer.text[:300]
	answer = manager.get("/api/resource/Work Proposal", params={**asked, "limit_page_length": 0})
	assert answer.ok and (proposal.name in answer.text or "group_by" in question)


@pytest.mark.bench_only("loads and saves as the desk's form does")
def test_colleague_who_sees_no_costs_saves_what_the_desk_gave_them(users, committed, http):
	"""The desk sends the whole document back, and what it holds is no question."""
	proposal, added = proposals.make_draft(users), proposals.get_row(cost_rate=0)
	frappe.db.commit()
	desk = http.as_user(users.sm)
	path = "/api/method/frappe.desk.form"
	values = {"doctype": "Work Proposal", "name": proposal.name}
	loaded = desk.get(f"{path}.load.getdoc", params=values).json()["docs"][0]
	loaded["items"].append({"doctype": "Work Proposal Item", "__islocal": 1, **added})
	del loaded["items"][-1]["cost_rate"]
	saved = desk.post(f"{path}.save.savedocs", data={"doc": json.dumps(loaded), "action": "Save"})
	assert saved.ok, saved.text[-500:]
	frappe.db.rollback()
	assert frappe.db.count("Work Proposal Item", {"parent": proposal.name}) == 2


def ask(user: str, **values) -> None:
	with deals.as_user(user):
		frappe.local.form_dict = frappe._dict(values)
		queries.check_request()


@pytest.mark.parametrize(
	"argument", ("filters", "fields", "order_by", "searchfield", "select_columns", "stats", "doc")
)
def test_request_is_looked_at_whatever_it_asks(users, argument):
	for text, doctype in ((BY_COST, "Work Proposal"), ("work_proposal.total_cost", "Quotation")):
		values = {argument: text, "doctype": doctype}
		refuse(ask, users.su, **values, words="is not shown to you")
		ask(users.om, **values)


def test_form_sends_the_whole_document_and_that_is_no_question(users):
	"""Frappe's form asks with it which steps there are."""
	text = json.dumps(
		{"doctype": "Work Proposal", "name": "WP-1", "total_cost": None, "items": [{"cost_rate": 0}]}
	)
	ask(users.su, doc=text)
	for values in ({"filters": text}, {"doc": text, "order_by": "work_proposal.total_cost"}):
		refuse(ask, users.su, **values, words="is not shown to you")
	other = json.dumps({"doctype": "Report", "ref_doctype": "Work Proposal", "json": "total_cost"})
	refuse(ask, users.su, doc=other, words="is not shown to you")


def test_other_doctypes_have_their_own_costs(users):
	ask(users.su, filters=json.dumps([["BOM", "total_cost", ">", 1]]), doctype="BOM")


def test_nothing_of_ours_is_shared_with_clients(users):
	sow = given.get("drafted_sow")
	about = {"doctype": "DocShare", "share_doctype": "SOW", "share_name": sow.name, "read": 1}
	for reader in ({"user": users.a1}, {"everyone": 1}):
		refuse(
			frappe.get_doc({**about, **reader}).run_method, "validate", words="Portal Users of the Customer"
		)
	frappe.get_doc({**about, "user": users.su}).insert(ignore_permissions=True)
