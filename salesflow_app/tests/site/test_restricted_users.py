"""Who is limited to one company by User Permissions sees, and is asked to do, nothing of another."""

import frappe
import pytest

from salesflow_app import hooks
from salesflow_app.documents.global_search import search
from salesflow_app.tests.site import deals, factories, given

pytestmark = pytest.mark.bench_only("User Permissions")


@pytest.fixture
def other_company(users):
	values = {"company_name": factories.get_unique("Other"), "default_currency": "EUR", "country": "Germany"}
	return frappe.get_doc({"doctype": "Company", **values}).insert().name


@pytest.fixture
def make_restricted(users, other_company):
	"""Makes colleagues who may see documents of the other company alone."""

	def make(*roles: str) -> str:
		user = factories.make_user(*roles)
		for company in (other_company,):
			permission = {
				"doctype": "User Permission",
				"user": user,
				"allow": "Company",
				"for_value": company,
			}
			frappe.get_doc(permission).insert()
		return user

	return make


def get_tasks(doc, user: str) -> int:
	return frappe.db.count("ToDo", {"reference_name": doc.name, "allocated_to": user})


def test_task_goes_to_those_who_may_see_the_document(users, make_restricted, settings):
	settings(sow_rules=[{"company": "", "amount_from": 0, "sow_needed": 1, "senior_review_needed": 1}])
	stranger = make_restricted("SOW Approver")
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.sa):
		deals.do(sow, "Request Senior Review")
	assert get_tasks(sow, users.ap) == 1 and get_tasks(sow, stranger) == 0
	assert not frappe.db.exists("DocShare", {"share_name": sow.name, "user": stranger})


def test_task_for_nobody_is_told_on_the_document(users, make_restricted, settings):
	rule = {"company": "", "amount_from": 0, "sow_needed": 1, "senior_review_needed": 1}
	stranger = make_restricted("SOW Approver")
	settings(sow_rules=[{**rule, "approver": stranger}])
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.sa):
		deals.do(sow, "Request Senior Review")
	comments = frappe.get_all("Comment", {"reference_name": sow.name}, pluck="content")
	assert any("User Permissions hide this document" in text for text in comments)


def test_records_and_rows_follow_their_document(users, make_restricted):
	sow = given.get("sent_sow")
	everyone = users.om, make_restricted("Operations Manager")
	of_sow = {"reference_name": sow.name}
	seen = []
	for user in everyone:
		with deals.as_user(user):
			entries = frappe.get_list("Salesflow Evidence Entry", of_sow)
			rows = frappe.get_list("SOW Item", {"parent": sow.name}, ["rate"], parent_doctype="SOW")
			plan = frappe.get_list("Payment Milestone Plan Row", {"parent": sow.name}, parent_doctype="SOW")
			seen.append((bool(entries), bool(rows), bool(plan)))
	assert seen == [(True, True, True), (False, False, False)]


def test_record_is_not_read_by_its_name(users, make_restricted):
	sow = given.get("sent_sow")
	entry = frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": sow.name})
	stranger = make_restricted("Operations Manager")
	assert frappe.has_permission(entry.doctype, "read", entry, user=users.om)
	assert not frappe.has_permission(entry.doctype, "read", entry, user=stranger)


def test_each_kind_of_row_is_limited(users):
	guarded = {"module": "Salesflow App", "istable": 1}
	ours = frappe.get_all("DocType", guarded, pluck="name")
	parents = set(hooks._OURS) - {"Salesflow Settings", "Salesflow Master Document"}
	fields = {"options": ("in", ours), "fieldtype": "Table", "parent": ("in", list(parents))}
	assert set(frappe.get_all("DocField", fields, pluck="options")) == set(hooks._ROWS)


def test_global_search_finds_tasks_of_ones_own_alone(users, committed):
	word = frappe.generate_hash(length=12)
	sow = deals.make_drafted_sow(users)
	task = {"doctype": "ToDo", "description": f"Bill {word} 10,000", "allocated_to": users.sa}
	frappe.get_doc({**task, "reference_type": "SOW", "reference_name": sow.name}).insert()
	frappe.db.commit()
	frappe.utils.global_search.sync_global_search()
	found = {}
	for user in (users.sa, users.st, users.a1):
		with deals.as_user(user):
			found[user] = [row.doctype for row in search(word)]
	assert found == {users.sa: ["ToDo"], users.st: [], users.a1: []}
