"""A SOW is ready only when it is complete and its sums are exact."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.conversions.work_proposal_to_sow import make_sow
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.refusals import refuse


@pytest.mark.parametrize(
	("change", "words"),
	[
		({"msa": None}, "MSA"),
		({"signatory_email": None}, "Signatory's E-Mail"),
		({"signatory_name": "  "}, "Client Signatory"),
		({"scope": "<p> </p>"}, "Scope"),
		({"taxes_and_charges": None}, "Tax Template"),
		({"valid_till": "2020-01-01"}, "Valid Until"),
		({"account_manager": None}, "Account Manager"),
	],
)
def test_sow_is_not_ready_without_what_it_needs(users, change, words):
	sow = given.get("drafted_sow")
	frappe.db.set_value("Customer", sow.customer, "account_manager", None)
	with deals.as_user(users.sa):
		sow.update(change)
		sow.save()
		sentence = refuse(deals.do, sow, "Mark Ready", words=sow.name)
	assert words in sentence and sow.name in sentence
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Drafting"


def test_quotation_is_not_ordered_a_second_time(users):
	proposal = given.get("accepted_proposal")
	order = frappe.db.get_value("Sales Order Item", {"prevdoc_docname": proposal.quotation}, "parent")
	with deals.as_user(users.sa):
		items = [row.as_dict() for row in make_sow(proposal.name).get("items")]
	sow = deals.make_drafted_sow(users, quotation=proposal.quotation, items=items)
	with deals.as_user(users.sa):
		sentence = refuse(deals.do, sow, "Mark Ready", words=sow.name)
	assert "Menu > Delete" in sentence or "Ask Account Manager" in sentence or "to delete it" in sentence
	assert order in sentence and proposal.quotation in sentence and "Items, row 1" in sentence
	frappe.delete_doc("Sales Order", order)
	with deals.as_user(users.sa):
		assert deals.do(frappe.get_doc("SOW", sow.name), "Mark Ready").workflow_state == "Ready"


def test_plan_that_misses_the_total_by_a_cent_is_not_ready(users):
	sow = deals.make_drafted_sow(
		users,
		milestones=[
			{"milestone_name": "A", "amount": 4000, "trigger": "Manual"},
			{"milestone_name": "B", "amount": 5999.99, "trigger": "Manual"},
		],
	)
	with deals.as_user(users.sa):
		sentence = refuse(deals.do, sow, "Mark Ready", words=sow.name)
	assert "9,999.99" in sentence and "10,000.00" in sentence


def test_percentages_of_99_99_are_not_ready(users):
	sow = deals.make_drafted_sow(users, milestones=factories.get_plan(33.33, 33.33, 33.33))
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="Milestone Plan")


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 10.001, -5, "12,5", "1e309"])
def test_amount_that_is_none_is_refused_with_its_row(users, amount):
	sow = given.get("drafted_sow")
	sow.milestones[0].update({"amount": amount, "percentage": 0})
	with deals.as_user(users.sa):
		refuse(sow.save, words="row 1, Amount")


def test_planned_date_in_the_past_is_refused(users):
	sow = deals.make_drafted_sow(
		users, milestones=factories.get_plan(100, planned_date=add_days(today(), -1))
	)
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="in the past")


def test_two_milestones_on_one_date_work_until_the_order(users):
	sow = deals.make_signed_sow(
		users, milestones=factories.get_plan(50, 50, planned_date=add_days(today(), 9))
	)
	schedule = frappe.get_doc("Sales Order", sow.sales_order).payment_schedule
	assert [(str(row.due_date), row.payment_amount) for row in schedule] == [(add_days(today(), 9), 11900.0)]


def test_payment_days_are_kept_as_signed(users):
	plan = [{**row, "days": days} for row, days in zip(factories.get_plan(40, 60), (0, None), strict=True)]
	sow = deals.make_drafted_sow(users, milestones=plan, payment_days=20)
	assert [row.days for row in sow.milestones] == [0, 20]
	with deals.as_user(users.sa):
		sow.update({"payment_days": 14}).save()
		assert [row.days for row in sow.milestones] == [0, 14]
		sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
	deals.sign(users, sow)
	milestones = deals.get_milestones(sow)
	assert [row.payment_days for row in milestones] == [0, 14]
	for role in ("am", "om", "ac"):
		with deals.as_user(getattr(users, role)):
			row = frappe.get_doc("Payment Milestone", milestones[1].name)
			refuse(row.update({"payment_days": 365}).save, words="Make a Change Order")


def test_sow_that_is_due_at_once_stays_so(users):
	sow = deals.make_drafted_sow(users, payment_days=0)
	assert (sow.payment_days, [row.days for row in sow.milestones]) == (0, [0, 0])


def test_expired_agreement_is_refused(users):
	msa = factories.make_contract(
		users.customer_a, start_date=add_days(today(), -90), end_date=add_days(today(), -1)
	)
	sow = deals.make_drafted_sow(users, msa=msa.name)
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="ended on")


def test_agreement_of_another_customer_is_refused(users):
	sow = deals.make_drafted_sow(users, msa=factories.make_contract(users.customer_b).name)
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="is not with customer")


def test_own_user_is_no_client_signatory(users):
	sow = deals.make_drafted_sow(users, signatory_email=users.sm)
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="own users")
