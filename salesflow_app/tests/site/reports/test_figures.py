"""The figures of reports are those of a query that somebody would write by hand."""

from datetime import timedelta

import frappe
import pytest
from frappe.utils import flt, getdate

from salesflow_app.figures import asking
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.reports.helpers import make_deal, make_industry, run


@pytest.fixture
def industry(users) -> str:
	return make_industry()


@pytest.fixture
def pipeline(users, industry) -> list:
	"""Open, won and lost deals of two sizes, one of them in another currency."""
	facts = [
		{"no_of_employees": "1-10", "opportunity_amount": 100},
		{"no_of_employees": "1-10", "opportunity_amount": 250, "status": "Quotation"},
		{"no_of_employees": "1-10", "opportunity_amount": 400, "status": "Converted"},
		{"no_of_employees": "51-200", "opportunity_amount": 30, "status": "Converted"},
		{"no_of_employees": "51-200", "opportunity_amount": 1000, "status": "Lost"},
		{"opportunity_amount": 500, "currency": "USD", "conversion_rate": 0.5},
	]
	return [make_deal(users, industry, **values) for values in facts]


def test_deal_pipeline_is_what_a_query_says(pipeline, industry):
	found = run("Deal Pipeline", industry=industry)
	rows = frappe.db.sql(
		"""select status, count(*), sum(opportunity_amount * conversion_rate) from `tabOpportunity`
		where industry = %s group by status""",
		industry,
	)
	counts, amounts = {row[0]: row[1] for row in rows}, {row[0]: flt(row[2]) for row in rows}
	assert found.summary["Open Deals"] == counts["Open"] + counts["Quotation"] == 3
	assert found.summary["Open (EUR)"] == amounts["Open"] + amounts["Quotation"] == 600
	assert found.summary["Won (EUR)"] == amounts["Converted"] == 430
	assert (found.summary["Won"], found.summary["Lost"]) == (counts["Converted"], counts["Lost"]) == (2, 1)
	assert {row.name for row in found.rows} == {doc.name for doc in pipeline}
	assert sum(row.amount for row in found.rows) == sum(amounts.values())


def test_won_and_lost_are_counted_by_industry_and_size(pipeline, industry):
	chart = run("Deal Pipeline", industry=industry, show="Open Deals").chart["data"]
	assert chart["labels"] == [f"{industry} 1-10", f"{industry} 51-200"]
	assert [data["values"] for data in chart["datasets"]] == [[1, 1], [0, 1]]
	assert run("Deal Pipeline", industry=industry, no_of_employees="1-10").summary["Won"] == 1


def test_age_counts_from_today(users, industry, monkeypatch):
	deal = make_deal(users, industry, transaction_date=asking.get_day() - timedelta(days=3))
	later = asking.get_day() + timedelta(days=7)
	monkeypatch.setattr(asking, "today", lambda: str(later))
	assert [row.age for row in run("Deal Pipeline", industry=industry, min_age=10).rows] == [10]
	assert not run("Deal Pipeline", industry=industry, min_age=11).rows
	assert deal.status == "Open"


def test_quotes_awaiting_decision_are_what_a_query_says(users, industry):
	deal = make_deal(users, industry)
	quotes = [
		factories.make_quotation(
			users.customer_a,
			submit=True,
			opportunity=deal.name,
			transaction_date=asking.get_day() - timedelta(days=days),
			valid_till=asking.get_day() + timedelta(days=30),
		)
		for days in (2, 20, 40)
	]
	quotes[2].db_set("status", "Ordered")
	found = run("Quotes Awaiting Decision", industry=industry)
	(expected,) = frappe.db.sql(
		"""select count(*), sum(q.base_net_total) from `tabQuotation` q join `tabOpportunity` o on o.name = q.opportunity
		where o.industry = %s and q.docstatus = 1 and q.status in ('Open', 'Replied')""",
		industry,
	)
	assert (found.summary["Awaiting Decision"], found.summary["Net (EUR)"]) == expected == (2, 2000)
	assert [(row.name, row.age, row.is_stale) for row in found.rows] == [
		(quotes[1].name, 20, 1),
		(quotes[0].name, 2, 0),
	]
	assert found.chart["data"]["datasets"][0]["values"] == [1000, 0, 1000, 0, 0]
	deal.reload().append(
		"salesflow_progress",
		{"progress_date": asking.get_day(), "activity": "Call", "note": "They will decide"},
	)
	deal.save()
	assert run("Quotes Awaiting Decision", industry=industry).summary["Stale"] == 0


