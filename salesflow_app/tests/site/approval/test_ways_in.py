"""No way around an approval: plain submits, links of mails, copies, amendments, imports, two at once."""

import json

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.approval.helpers import (
	APPROVED,
	DOCTYPES,
	WAITING,
	approve,
	get_colleague,
	get_entries,
	get_rules,
	get_state,
	make_approver,
	make_waiting,
	reload,
)
from salesflow_app.tests.site.processes import Team
from salesflow_app.tests.site.refusals import REFUSED, refuse

STAMPS = ("approved_by", "reviewed_by", "content_hash", "authors", "salesflow_approver", "version", "sent_on")


@pytest.fixture
def one_level(users, settings):
	"""Each document has one approver."""
	rules = [{"company": "", "document": kind, "approver": get_colleague(kind, 1)} for kind in DOCTYPES]
	settings(use_order_approval=1, approval_rules=rules, sow_rules=[], departments=[])
	return {rule["document"]: rule["approver"] for rule in rules}


# T51, T54, T55


def test_t51_seller_does_not_submit_past_the_workflow(users, one_level, doctype, http, committed):
	doc = make_waiting(users, doctype)
	frappe.db.commit()
	client = http.as_user(doc.owner)
	field = "salesflow_approval_state" if doctype == "Sales Order" else "workflow_state"
	answers = [
		client.api_put(doctype, doc.name, docstatus=1),
		client.api_put(doctype, doc.name, **{field: APPROVED[doctype]}),
		client.api_post("frappe.client.submit", doc=json.dumps(doc.as_dict(), default=str)),
	]
	frappe.db.rollback()
	assert all(400 <= answer.status_code < 500 for answer in answers), [a.status_code for a in answers]
	assert get_state(doc) == WAITING[doctype]


@pytest.mark.parametrize("doctype", ["Work Proposal", "SOW"], indirect=True)
def test_t54_what_is_approved_does_not_change_before_it_is_sent(users, one_level, doctype):
	doc = make_waiting(users, doctype)
	approve(doc, one_level[doctype])
	with deals.as_user(doc.owner):
		changed = reload(doc)
		changed.items[0].rate = 1
		refuse(changed.save, words="Revise")
		doc = deals.do(reload(doc), "Revise")
		doc.items[0].rate = 1
		doc.save()
		with pytest.raises(REFUSED):
			deals.do(reload(doc), "Send to Client")
	assert not reload(doc).get("approved_by") and not reload(doc).get("reviewed_by")
	events = frappe.get_all("Salesflow Evidence Entry", {"reference_name": doc.name}, pluck="event")
	assert "revised" in events and "sent" not in events


@pytest.mark.bench_only("Frappe's links of workflow mails")
@pytest.mark.parametrize("act", ["apply_action", "confirm_action"])
def test_t55_link_of_a_forwarded_mail_asks_for_a_login(users, one_level, doctype, http, committed, act):
	from frappe.utils.verified_command import get_signed_params

	doc = make_waiting(users, doctype)
	frappe.db.commit()
	values = {"doctype": doctype, "docname": doc.name, "action": "Approve", "user": one_level[doctype]}
	if act == "apply_action":
		values["current_state"] = WAITING[doctype]
	path = f"/api/method/frappe.workflow.doctype.workflow_action.workflow_action.{act}"
	for client in (http.guest(), http.as_user(users.su)):
		answer = client.get(f"{path}?{get_signed_params(values)}")
		assert answer.status_code in (200, 301, 302), answer.text
	answer = http.guest().get(f"{path}?{get_signed_params(values)}")
	assert "login" in answer.url + answer.headers.get("Location", "") or "salesflow-approval" in (
		answer.url + answer.headers.get("Location", "")
	)
	frappe.db.rollback()
	assert get_state(doc) == WAITING[doctype] and len(get_entries(doc)) == 1


# Copies and amendments


def get_copies(doc) -> list[dict]:
	"""The document as the desk duplicates it, and as a REST client sends all it has read."""
	plain = {key: value for key, value in doc.as_dict(convert_dates_to_str=True).items() if key != "name"}
	for rows in plain.values():
		for row in rows if isinstance(rows, list) else ():
			row.pop("name", None)
	duplicate = frappe.copy_doc(doc, ignore_no_copy=False).as_dict()
	duplicate.update({"delivery_date": add_days(today(), 5), "po_no": None})  # the desk asks for these
	return [
		duplicate,
		{**plain, "docstatus": 0},
		{**plain, "docstatus": 1},
	]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["duplicate", "rest", "rest submitted"])
def test_copy_is_not_approved(users, one_level, doctype, number):
	doc = make_waiting(users, doctype)
	approve(doc, one_level[doctype])
	values = get_copies(reload(doc))[number]
	with deals.as_user(doc.owner):
		try:
			copy = frappe.get_doc(values).insert()
		except REFUSED as refusal:
			assert number, str(refusal)
			return
	assert (copy.docstatus, get_state(copy)) in ((0, "Draft"), (0, "Requested")) and not get_entries(copy)
	assert not any(copy.get(field) for field in ("approved_by", "reviewed_by", "content_hash", "sent_on"))


def test_import_brings_nothing_that_is_approved(users, one_level, doctype):
	doc = make_waiting(users, doctype)
	approve(doc, one_level[doctype])
	values = get_copies(reload(doc))[1]
	frappe.flags.in_import = True
	try:
		with deals.as_user(doc.owner):
			frappe.get_doc(values).insert()
	except REFUSED:
		return
	finally:
		frappe.flags.in_import = False
	raise AssertionError("a copy was imported in an approved state")


