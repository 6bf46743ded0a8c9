"""Salesflow Settings refuse rules that could not work, and their switches choose the workflow."""

import frappe
import pytest

from salesflow_app.desk.boot import get_frozen_states, has_app_permission
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.setup import defaults, workflow_choice
from salesflow_app.tests.site import factories


def approve(**values):
	return {
		"approval_rules": [{"document": "Work Proposal", "approver_role": "Operations Manager", **values}]
	}


def mail(**values):
	return {"mail_rules": [values]}


def refuse(settings, values: dict) -> str:
	"""The sentence with which the settings refuse these values."""
	with pytest.raises(frappe.ValidationError) as refusal:
		settings(**values)
	return frappe.utils.strip_html(str(refusal.value))


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"sow_rules": [{"amount_from": -1, "sow_needed": 1}]}, "SOW Rules, row 1"),
		({"sow_rules": [{"senior_review_needed": 1, "sow_needed": 0}]}, "tick SOW Needed too"),
		(approve(discount_from=101), "Discount From %: 101 is more than 100"),
		(approve(margin_below=float("nan")), "Approval Rules, row 1"),
		(approve(amount_from=-5), "Approval Rules, row 1"),
		(approve(approver_role=None), "choose a user or a role"),
		({"margin_floor": 120}, "Margin Floor %: 120 is more than 100"),
		({"reminder_days": 4000}, "Reminder"),
		({"trusted_proxies": 99}, "Trusted Proxies"),
	],
)
def test_numbers_and_rules_that_make_no_sense_are_refused(settings, values, words):
	text = refuse(settings, values)
	assert "Salesflow Settings" in text
	assert words in text


@pytest.mark.parametrize(
	"send_to", ["Team", "Sales Person", "Account Manager", "Operations Manager", "Client"]
)
def test_case_lost_goes_to_the_leader_alone(settings, send_to):
	assert "goes to the leader only" in refuse(settings, mail(mail_event="Case Lost", send_to=send_to))


def test_case_lost_goes_to_no_address_or_role(settings):
	by_mail = mail(mail_event="Case Lost", send_to="E-Mail", email="all@nordwind.example")
	by_role = mail(mail_event="Case Lost", send_to="Role", role="Sales User")
	assert "goes to the leader only" in refuse(settings, by_mail)
	assert "goes to the leader only" in refuse(settings, by_role)


@pytest.mark.parametrize("event", ["Milestone Notice", "Progress Shared", "Order Won", "Order Closed"])
def test_internal_mails_do_not_go_to_the_client(settings, event):
	assert "is internal" in refuse(settings, mail(mail_event=event, send_to="Client"))


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"send_to": "Role"}, "choose the role"),
		({"send_to": "E-Mail"}, "enter the address"),
		({"send_to": "E-Mail", "email": "no address"}, "is not a valid Email Address"),
	],
)
def test_mail_rule_names_who_gets_it(settings, values, words):
	assert words in refuse(settings, mail(mail_event="Order Won", **values))


def test_same_mail_rule_twice_is_refused(settings):
	rule = {"mail_event": "Order Won", "send_to": "Team"}
	assert "Who Gets Which Mail, row 2: the same as row 1" in refuse(
		settings, {"mail_rules": [rule, dict(rule)]}
	)


def test_mail_rule_keeps_only_what_it_sends_to(settings):
	rule = {"mail_event": "Order Won", "send_to": "Team", "role": "Sales User", "email": "x@nordwind.example"}
	saved = settings(mail_rules=[rule]).mail_rules[0]
	assert not saved.role
	assert not saved.email


def test_people_are_enabled_users_of_the_desk(settings, users):
	frappe.db.set_value("User", users.su2, "enabled", 0)
	assert "not an enabled desk user" in refuse(settings, {"sales_assistant": users.su2})
	assert "not an enabled desk user" in refuse(settings, {"operations_manager": users.a1})
	assert settings(operations_manager=users.om).operations_manager == users.om


