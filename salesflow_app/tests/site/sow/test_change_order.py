"""A Change Order adds, reduces and exchanges; SOW, order and milestones agree afterwards."""

import frappe
import pytest
from frappe.utils import flt, money_in_words

from salesflow_app.conversions.sow_to_change_order import make_change_order
from salesflow_app.portal import sow_view
from salesflow_app.sow.signed import get_signed
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.refusals import refuse


@given.register
def make_sow_of_two_items(users):
	"""Running: design 6,000 and 4 days at 1,000; milestones of 4,000 and 6,000."""
	rows = ((1, 6000), (4, 1000))
	items = [{"item_code": factories.make_item().name, "qty": q, "uom": "Nos", "rate": r} for q, r in rows]
	return deals.make_running_sow(users, items=items)


@pytest.fixture
def base(users):
	return given.get("sow_of_two_items")


def draft(users, base, items: list[tuple], plan: list[dict]):
	"""A Change Order in Drafting: items as (row of the SOW or a new item code, quantity, rate)."""
	with deals.as_user(users.sa):
		change = make_change_order(base.name)
		for item, qty, rate in items:
			code = base.items[item].item_code if isinstance(item, int) else item
			change.append("items", {"item_code": code, "qty": qty, "uom": "Nos", "rate": rate})
		for row in plan:
			change.append("milestones", {"milestone_name": "Change", "trigger": "Manual", **row})
		change.scope = "<p>What changes.</p>"
		return deals.do(change.insert(), "Start Drafting")


def sign(users, change):
	with deals.as_user(users.sa):
		change = deals.do(deals.do(change, "Mark Ready"), "Send to Client")
	deals.sign(users, change)
	return frappe.get_doc("SOW", change.name)


def get_order(base):
	return frappe.get_doc("Sales Order", frappe.db.get_value("SOW", base.name, "sales_order"))


def check_totals(base, total: float) -> None:
	"""SOWs, order, schedule and milestones come to the same."""
	order, signed = get_order(base), get_signed(frappe.get_doc("SOW", base.name))
	amounts = [
		row.amount
		for sow in signed.sows
		for row in deals.get_milestones(sow)
		if row.workflow_state != "Waived"
	]
	gross = flt(total * 1.19, 2)
	assert (signed.get_total(), order.net_total, flt(sum(amounts), 2)) == (total, total, total)
	assert (signed.get_total("grand_total"), order.grand_total) == (gross, gross)
	assert flt(sum(row.payment_amount for row in order.payment_schedule), 2) == gross


def test_change_order_adds_to_the_order(users, base):
	item = factories.make_item().name
	change = sign(users, draft(users, base, [(item, 2, 750)], [{"amount": 1500}]))
	assert (change.workflow_state, change.sales_order) == ("In Force", base.sales_order)
	assert [(row.item_code, row.qty, row.rate) for row in get_order(base).items][2:] == [(item, 2, 750)]
	assert frappe.db.count("Sales Order", {"salesflow_sow": ("in", [base.name, change.name])}) == 1
	check_totals(base, 11500)


def test_change_order_reduces(users, base):
	second = deals.get_milestones(base)[1]
	change = sign(users, draft(users, base, [(1, -3, 1000)], [{"amount": -3000, "reduces": second.name}]))
	(shown,) = sow_view.get_content(change)["milestones"]
	assert shown["when"] == f"Taken off milestone “{second.milestone_name}”"
	assert [row.qty for row in get_order(base).items] == [1, 1]
	before, after = second.get_formatted("amount"), second.reload().get_formatted("amount")
	assert second.amount == 3000
	told = frappe.get_all("Comment", {"reference_name": second.name}, pluck="content")
	assert any(f"{after} instead of {before}" in text for text in told)
	check_totals(base, 7000)
	with deals.as_user(users.a1):
		view = sow_view.get_page_view(frappe.get_doc("SOW", base.name))
	assert [row.name for row in view["changed_by"]] == [change.name]


@pytest.mark.bench_only("amounts in words")
def test_changed_order_says_its_new_total_in_words(users, base):
	before = get_order(base).in_words
	sign(
		users,
		draft(
			users, base, [(1, -3, 1000)], [{"amount": -3000, "reduces": deals.get_milestones(base)[1].name}]
		),
	)
	order = get_order(base)
	assert order.in_words == money_in_words(order.grand_total, order.currency) != before


def test_line_and_milestone_that_are_taken_away_are_gone(users, base):
	second = deals.get_milestones(base)[1]
	sign(users, draft(users, base, [(0, -1, 6000)], [{"amount": -6000, "reduces": second.name}]))
	assert [row.rate for row in get_order(base).items] == [1000]
	assert second.reload().workflow_state == "Waived"
	check_totals(base, 4000)


def test_change_order_exchanges_at_the_same_total(users, base):
	item = factories.make_item().name
	sign(users, draft(users, base, [(1, -4, 1000), (item, 8, 500)], []))
	assert [(row.qty, row.rate) for row in get_order(base).items] == [(1, 6000), (8, 500)]
	check_totals(base, 10000)