def test_amended_proposal_begins_as_a_draft(users, one_level):
	doc = make_waiting(users, "Work Proposal")
	approve(doc, one_level["Work Proposal"])
	sent = proposals.send(users, reload(doc))
	with deals.as_user(users.am):
		old = deals.do(sent, "Supersede")
		values = {**get_copies(old)[1], "amended_from": old.name}
		new = frappe.get_doc(values).insert()
	assert (get_state(new), new.approved_by, new.content_hash) == ("Draft", None, None)
	assert not get_entries(new)
	with deals.as_user(users.am), pytest.raises(REFUSED):
		deals.do(new, "Send to Client")


def test_amended_order_is_approved_again(users, one_level):
	order = make_waiting(users, "Sales Order")
	approve(order, one_level["Sales Order"])
	reload(order).cancel()
	values = {**get_copies(reload(order))[1], "amended_from": order.name}
	with deals.as_user(users.su):
		new = frappe.get_doc(values).insert()
		assert get_state(new) == "Draft" and not get_entries(new)
		refuse(reload(new).submit, words="must be approved by")


def test_document_with_the_name_of_a_deleted_one_has_no_approval(users, settings):
	one, other = make_approver("Sales Order"), make_approver("Sales Order")
	settings(
		use_order_approval=1,
		approval_rules=get_rules("Sales Order", one, other),
		sow_rules=[],
		departments=[],
	)
	order = make_waiting(users, "Sales Order")
	approve(order, one)
	values = get_copies(reload(order))[0]
	frappe.delete_doc("Sales Order", order.name)
	with deals.as_user(users.su):
		new = reload(frappe.get_doc(values).insert(set_name=order.name))
		deals.do(new, "Submit for Approval")
	refuse(approve, new, other, words="must be approved by")


# Two at once


@pytest.mark.bench_only("two processes meet at the row locks of MariaDB")
@pytest.mark.parametrize("snapshot_isolation", [False, True])
@pytest.mark.parametrize("second", ["approve", "send_back"])
def test_two_approvers_at_once_give_one_decision(
	users, settings, doctype, committed, second, snapshot_isolation
):
	role = {"Work Proposal": "Operations Manager", "SOW": "SOW Approver"}.get(doctype, "Sales Manager")
	rule = {"company": "", "document": doctype, "approver_role": role}
	settings(use_order_approval=1, approval_rules=[rule], sow_rules=[], departments=[])
	one, other = get_colleague(doctype, 1), get_colleague(doctype, 2)
	with Team(2, snapshot_isolation) as team:
		for _round in range(3):
			doc = make_waiting(users, doctype)
			frappe.db.commit()
			base = {"doctype": doctype, "name": doc.name}
			calls = [{**base, "act": "approve", "user": one}, {**base, "act": second, "user": other}]
			outcomes = team.run("salesflow_app.tests.site.race_calls.decide", calls)
			frappe.db.rollback()
			assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
			loser = next(outcome for outcome in outcomes if not outcome.ok)
			assert "no longer waits" in loser.message or "changed since" in loser.message, loser.trace
			decided = [entry[0] for entry in get_entries(doc)]
			assert len(decided) == 2 and decided[1] in ("Approved", "Returned")
			assert (get_state(doc) == APPROVED[doctype]) == (decided[1] == "Approved")


@pytest.mark.bench_only("two processes meet at the row locks of MariaDB")
@pytest.mark.parametrize("snapshot_isolation", [False, True])
def test_r04_what_changes_while_it_is_approved_is_not_approved_unseen(
	users, settings, committed, snapshot_isolation
):
	doctype = "Work Proposal"
	rule = {"company": "", "document": doctype, "approver_role": "Operations Manager"}
	settings(approval_rules=[rule])
	one, other = get_colleague(doctype, 1), get_colleague(doctype, 2)
	with Team(2, snapshot_isolation) as team:
		for _round in range(5):
			doc = make_waiting(users, doctype)
			frappe.db.commit()
			base = {"doctype": doctype, "name": doc.name}
			calls = [{**base, "act": "approve", "user": one}, {**base, "act": "change", "user": other}]
			outcomes = team.run("salesflow_app.tests.site.race_calls.decide", calls)
			frappe.db.rollback()
			state, title = frappe.db.get_value(doctype, doc.name, ["workflow_state", "title"])
			assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
			assert (state, title == "Changed") in (("Approved", False), ("In Review", True))


@pytest.mark.bench_only("two processes meet at the row locks of MariaDB")
@pytest.mark.parametrize("snapshot_isolation", [False, True])
def test_two_clicks_approve_one_level(users, settings, doctype, committed, snapshot_isolation):
	approvers = get_colleague(doctype, 1), get_colleague(doctype, 2)
	rules = get_rules(doctype, *approvers)
	settings(use_order_approval=1, approval_rules=rules, sow_rules=[], departments=[])
	with Team(2, snapshot_isolation) as team:
		doc = make_waiting(users, doctype)
		frappe.db.commit()
		call = {"doctype": doctype, "name": doc.name, "act": "approve", "user": approvers[0]}
		outcomes = team.run("salesflow_app.tests.site.race_calls.decide", [call, call])
		frappe.db.rollback()
		assert all(outcome.ok for outcome in outcomes), [o.trace for o in outcomes]
		assert [entry[0] for entry in get_entries(doc)] == ["Requested", "Approved"]
