"""A retainer from the price offer to the invoice of a month: each month is a milestone, once, to the cent."""

from contextlib import ExitStack, contextmanager
from datetime import date
from unittest.mock import patch

import frappe
import pytest
from frappe.utils import add_days, flt, formatdate, getdate

from salesflow_app import tasks
from salesflow_app.conversions.sow_to_change_order import make_change_order
from salesflow_app.milestone import expected, months
from salesflow_app.rules.retainers import add_months
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse

FIRST = date(date.today().year + 1, 1, 31)
"""In the future and at the end of a month, whatever today is."""
CLOCKS = ("milestone.months", "milestone.reaching", "conversions.payment_milestone_to_sales_invoice")


def get_items(**values) -> list[dict]:
	project = {"item_code": factories.make_item().name, "qty": 1, "uom": "Nos", "rate": 10000}
	care = {"item_code": factories.make_item().name, "qty": 2, "uom": "Nos", "rate": 725.55}
	return [project, {**care, "billing": "Monthly", **values}]


@given.register
def make_retainer(users):
	"""10,000 in two parts beside 12 months of 2 x 725.55 from 31 January, 10 % more from August on; in force."""
	return deals.make_running_sow(
		users,
		items=get_items(),
		retainer_from=FIRST,
		retainer_months=12,
		notice_months=1,
		indexation_from=date(FIRST.year, 8, 1),
		indexation_percentage=10,
	)


@contextmanager
def on_day(day: date):
	"""The clock's own jobs see this day."""
	with ExitStack() as stack:
		for module in CLOCKS:
			stack.enter_context(patch(f"salesflow_app.{module}.today", lambda: str(day)))
		yield


def run_clock(day: date) -> None:
	with on_day(day):
		tasks.reach_milestones()


def get_months(sow) -> list:
	return [row for row in deals.get_milestones(sow) if row.trigger == "Monthly"]


def test_term_is_signed_ordered_and_scheduled_to_the_cent(users):
	sow = given.get("retainer")
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert (sow.retainer_monthly, sow.retainer_total) == (1451.10, flt(7 * 1451.10 + 5 * 1596.22, 2))
	assert sow.total == sow.plan_total == order.net_total == flt(10000 + sow.retainer_total, 2)
	assert [(row.qty, row.rate) for row in order.items] == [(1, 10000), (14, 725.55), (10, 798.11)]
	assert len(order.payment_schedule) >= 12
	assert flt(sum(row.payment_amount for row in order.payment_schedule), 2) == order.grand_total


def test_each_month_is_made_once_and_billed_by_itself(users, mails):
	sow = given.get("retainer")
	assert not get_months(sow)
	run_clock(FIRST)
	run_clock(FIRST)
	(first,) = get_months(sow)
	assert (first.milestone_no, first.milestone_count, first.amount) == (3, 14, 1451.10)
	assert (first.workflow_state, str(first.service_to)) == (
		"Ready to Bill",
		str(add_months(FIRST, 1) - (FIRST - getdate(add_days(FIRST, -1)))),
	)
	assert frappe.db.count("ToDo", {"reference_name": first.name, "salesflow_task": "bill", "status": "Open"})
	run_clock(add_months(FIRST, 3))
	made = get_months(sow)
	assert [str(row.planned_date) for row in made] == [str(add_months(FIRST, number)) for number in range(4)]
	assert str(made[1].planned_date)[8:] in ("28", "29") and str(made[2].planned_date)[8:] == "31"
	assert {get_state(row) for row in made} == {"Ready to Bill"}


def test_invoice_of_a_month_has_its_own_line_alone(users):
	sow = given.get("retainer")
	run_clock(add_months(FIRST, 11))
	made = get_months(sow)
	assert len(made) == 12 and frappe.db.get_value("SOW", sow.name, "retainer_made") == 12
	early, late = deals.bill(users, made[0]), deals.bill(users, made[11])
	assert [(row.qty, row.rate, row.amount) for row in early.items] == [(2, 725.55, 1451.10)]
	assert [(row.qty, row.rate, row.amount) for row in late.items] == [(2, 798.11, 1596.22)]
	assert str(early.from_date) == str(FIRST) and "1/12" in early.items[0].description
	project = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))
	assert [(row.rate, row.amount) for row in project.items] == [(4000, 4000)]
	for milestone in made[1:11]:
		deals.bill(users, milestone)
	deals.bill(users, deals.report(users, deals.get_milestones(sow)[1]))
	assert frappe.db.get_value("Sales Order", sow.sales_order, "per_billed") == 100


