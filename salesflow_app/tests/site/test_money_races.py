"""A credit note or a cancellation at the same moment as a payment: the milestone is what the ledger says afterwards."""

import frappe
import pytest
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from frappe.utils import flt

from salesflow_app.milestone import repair
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.processes import Outcome, Team, get_rounds

pytestmark = pytest.mark.bench_only("two processes meet at the row locks of MariaDB")

ROUNDS = get_rounds(3)
BOOK = "salesflow_app.tests.site.race_calls.book"
GIVEN_WAY = ("Reload it", "already been fully paid", "cancelled", "not credited yet", "has been modified")
"""Whoever came second reads that the other was faster, or what is true since."""


@pytest.fixture(scope="module", params=[False, True], ids=["snapshot off", "snapshot on"])
def team(request):
	workers = Team(2, snapshot_isolation=request.param)
	yield workers
	workers.close()


def make_invoice(users):
	return deals.bill(users, deals.report(users, deals.get_milestones(deals.make_running_sow(users))[0]))


def make_payment(users, invoice, amount=None):
	with deals.as_user(users.ac):
		payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
		payment.update({"reference_no": "B1", "reference_date": payment.posting_date})
		return payment.insert()


def make_note(users, invoice, share=1.0):
	with deals.as_user(users.ac):
		note = make_sales_return(invoice.name)
		for row in note.items:
			row.rate *= share
		return note.insert()


def book_at_once(users, team, *acts: tuple) -> list[Outcome]:
	"""Pairs of a document and what is done with it, "submit" or "cancel"; whoever is refused is told why."""
	frappe.db.commit()
	calls = [{"doctype": doc.doctype, "name": doc.name, "act": act} for doc, act in acts]
	outcomes = team.run(BOOK, calls, user=users.acm)
	frappe.db.rollback()
	assert any(outcome.ok for outcome in outcomes), [outcome.trace for outcome in outcomes]
	for loser in outcomes:
		assert loser.ok or any(words in loser.message for words in GIVEN_WAY), loser.trace
	return outcomes


def validate_is_ledgers(invoice) -> None:
	"""Open amount and milestone are what the ledger's entries come to, and nobody paid a cancelled invoice."""
	booked = frappe.get_all(
		"Payment Ledger Entry",
		{"against_voucher_no": invoice.name, "delinked": 0},
		["voucher_no", "amount_in_account_currency"],
	)
	left = flt(sum(row.amount_in_account_currency for row in booked), 2)
	now = frappe.db.get_value(
		"Sales Invoice", invoice.name, ["docstatus", "outstanding_amount"], as_dict=True
	)
	assert left == (flt(now.outstanding_amount, 2) if now.docstatus == 1 else 0), booked
	assert repair.repair_milestone(invoice.salesflow_payment_milestone) == []


def get_state(invoice) -> str:
	return frappe.db.get_value("Payment Milestone", invoice.salesflow_payment_milestone, "workflow_state")


def test_credit_and_payment_of_all_at_the_same_moment_leave_the_milestone_as_the_ledger_has_it(
	users, committed, team
):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		note, payment = make_note(users, invoice), make_payment(users, invoice)
		credited, paid = book_at_once(users, team, (note, "submit"), (payment, "submit"))
		validate_is_ledgers(invoice)
		assert get_state(invoice) == ("Credited" if credited.ok else "Paid")
		assert not (credited.ok and paid.ok) or flt(note.reload().outstanding_amount) < 0


def test_credit_and_payment_of_a_part_at_the_same_moment_are_both_counted_or_one_is_refused(
	users, committed, team
):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		note, payment = make_note(users, invoice, 0.25), make_payment(users, invoice, 1000)
		credited, paid = book_at_once(users, team, (note, "submit"), (payment, "submit"))
		validate_is_ledgers(invoice)
		assert get_state(invoice) == ("Partly Paid" if paid.ok else "Invoiced")
		left = invoice.grand_total - credited.ok * abs(note.grand_total) - paid.ok * 1000
		assert frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount") == pytest.approx(left)


def test_invoice_cancelled_at_the_moment_of_its_payment_is_either_paid_or_cancelled(users, committed, team):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		payment = make_payment(users, invoice)
		cancelled, paid = book_at_once(users, team, (invoice, "cancel"), (payment, "submit"))
		assert cancelled.ok != paid.ok, [cancelled.trace, paid.trace]
		validate_is_ledgers(invoice)
		assert get_state(invoice) == ("Ready to Bill" if cancelled.ok else "Paid")


def test_invoice_cancelled_at_the_moment_of_its_credit_is_either_credited_or_cancelled(
	users, committed, team
):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		note = make_note(users, invoice)
		cancelled, credited = book_at_once(users, team, (invoice, "cancel"), (note, "submit"))
		assert cancelled.ok != credited.ok, [cancelled.trace, credited.trace]
		validate_is_ledgers(invoice)
		assert get_state(invoice) == ("Ready to Bill" if cancelled.ok else "Credited")


def test_payment_cancelled_at_the_moment_of_a_credit_leaves_the_milestone_as_the_ledger_has_it(
	users, committed, team
):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		payment = make_payment(users, invoice, 1000)
		payment.submit()
		note = make_note(users, invoice, 0.25)
		reversed_, credited = book_at_once(users, team, (payment, "cancel"), (note, "submit"))
		validate_is_ledgers(invoice)
		assert get_state(invoice) == ("Invoiced" if reversed_.ok else "Partly Paid")
		assert reversed_.ok or credited.ok


def test_credit_taken_back_at_the_moment_of_a_payment_leaves_the_milestone_as_the_ledger_has_it(
	users, committed, team
):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		note = make_note(users, invoice, 0.25)
		with deals.as_user(users.ac):
			note.submit()
		payment = make_payment(users, invoice, 1000)
		book_at_once(users, team, (note, "cancel"), (payment, "submit"))
		validate_is_ledgers(invoice)


def test_two_credits_of_one_invoice_at_the_same_moment_credit_it_once(users, committed, team):
	for _round in range(ROUNDS):
		invoice = make_invoice(users)
		notes = [make_note(users, invoice) for _number in range(2)]
		outcomes = book_at_once(users, team, *((note, "submit") for note in notes))
		assert sum(outcome.ok for outcome in outcomes) == 1, [o.trace for o in outcomes]
		validate_is_ledgers(invoice)
		assert get_state(invoice) == "Credited"
