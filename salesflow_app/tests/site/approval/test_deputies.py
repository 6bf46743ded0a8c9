"""A deputy approves while somebody is away: recorded for that person, never for an author, over with the last day."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.approval import asking, hand_over
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.approval.helpers import (
	APPROVED,
	approve,
	get_entries,
	get_rules,
	get_state,
	get_tasks,
	make_approver,
	make_waiting,
)
from salesflow_app.tests.site.refusals import refuse


def make_deputy(person: str, deputy: str, setter: str | None = None, **values):
	row = {
		"person": person,
		"deputy": deputy,
		"from_date": today(),
		"to_date": add_days(today(), 5),
		**values,
	}
	with deals.as_user(setter or person):
		return frappe.get_doc({"doctype": "Salesflow Deputy", **row}).insert()


@pytest.fixture
def away(users, settings, doctype):
	"""Whom the rule names, and who stands in."""
	person, deputy = make_approver(doctype), make_approver(doctype)
	settings(use_order_approval=1, approval_rules=get_rules(doctype, person), sow_rules=[], departments=[])
	return person, deputy


def test_deputy_approves_for_the_person_who_is_away(users, away, doctype):
	person, deputy = away
	make_deputy(person, deputy)
	doc = make_waiting(users, doctype)
	assert set(get_tasks(doc, asking.TASKS[doctype])) == {person, deputy}
	approve(doc, deputy)
	assert get_state(doc) == APPROVED[doctype]
	assert get_entries(doc)[-1] == ("Approved", 1, deputy, person)
	words = frappe.get_all("Comment", {"reference_name": doc.name}, pluck="content")
	assert any(f"for {frappe.utils.get_fullname(person)}" in text for text in words)


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)], ids=["over", "not yet"])
def test_deputy_has_no_right_outside_the_days(users, away, doctype, days):
	person, deputy = away
	make_deputy(person, deputy, from_date=add_days(today(), days[0]), to_date=add_days(today(), days[1]))
	doc = make_waiting(users, doctype)
	assert get_tasks(doc, asking.TASKS[doctype]) == [person]
	refuse(approve, doc, deputy, words="must be approved by")


def test_open_task_goes_to_the_deputy_when_the_time_away_begins(users, away, doctype):
	person, deputy = away
	doc = make_waiting(users, doctype)
	row = make_deputy(person, deputy)
	assert set(get_tasks(doc, asking.TASKS[doctype])) == {person, deputy}
	hand_over.give_all_tasks()
	assert len(get_tasks(doc, asking.TASKS[doctype])) == 2 and row.name


def test_deputy_of_an_author_approves_nothing_for_them(users, settings):
	author = factories.make_user("Account Manager", "Operations Manager")
	deputy = make_approver("Work Proposal")
	settings(approval_rules=get_rules("Work Proposal", author))
	make_deputy(author, deputy)
	draft = proposals.make_draft(users)
	with deals.as_user(author):
		draft = frappe.get_doc("Work Proposal", draft.name)
		draft.title = "Written by who is away"
		draft.save()
	doc = proposals.review(users, frappe.get_doc("Work Proposal", draft.name))
	refuse(approve, doc, deputy, words="must be approved by")
	with deals.as_user(deputy):
		refuse(deals.do, frappe.get_doc("Work Proposal", doc.name), "Approve", words="must be approved by")


def test_deputy_who_wrote_it_does_not_approve(users, settings):
	deputy = factories.make_user("Account Manager", "Operations Manager")
	settings(approval_rules=get_rules("Work Proposal", users.om))
	make_deputy(users.om, deputy)
	with deals.as_user("Administrator"):
		draft = proposals.make_draft(users)
	with deals.as_user(deputy):
		draft = frappe.get_doc("Work Proposal", draft.name)
		draft.title = "Written by the deputy"
		draft.save()
	doc = proposals.review(users, frappe.get_doc("Work Proposal", draft.name))
	refuse(approve, doc, deputy, words="must be approved by")


def test_person_and_deputy_do_not_approve_two_levels(users, settings, doctype):
	person, deputy = make_approver(doctype), make_approver(doctype)
	rules = get_rules(doctype, person, deputy)
	settings(use_order_approval=1, approval_rules=rules, sow_rules=[], departments=[])
	make_deputy(person, deputy)
	doc = make_waiting(users, doctype)
	approve(doc, deputy)
	refuse(approve, doc, deputy, words="needs somebody else")


def test_nobody_names_a_deputy_for_another(users):
	refuse(make_deputy, users.om, users.sm, users.sm, words="only name a deputy for yourself")
	row = make_deputy(users.om, users.sm, users.sys)
	with deals.as_user(users.sm):
		row.to_date = add_days(today(), 30)
		refuse(row.save, words="only name a deputy for yourself")
		refuse(row.delete, words="only name a deputy for yourself")


@pytest.mark.parametrize(
	"values, words",
	[
		({"to_date": "2020-01-01"}, "before From"),
		({"deputy": "om"}, "someone else"),
		({"deputy": "a1"}, "not an enabled desk user"),
		({"deputy": "st"}, "can approve nothing"),
	],
)
def test_deputy_that_cannot_work_is_refused(users, values, words):
	deputy = getattr(users, values.pop("deputy", "sm"))
	refuse(make_deputy, users.om, deputy, words=words, **values)
