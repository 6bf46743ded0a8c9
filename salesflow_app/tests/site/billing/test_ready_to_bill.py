"""What waits for its invoice, with value and age; and several billed in one step."""

import frappe
import pytest
from frappe.utils import add_days, now_datetime

from salesflow_app.milestone.together import bill_together
from salesflow_app.salesflow_app.report.ready_to_bill_by_age.ready_to_bill_by_age import execute
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse


def get_rows(users, short="om", **filters) -> list[dict]:
	with deals.as_user(getattr(users, short)):
		return execute(filters)[1]


def find(rows, milestone) -> dict | None:
	return next((row for row in rows if row.get("name") == milestone.name), None)


@pytest.fixture
def both(users, running, ready):
	"""Both milestones of the SOW, ready to bill."""
	return [ready, deals.report(users, deals.get_milestones(running)[1])]


class TestList:
	def test_oldest_comes_first_with_value_and_age(self, users, both):
		both[1].db_set("reported_on", add_days(now_datetime(), -9))
		rows = get_rows(users, customer=both[0].customer)
		ours = [row for row in rows if row.get("name") in {row.name for row in both}]
		assert [(row["amount"], row["age"]) for row in ours] == [(6000, 9), (4000, 0)]
		assert ours[0]["sow"] == both[0].sow and ours[0]["title"] == "2/2 Part 2"

	def test_each_currency_has_its_total(self, users, both):
		before = {row["currency"]: row["amount"] for row in get_rows(users) if row.get("is_total")}
		both[1].db_set("currency", "JPY")
		after = {row["currency"]: row["amount"] for row in get_rows(users) if row.get("is_total")}
		assert after["JPY"] == before.get("JPY", 0) + 6000 and after["EUR"] == before["EUR"] - 6000

	def test_those_on_hold_are_shown_on_request(self, users, ready):
		ready.db_set("workflow_state", "On Hold")
		assert not find(get_rows(users), ready) and find(get_rows(users, on_hold=1), ready)
		ready.db_set("workflow_state", "Invoiced")
		assert not find(get_rows(users, on_hold=1), ready)

	@pytest.mark.parametrize("field", ["company", "customer", "account_manager"])
	def test_choices_leave_out_others(self, users, ready, field):
		assert find(get_rows(users, **{field: ready.get(field)}), ready)
		assert not find(get_rows(users, **{field: "Nobody"}), ready)

	def test_nobody_sees_more_than_in_lists(self, users, ready):
		with deals.as_user(users.st), pytest.raises(frappe.PermissionError):
			execute({})
		with deals.as_user(users.a1), pytest.raises(frappe.PermissionError):
			execute({})

	@pytest.mark.bench_only("the sandbox has no User Permissions")
	def test_user_permissions_hold_here_too(self, users, ready):
		other = frappe.get_all("Company", {"name": ("!=", ready.company)}, pluck="name", limit=1)
		values = {
			"doctype": "User Permission",
			"user": users.ac,
			"allow": "Customer",
			"for_value": users.customer_b,
		}
		frappe.get_doc(values).insert()
		assert not find(get_rows(users, "ac"), ready) and find(get_rows(users), ready), other

	@pytest.mark.bench_only("Frappe's desk runs the report")
	@pytest.mark.parametrize("short", ["om", "ac", "am", "su", "sa", "sm"])
	def test_desk_runs_the_report(self, users, ready, short):
		from frappe.desk.query_report import run

		with deals.as_user(getattr(users, short)):
			assert find(run("Ready to Bill by Age", filters="{}")["result"], ready)


class TestTogether:
	def test_each_has_a_draft_of_its_own_and_the_answer_says_why(self, users, both):
		with deals.as_user(users.ac):
			made = bill_together([row.name for row in reversed(both)])
			assert bill_together(frappe.as_json([both[0].name]))["invoices"] == [
				made["milestones"][both[0].name]
			]
		assert list(made["milestones"]) == [row.name for row in both]
		assert len(set(made["invoices"])) == 2 and "one of its own" in made["sentence"]
		totals = frappe.get_all("Sales Invoice", {"name": ("in", made["invoices"])}, pluck="net_total")
		assert sorted(totals) == [4000, 6000]
		assert [get_state(row) for row in both] == ["Draft Invoiced"] * 2

	def test_one_that_cannot_be_billed_stops_all_and_is_named(self, users, running, ready):
		second = deals.get_milestones(running)[1]
		with deals.as_user(users.ac):
			refuse(bill_together, [ready.name, second.name], words=second.name)
		assert get_state(ready) == "Ready to Bill"
		assert not frappe.db.exists("Sales Invoice", {"salesflow_payment_milestone": ready.name})

	def test_other_roles_bill_nothing(self, users, ready):
		with deals.as_user(users.am), pytest.raises(frappe.PermissionError):
			bill_together([ready.name])

	@pytest.mark.parametrize("names", [[], "[]", "{}", [{}], "[1]"])
	def test_bad_choice_is_refused_in_words(self, users, names):
		with deals.as_user(users.ac):
			refuse(bill_together, names, words="Tick")
