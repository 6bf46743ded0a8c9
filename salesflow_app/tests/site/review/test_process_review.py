"""What a process review shows, and that it stays as it was completed."""

from datetime import timedelta

import frappe
import pytest
from frappe.utils import add_days, getdate, today

from salesflow_app.portal import give_feedback
from salesflow_app.review import drafting, figures
from salesflow_app.rules import process_figures as rules
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.feedback.helpers import make_asked_feedback, pay_first
from salesflow_app.tests.site.refusals import refuse


def get_last_month():
	"""First and last day."""
	return rules.get_period_before(getdate(today()), "Month")


@pytest.fixture
def company(users) -> str:
	"""One in which nothing happened."""
	name = factories.get_unique("Review")
	doc = frappe.copy_doc(frappe.get_doc("Company", users.company))
	doc.update({"name": name, "company_name": name, "abbr": name[-5:].replace(" ", ""), "docstatus": 0})
	doc.db_insert()
	factories.set_days_off(name)
	return name


def make_review(users, company, **values):
	with deals.as_user(users.om):
		return frappe.get_doc(
			{"doctype": "Process Review", "company": company, "from_date": get_last_month()[0], **values}
		).insert()


def complete(users, review, **values):
	with deals.as_user(users.om):
		review = frappe.get_doc("Process Review", review.name)
		review.update({"findings": "All is well", **values})
		review.save()
		return deals.do(review, "Complete")


def get_row(review, key):
	return next(row for row in review.figures if row.figure_key == key)


class TestFigures:
	def test_figures_of_a_deal_are_those_that_were_counted_by_hand(self, users):
		scope = figures.Scope(users.company, getdate(today()), getdate(today()))
		sow = given.get("running_sow")
		first = deals.get_milestones(sow)[0]
		first.db_set("planned_date", None)
		before = figures.get_figures(scope)
		milestone, payment = pay_first(users, sow)
		invoice = frappe.get_doc("Sales Invoice", milestone.sales_invoice)
		frappe.db.set_value(
			"Payment Milestone", milestone.name, "planned_date", add_days(milestone.reached_on, -3)
		)
		feedback = make_asked_feedback(sow, users.a1)
		with deals.as_user(users.a1):
			give_feedback.give(feedback.name, 5, 3, 4)
		after = figures.get_figures(scope)
		more = {key: after[key].cases - before[key].cases for key in after}
		assert more == {
			**dict.fromkeys(after, 0),
			"milestone_slip": 1,
			"days_to_invoice": 1,
			"days_to_cash": 1,
			"reminders_per_paid_invoice": 1,
			"mark_1": 1,
			"mark_2": 1,
			"mark_3": 1,
			"feedback_answered": 1,
		}
		assert figures._get_paid_invoices(scope)[invoice.name] == (
			getdate(invoice.posting_date),
			getdate(payment.posting_date),
		)
		assert not figures._get_paid_invoices(figures.Scope(users.company, *get_last_month())).get(
			invoice.name
		)

	def test_another_company_and_another_period_have_nothing_of_it(self, users, company):
		review = make_review(users, company)
		assert len(review.figures) == len(figures.get_figures(figures.Scope(company, *get_last_month())))
		assert {row.cases for row in review.figures} == {0} and {row.shown for row in review.figures} == {"–"}
		assert {row.shown_change for row in review.figures} == {"–"}

	def test_no_lost_data_and_a_handful_of_statements(self, users, company, monkeypatch):
		asked = []
		sql = frappe.db.sql
		monkeypatch.setattr(
			frappe.db, "sql", lambda query, *a, **k: asked.append(str(query)) or sql(query, *a, **k)
		)
		figures.get_figures(figures.Scope(company, *get_last_month()))
		assert len(asked) <= 20
		assert not [query for query in asked if "lost" in query.lower()]


