"""Two processes at once give one result."""

import frappe
import pytest
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

from salesflow_app.tests.site import deals
from salesflow_app.tests.site.processes import Team, get_rounds

pytestmark = pytest.mark.bench_only("two processes meet at the row locks of MariaDB")

ROUNDS = get_rounds(3)
BOOK = "salesflow_app.tests.site.race_calls.book_payment"


@pytest.fixture(scope="module", params=[False, True], ids=["snapshot off", "snapshot on"])
def team(request):
	workers = Team(2, snapshot_isolation=request.param)
	yield workers
	workers.close()


def test_two_clicks_sign_once(users, committed, team):
	for _round in range(ROUNDS):
		sow = deals.make_sent_sow(users)
		frappe.db.commit()
		arguments = {
			"name": sow.name,
			"content_hash": sow.content_hash,
			"full_name": "Alma Approver",
			"authority": 1,
			"consent": 1,
		}
		outcomes = team.run("salesflow_app.portal.sign_sow.sign", [arguments, arguments], user=users.a1)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == ["", ""], [o.trace for o in outcomes]
		assert outcomes[0].result == outcomes[1].result
		assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1
		assert (
			frappe.db.count("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"}) == 1
		)
		assert frappe.db.count("Payment Milestone", {"sow": sow.name}) == 2


def test_sign_and_decline_at_once_give_one_answer(users, committed, team):
	for _round in range(ROUNDS):
		sow = deals.make_sent_sow(users)
		frappe.db.commit()
		outcomes = [
			*team.run(
				"salesflow_app.tests.site.race_calls.answer",
				[{"answer": "sign", "name": sow.name}, {"answer": "decline", "name": sow.name}],
				user=users.a1,
			)
		]
		frappe.db.rollback()
		state = frappe.db.get_value("SOW", sow.name, "workflow_state")
		orders = frappe.db.count("Sales Order", {"salesflow_sow": sow.name})
		assert (state, orders) in (("Signed", 1), ("Declined", 0)), [o.trace for o in outcomes]
		assert sum(outcome.ok for outcome in outcomes) == 1
		assert all("Deadlock" not in outcome.error for outcome in outcomes)


def test_two_workers_make_one_invoice_of_a_milestone(users, committed, team):
	for _round in range(ROUNDS):
		milestone = deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0])
		frappe.db.commit()
		path = "salesflow_app.conversions.payment_milestone_to_sales_invoice.make_sales_invoice"
		outcomes = team.run(path, [{"source_name": milestone.name}] * 2, user=users.ac)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == ["", ""], [o.trace for o in outcomes]
		assert outcomes[0].result == outcomes[1].result
		assert frappe.db.count("Sales Invoice", {"salesflow_payment_milestone": milestone.name}) == 1


def test_two_drafts_of_one_milestone_by_rest_give_one(users, committed, team):
	for _round in range(ROUNDS):
		milestone = deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0])
		frappe.db.commit()
		outcomes = team.run(
			"salesflow_app.tests.site.race_calls.insert_invoice",
			[{"name": milestone.name}] * 2,
			user=users.ac,
		)
		frappe.db.rollback()
		assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
		assert frappe.db.count("Sales Invoice", {"salesflow_payment_milestone": milestone.name}) == 1


def test_two_milestones_of_one_order_at_once_bill_the_signed_total(users, committed, team):
	for _round in range(ROUNDS):
		sow = deals.make_running_sow(users)
		milestones = [deals.report(users, milestone) for milestone in deals.get_milestones(sow)]
		frappe.db.commit()
		path = "salesflow_app.conversions.payment_milestone_to_sales_invoice.make_sales_invoice"
		outcomes = team.run(path, [{"source_name": m.name} for m in milestones], user=users.ac)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == ["", ""], [o.trace for o in outcomes]
		totals = frappe.get_all(
			"Sales Invoice", {"salesflow_sow": sow.name}, pluck="total", order_by="name asc"
		)
		assert sorted(totals) == [4000, 6000]


def make_payment(users, doc, amount=None, is_loose=False) -> str:
	"""A draft that pays the invoice or order: all of it, or `amount` in its currency. A loose one names neither, and is submitted."""
	with deals.as_user(users.ac):
		payment = get_payment_entry(doc.doctype, doc.name, party_amount=amount)
		payment.update({"reference_no": "B1", "reference_date": payment.posting_date})
		if is_loose:
			payment.set("references", [])
			return payment.insert().submit().name
		return payment.insert().name


def make_invoice(users):
	return deals.bill(users, deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0]))


def validate_paid_once(invoice, payments: list[str]) -> None:
	"""The invoice shows what the ledger says, and that is nothing open."""
	assert frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount") == 0
	milestone = invoice.salesflow_payment_milestone
	assert frappe.db.get_value("Payment Milestone", milestone, "workflow_state") == "Paid"
	booked = {"against_voucher_no": invoice.name, "voucher_no": ("in", payments), "delinked": 0}
	assert frappe.get_all("Payment Ledger Entry", booked, pluck="amount") == [-invoice.grand_total]


def test_second_payment_of_one_invoice_at_the_same_moment_is_refused(users, committed, team):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		payments = [make_payment(users, invoice) for _number in range(2)]
		frappe.db.commit()
		calls = [{"name": name} for name in payments]
		outcomes = team.run(BOOK, calls, user=users.ac)
		frappe.db.rollback()
		(loser,) = [outcome for outcome in outcomes if not outcome.ok]
		assert "Reload it" in loser.message or "already been fully paid" in loser.message, loser.trace
		validate_paid_once(invoice, payments)


def test_payment_and_reconciliation_of_one_invoice_at_the_same_moment_pay_it_once(users, committed, team):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		payments = [make_payment(users, invoice, is_loose=True), make_payment(users, invoice)]
		frappe.db.commit()
		calls = [{"name": payments[0], "invoice": invoice.name}, {"name": payments[1]}]
		outcomes = team.run(BOOK, calls, user=users.acm)
		frappe.db.rollback()
		assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
		validate_paid_once(invoice, payments)
		loose = frappe.get_doc("Payment Entry", payments[0])
		if loose.unallocated_amount:
			loose.cancel()  # what nobody allocated would be an advance for other tests
		frappe.db.commit()


def test_two_advances_on_one_order_at_the_same_moment_are_both_counted_or_one_is_refused(
	users, committed, team
):
	for _round in range(ROUNDS):
		order = frappe.get_doc("Sales Order", {"salesflow_sow": deals.make_running_sow(users).name})
		payments = [make_payment(users, order, 100) for _number in range(2)]
		frappe.db.commit()
		calls = [{"name": name} for name in payments]
		outcomes = team.run(BOOK, calls, user=users.ac)
		frappe.db.rollback()
		paid = sum(outcome.ok for outcome in outcomes)
		assert paid, [o.trace for o in outcomes]
		assert frappe.db.get_value("Sales Order", order.name, "advance_paid") == 100 * paid
		for name in frappe.get_all("Payment Entry", {"name": ("in", payments), "docstatus": 1}, pluck="name"):
			frappe.get_doc("Payment Entry", name).cancel()  # an advance that stays would hold other reminders
		frappe.db.commit()