def test_order_stays_open_while_months_are_to_come(users):
	sow = given.get("retainer")
	run_clock(FIRST)
	for milestone in deals.get_milestones(sow):
		frappe.db.set_value("Payment Milestone", milestone.name, "workflow_state", "Paid")
	with deals.as_user(users.am):
		refuse(deals.do, sow, "Complete", words="End Retainer")


def test_notice_ends_it_at_the_end_of_a_month(users):
	sow = given.get("retainer")
	run_clock(add_months(FIRST, 3))
	given_on = str(add_months(FIRST, 1))
	with deals.as_user(users.sa):
		refuse(months.end_retainer, sow.name, given_on, "They move", words="Operations Manager")
	with deals.as_user(users.am):
		refuse(months.end_retainer, sow.name, given_on, " ", words="End Retainer")
		told = months.preview_end(sow.name, given_on)
		last = months.end_retainer(sow.name, given_on, "They move to another city")
		refuse(months.end_retainer, sow.name, given_on, "Again", words="already ends")
	assert getdate(last) == getdate(add_days(add_months(FIRST, 2), -1))
	assert formatdate(last) in told and "no longer billed: 10" in told
	assert [get_state(row) for row in get_months(sow)] == [
		"Ready to Bill",
		"Ready to Bill",
		"Waived",
		"Waived",
	]
	run_clock(add_months(FIRST, 11))
	assert len(get_months(sow)) == 4
	event = {"reference_name": sow.name, "event": "retainer_ended"}
	assert frappe.db.count("Salesflow Evidence Entry", event) == 1


def test_order_on_hold_gets_no_month_and_all_of_them_afterwards(users):
	sow = given.get("retainer")
	frappe.get_doc("Sales Order", sow.sales_order).update_status("On Hold")
	run_clock(add_months(FIRST, 1))
	assert not get_months(sow)
	frappe.get_doc("Sales Order", sow.sales_order).update_status("Draft")
	run_clock(add_months(FIRST, 1))
	assert len(get_months(sow)) == 2


def test_terminated_sow_makes_no_month(users):
	sow = given.get("retainer")
	run_clock(FIRST)
	with deals.as_user(users.om):
		sow.reload().reason = "Sold"
		deals.do(sow.save(), "Terminate")
	run_clock(add_months(FIRST, 5))
	assert [get_state(row) for row in get_months(sow)] == ["Waived"]


def test_expected_cash_has_months_that_are_not_made_yet(users):
	sow = given.get("retainer")
	before = [row for row in expected.get_expected(sow.company) if row.name == sow.name]
	assert len(before) == 12 and flt(sum(row.amount for row in before), 2) == pytest.approx(
		sow.retainer_total * 1.19, abs=0.06
	)
	assert before[0].due == getdate(add_days(FIRST, 30))
	run_clock(FIRST)
	after = [row for row in expected.get_expected(sow.company) if row.customer == sow.customer]
	assert sum(row.name == sow.name for row in after) == 11
	weeks = expected.get_by_week(sow.company, 120)
	assert list(weeks) == sorted(weeks) and len(weeks) == 120


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"retainer_months": 0}, "Term (Months)"),
		({"retainer_months": 61}, "at most 60"),
		({"retainer_from": None}, "First Month Starts On"),
		({"notice_months": 12}, "shorter than the term"),
		({"indexation_from": FIRST}, "enter both"),
		({"items": "part of a cent"}, "whole amount"),
	],
)
def test_terms_are_asked_for_before_the_client_reads_them(users, values, words):
	if "items" in values:
		hours = {"item_code": factories.make_item(stock_uom="Hour").name, "uom": "Hour"}
		values = {"items": get_items(qty=0.333, rate=10.01, **hours)}
	sow = deals.make_drafted_sow(
		users, **{"items": get_items(), "retainer_from": FIRST, "retainer_months": 12, **values}
	)
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words=words)