def test_approver_has_the_role_that_the_workflow_asks_for(settings, users):
	rule = {"sow_needed": 1, "senior_review_needed": 1, "approver": users.su}
	assert "SOW Approver" in refuse(settings, {"sow_rules": [rule]})
	assert "Operations Manager" in refuse(settings, approve(approver=users.su))
	assert settings(sow_rules=[{**rule, "approver": users.ap}]).sow_rules[0].approver == users.ap


def test_rows_that_are_never_reached_are_pointed_out(settings):
	item_group = factories.make_item().item_group
	rules = [{"company": "", "sow_needed": 0}, {"company": "", "item_group": item_group, "sow_needed": 1}]
	settings(sow_rules=rules)
	messages = " ".join(str(row) for row in frappe.local.message_log)
	assert "row 2 is never used because row 1 above it fits everything" in messages


def test_rows_of_another_document_are_reached(settings):
	rules = [
		{"company": "", "document": "Work Proposal", "approver_role": "Operations Manager"},
		{"company": "", "document": "Sales Order", "approver_role": "Sales Manager"},
	]
	settings(approval_rules=rules)
	assert "never used" not in str(frappe.local.message_log)


# Switches


@pytest.mark.parametrize("doctype", list(workflow_choice.SWITCHES))
def test_switch_uses_our_workflow_and_gives_it_up(settings, doctype):
	switch = workflow_choice.SWITCHES[doctype]
	ours = BY_DOCTYPE[doctype].name
	settings(**{switch: 1})
	assert workflow_choice.get_active(doctype) == ours
	settings(**{switch: 0})
	assert workflow_choice.get_active(doctype) != ours


def test_switch_puts_back_the_workflow_of_the_site(settings):
	settings(use_order_approval=0)
	ours = frappe.get_doc("Workflow", BY_DOCTYPE["Sales Order"].name)
	theirs = frappe.copy_doc(ours).update({"workflow_name": "House Rules", "is_active": 1}).insert().name
	settings(use_order_approval=1)
	assert workflow_choice.get_active("Sales Order") == ours.name
	settings(use_order_approval=0)
	assert workflow_choice.get_active("Sales Order") == theirs


def test_saving_another_value_leaves_the_workflows_alone(settings):
	settings(use_order_approval=1)
	workflow_choice.activate("Sales Order", None)
	settings(margin_floor=10)
	assert workflow_choice.get_active("Sales Order") is None


# Rights


@pytest.mark.parametrize("short", ["su", "am", "om", "sa", "ap", "ac", "mf", "st"])
def test_only_the_leader_and_the_admin_change_rules(users, as_user, short):
	is_leader = "Sales Manager" in frappe.get_roles(getattr(users, short))
	with as_user(getattr(users, short)):
		assert frappe.has_permission("Salesflow Settings", "write") == is_leader


def test_app_is_shown_to_who_has_something_to_do(users, as_user):
	for user in users.staff:
		with as_user(user):
			assert has_app_permission(), user
	with as_user(users.a1):
		assert not has_app_permission()


def test_proposal_in_review_is_typed_by_its_approver_alone(users, as_user):
	workflow = BY_DOCTYPE["Work Proposal"]
	with as_user(users.am):
		assert "In Review" in get_frozen_states(workflow)
	with as_user(users.om):
		assert "In Review" not in get_frozen_states(workflow)


@pytest.mark.bench_only("the rows in which Frappe keeps a single document")
def test_fields_of_an_update_begin_with_their_default_and_a_zero_stays():
	frappe.db.set_single_value("Salesflow Settings", "payment_days", 0)
	frappe.db.delete("Singles", {"doctype": "Salesflow Settings", "field": "review_days"})
	defaults.sync()
	values = frappe.db.get_singles_dict("Salesflow Settings", cast=True)
	assert (values["review_days"], values["payment_days"]) == (10, 0)