class TestLife:
	def test_completed_figures_stay_and_the_next_review_compares_with_them(self, users, company, monkeypatch):
		values = {"days_to_cash": rules.Figure(12, 4)}
		real = figures.get_figures
		monkeypatch.setattr(figures, "get_figures", lambda scope: {**real(scope), **values})
		first = complete(
			users,
			make_review(users, company, from_date=rules.get_period_before(get_last_month()[0], "Month")[0]),
		)
		assert (first.docstatus, first.workflow_state, first.completed_by) == (1, "Completed", users.om)
		values["days_to_cash"] = rules.Figure(10, 2)
		with deals.as_user(users.om):
			first.append("figures", {"figure": "Mine", "cases": 9})
			refuse(first.save, words="Not allowed")
		first.reload()
		assert get_row(first, "days_to_cash").value == 12
		second = make_review(users, company, figures=[{"figure": "Mine", "figure_key": "x", "cases": 9}])
		row = get_row(second, "days_to_cash")
		assert second.previous == first.name and not [row for row in second.figures if row.figure == "Mine"]
		assert (row.shown, row.shown_before, row.shown_change, row.cases) == ("10", "12", "-2", 2)
		values["days_to_cash"] = rules.Figure(11, 3)
		with deals.as_user(users.om):
			second.save()
		assert get_row(second, "days_to_cash").value == 11

	def test_actions_are_tasks_of_their_owners_and_the_review_shows_what_became_of_them(self, users, company):
		row = {"action": "Shorten the proposal", "owner_user": users.am, "due_date": add_days(today(), 7)}
		review = complete(users, make_review(users, company), actions=[row])
		filters = {"reference_name": review.name, "allocated_to": users.am}
		todo = frappe.get_doc("ToDo", filters)
		assert str(todo.date) == add_days(today(), 7) and "Shorten the proposal" in todo.description
		todo.status = "Closed"
		todo.save()
		review.run_method("onload")
		assert [action.task_state for action in review.actions] == ["Done"]
		html = frappe.get_print("Process Review", review.name, "Process Review")
		assert "Shorten the proposal" in html and "All is well" in html

	def test_what_cannot_be_reviewed_is_refused_in_a_sentence(self, users, company):
		refuse(
			make_review, users, company, words="is before", to_date=get_last_month()[0] - timedelta(days=40)
		)
		refuse(make_review, users, company, words="has not begun", from_date=add_days(today(), 40))
		refuse(make_review, users, company, words="more than one", to_date=today())
		review = make_review(users, company, from_date=get_last_month()[1])
		assert (getdate(review.from_date), getdate(review.to_date)) == get_last_month()
		with deals.as_user(users.om):
			longer = frappe.get_doc("Process Review", review.name)
			longer.to_date = add_days(longer.to_date, 5)
			refuse(longer.save, words="cannot be changed")
		refuse(make_review, users, company, words=review.name)
		refuse(complete, users, review, words="Findings", findings=" ")
		refuse(complete, users, review, words="Due Date", actions=[{"action": "x"}])
		left = {"action": "x", "owner_user": "gone@nordwind.example", "due_date": today()}
		frappe.get_doc(
			{"doctype": "User", "email": left["owner_user"], "first_name": "G", "enabled": 0}
		).insert()
		refuse(complete, users, review, words="does not work here any more", actions=[left])
		current = make_review(users, company, from_date=today())
		refuse(complete, users, current, words="not over")


class TestClock:
	def test_draft_is_made_once_on_the_first_working_day_for_a_company_with_cases(
		self, users, company, monkeypatch
	):
		assert drafting.draft(company, "Month", *get_last_month()) is None
		some = {
			**figures.get_figures(figures.Scope(company, *get_last_month())),
			"days_to_cash": rules.Figure(1, 1),
		}
		monkeypatch.setattr(figures, "get_figures", lambda scope: some)
		review = drafting.draft(company, "Month", *get_last_month())
		assert drafting.draft(company, "Month", *get_last_month()) is None
		filters = {"reference_name": review.name, "salesflow_task": "complete_review", "status": "Open"}
		assert {users.sm, users.om} <= set(frappe.get_all("ToDo", filters, pluck="allocated_to"))
		this_month = rules.get_period(getdate(today()), "Month")
		assert drafting.draft(company, "Month", *this_month) is None
		complete(users, review)
		assert not frappe.db.exists("ToDo", filters)