def test_change_order_adds_months_of_its_own(users):
	sow = given.get("retainer")
	with deals.as_user(users.sa):
		change = make_change_order(sow.name)
		row = {"item_code": sow.items[1].item_code, "qty": 1, "uom": "Nos", "rate": 100, "billing": "Monthly"}
		change.append("items", row)
		terms = {"retainer_from": FIRST, "retainer_months": 3, "valid_till": add_days(FIRST, -1)}
		change.update({"scope": "<p>Also at weekends.</p>", **terms})
		change = deals.do(change.insert(), "Start Drafting")
		change = deals.do(deals.do(change, "Mark Ready"), "Send to Client")
	deals.sign(users, change)
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert (order.items[-1].qty, order.items[-1].rate) == (3, 100)
	assert order.net_total == flt(sow.total + 300, 2)
	run_clock(add_months(FIRST, 2))
	assert [row.amount for row in get_months(change)] == [100, 100, 100] and len(get_months(sow)) == 3
	invoice = deals.bill(users, get_months(change)[0])
	assert [(row.qty, row.rate) for row in invoice.items] == [(1, 100)]


def make_accepted_retainer(users, *rows):
	variant = "Project and Retainer" if len(rows) > 1 else "Retainer only"
	plan = factories.get_plan(100) if len(rows) > 1 else []
	return proposals.make_accepted(users, variant=variant, items=list(rows), payment_plan=plan)


def sign_and_approve(users, proposal, **values):
	"""The requested SOW of a proposal, signed, and its order approved: v16 refuses more than was quoted."""
	sow = frappe.get_doc("SOW", {"work_proposal": proposal.name})
	deals.complete_customer(sow.customer)
	terms = {"retainer_from": FIRST, "msa": factories.make_contract(sow.customer).name}
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Start Drafting")
		sow.update(
			{"scope": "<p>Care.</p>", "signatory_name": "Alma Approver", "signatory_email": users.a1, **terms}
		)
		sow = deals.do(deals.do(sow.save(), "Mark Ready"), "Send to Client")
	deals.sign(users, sow)
	sow.reload()
	return sow, deals.approve_order(users, sow.sales_order)


def test_retainer_alone_goes_from_proposal_to_order_of_all_months(users):
	proposal = make_accepted_retainer(users, proposals.get_row(1500, billing="Monthly"))
	assert [(row.trigger, row.amount) for row in proposal.payment_plan] == [("Monthly", 1500)]
	assert proposal.retainer_months == 12
	sow, order = sign_and_approve(users, proposal)
	assert [(row.qty, bool(row.prevdoc_docname)) for row in order.items] == [(1, True), (11, False)]
	assert order.net_total == sow.total == 18000
	assert frappe.db.get_value("Quotation", proposal.quotation, "status") == "Ordered"
	run_clock(add_months(FIRST, 2))
	for milestone in get_months(sow)[:2]:
		invoice = deals.bill(users, milestone)
		assert [(row.qty, row.rate) for row in invoice.items] == [(1, 1500)]


def test_project_and_retainer_are_one_sow_and_one_order(users):
	proposal = make_accepted_retainer(
		users, proposals.get_row(1000), proposals.get_row(200, billing="Monthly")
	)
	sow, order = sign_and_approve(users, proposal)
	assert [(row.trigger, row.amount) for row in sow.milestones] == [
		("On Signature", 1000),
		("Monthly", 2400),
	]
	assert order.net_total == 3400
	assert frappe.db.get_value("Quotation", proposal.quotation, "status") == "Ordered"


def test_more_than_was_quoted_names_no_quotation(users):
	"""It was signed, so it is ordered; ERPNext 16 refuses to order more of a quotation than it has."""
	proposal = make_accepted_retainer(
		users, proposals.get_row(1000), proposals.get_row(200, billing="Monthly")
	)
	sow = frappe.get_doc("SOW", {"work_proposal": proposal.name})
	frappe.db.set_value("SOW Item", sow.items[0].name, "qty", 3)
	_sow, order = sign_and_approve(users, proposal)
	assert [(row.qty, row.prevdoc_docname) for row in order.items] == [(3, None), (12, None)]