def test_milestone_billing_is_what_a_query_says(users):
	milestone = given.get("billed_milestone")
	found = run("Milestone Billing", sow=milestone.sow)
	(expected,) = frappe.db.sql(
		"""select sum(amount), sum(billed_amount), sum(paid_amount) from `tabPayment Milestone` where sow = %s""",
		milestone.sow,
	)
	names = ("Planned, Net (EUR)", "Billed, Gross (EUR)", "Paid, Gross (EUR)")
	assert [found.summary[name] for name in names] == pytest.approx([flt(value) for value in expected])
	assert found.summary["Billed, Gross (EUR)"] > 0
	by_name = {row.name: row for row in found.rows}
	posted = frappe.db.get_value("Sales Invoice", milestone.sales_invoice, "posting_date")
	assert by_name[milestone.name].slip == (posted - getdate(milestone.planned_date)).days
	register = next(row for row in run("SOW Register").rows if row.name == milestone.sow)
	assert (register.billed, register.paid) == pytest.approx((flt(expected[1]), flt(expected[2])))


def test_expected_cash_falls_into_its_week(users):
	sow = given.get("running_sow")
	due = asking.get_day() + timedelta(days=15)
	for row in deals.get_milestones(sow):
		row.db_set({"planned_date": due, "payment_days": 6})
	rows = [row for row in run("Expected Cash").rows if row.customer == sow.customer]
	names = {row.name for row in deals.get_milestones(sow)}
	own = [row for row in rows if row.document in names]
	assert sum(row.amount for row in own) == pytest.approx(11900)
	week = due + timedelta(days=6)
	assert {row.week for row in own} == {week - timedelta(days=week.weekday())}


def test_cycle_time_says_who_was_waited_for(users, industry):
	for days in (2, 4, 9):
		deal = make_deal(users, industry, transaction_date=asking.get_day() - timedelta(days=days))
		factories.make_quotation(users.customer_a, submit=True, opportunity=deal.name)
	found = run("Cycle Time", industry=industry)
	steps = {row["step"]: row for row in found.rows}
	first = steps["Opened to Quotation"]
	assert (first["median"], first["average"], first["longest"], first["number"]) == (4, 5, 9, 3)
	assert first["waiting"] == "Waiting on us"
	assert steps["SOW Sent to Signature"]["waiting"] == "Waiting on the client"
	assert found.summary == {"Days on Us": 4, "Days on the Client": 0}


def test_advice_and_colleagues_who_were_asked_are_counted(users, as_user, industry):
	won, asked, _silent = (make_deal(users, industry) for _number in range(3))
	with as_user(users.sm):
		won.reload().update({"salesflow_advice": "Offer a pilot"}).save()
	won.db_set("status", "Converted")
	mention = f'<p><span class="mention" data-id="{users.su2}">Sam</span> has done one</p>'
	asked.add_comment("Comment", mention)
	asked.add_comment("Comment", "<p>Nobody in particular</p>")
	frappe.db.set_value("User", users.sm, "enabled", 0)
	with as_user(users.su):
		found = run("Advice and Outcome", industry=industry)
	rows = {row.name: row for row in found.rows}
	assert set(rows) == {won.name, asked.name}
	assert rows[won.name].salesflow_advice_by == "Lea Test" and rows[asked.name].comments == 1
	assert found.summary["Won with Advice"] == "100\u00a0%" and found.summary["Colleagues Asked"] == 1


def test_more_than_is_listed_is_said_and_counted(users, pipeline, industry, monkeypatch):
	from salesflow_app.figures import pipeline as figures

	monkeypatch.setattr(figures, "MOST_ROWS", 2)
	found = run("Deal Pipeline", industry=industry)
	assert len(found.rows) == 2 and "first 2 of 6" in found.message
	assert found.summary["Open (EUR)"] == 600