def test_line_that_was_billed_in_part_is_exchanged_at_another_price(users, base):
	first, second = deals.get_milestones(base)
	deals.bill(users, deals.report(users, first))
	plan = [{"amount": -1000, "reduces": second.name}]
	sign(users, draft(users, base, [(0, -1, 6000), (0, 1, 5000)], plan))
	check_totals(base, 9000)
	invoice = deals.bill(users, deals.report(users, second.reload()))
	assert invoice.net_total == 5000


def test_what_was_billed_of_a_removed_line_stays(users, base):
	first, second = deals.get_milestones(base)
	deals.bill(users, deals.report(users, first))
	sign(users, draft(users, base, [(1, -4, 1000)], [{"amount": -4000, "reduces": second.name}]))
	check_totals(base, 6000)
	invoice = deals.bill(users, deals.report(users, second.reload()))
	assert invoice.net_total == 2000


@pytest.mark.parametrize("number", ["PO-7-C", ""])
def test_change_order_comes_under_the_number_of_its_sow(users, number):
	base_number = f"PO-{frappe.generate_hash(length=6)}"
	frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 1)
	frappe.clear_document_cache("Customer", users.customer_a)
	base = deals.make_sent_sow(users)
	deals.sign(users, base, customer_po_no=base_number)
	change = draft(users, base.reload(), [(0, 1, 10)], [{"amount": 10}])
	with deals.as_user(users.sa):
		change = deals.do(deals.do(change, "Mark Ready"), "Send to Client")
	deals.sign(users, change, customer_po_no=base_number if number else "")
	assert change.reload().customer_po_no == base_number
	comments = frappe.get_all("Comment", {"reference_name": base.reload().sales_order}, pluck="content")
	assert any(change.name in text and base_number in text for text in comments)


def test_change_of_a_draft_order_is_approved_with_it(users):
	base = given.get("signed_sow")
	item = factories.make_item().name
	change = sign(users, draft(users, base, [(item, 1, 500)], [{"amount": 500}]))
	assert (change.workflow_state, get_order(base).docstatus) == ("Signed", 0)
	deals.approve_order(users, base.sales_order)
	assert {row.workflow_state for row in (change.reload(), base.reload())} == {"In Force"}
	check_totals(base, 10500)


def test_change_orders_follow_each_other(users, base):
	item = factories.make_item().name
	first = sign(users, draft(users, base, [(item, 3, 100)], [{"amount": 300}]))
	milestone = deals.get_milestones(first)[0]
	second = draft(users, first, [(0, -1, 100)], [{"amount": -100, "reduces": milestone.name}])
	sign(users, second)
	check_totals(base, 10200)
	third = draft(users, base, [(0, -1, 6000)], [{"amount": -200, "reduces": milestone.name}])
	with deals.as_user(users.sa):
		refuse(deals.do, third, "Mark Ready", words="Make them equal")


@pytest.mark.parametrize(
	("items", "amount", "words"),
	[
		([(1, -5, 1000)], -5000, "has 4 of them at that rate"),
		([(1, -1, 900)], -900, "has 0 of them at that rate"),
		([(1, -1, 1000)], -900, "Make them equal"),
		([(0, -1, 6000), (1, -4, 1000)], -10000, "comes to"),
		([(1, 0, 1000)], 0, "the quantity is 0"),
	],
)
def test_change_that_does_not_add_up_is_not_ready(users, base, items, amount, words):
	second = deals.get_milestones(base)[1]
	plan = [{"amount": amount, "reduces": second.name}] if amount else []
	change = draft(users, base, items, plan)
	with deals.as_user(users.sa):
		refuse(deals.do, change, "Mark Ready", words=words)


def test_billed_milestone_is_not_reduced(users, base):
	first = deals.get_milestones(base)[0]
	deals.bill(users, deals.report(users, first), submit=False)
	change = draft(users, base, [(1, -1, 1000)], [{"amount": -1000, "reduces": first.name}])
	with deals.as_user(users.sa):
		assert first.name in refuse(deals.do, change, "Mark Ready", words="have the draft invoice deleted")


def test_milestone_that_is_billed_meanwhile_stops_the_signature(users, base):
	second = deals.get_milestones(base)[1]
	change = draft(users, base, [(1, -1, 1000)], [{"amount": -1000, "reduces": second.name}])
	with deals.as_user(users.sa):
		change = deals.do(deals.do(change, "Mark Ready"), "Send to Client")
	deals.bill(users, deals.report(users, second))
	refuse(deals.sign, users, change, words="cannot be signed at the moment")
	check_totals(base, 10000)


def test_sow_of_its_own_has_no_rows_below_zero(users):
	refuse(
		deals.make_drafted_sow,
		users,
		items=[{"item_code": factories.make_item().name, "qty": -1, "uom": "Nos", "rate": 1}],
		words="row 1, Quantity",
	)
