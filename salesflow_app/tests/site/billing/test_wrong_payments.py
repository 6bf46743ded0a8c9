"""Payments that are wrong, and a clock that goes back: refused in a sentence or without effect, nothing half booked."""

from datetime import date, timedelta

import frappe
import pytest
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.utils import flt, today

from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.follow_up import helpers
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse

AMOUNTS = ["workflow_state", "paid_amount", "outstanding_amount"]


@pytest.fixture
def billed(users, ready):
	"""The invoice of a milestone that is ready to bill; nothing of it is paid."""
	return deals.bill(users, ready)


def get_payment(invoice, **values):
	payment = get_payment_entry("Sales Invoice", invoice.name)
	payment.update({"reference_no": "B1", "reference_date": today(), **values})
	return payment


def check_unpaid(invoice) -> None:
	"""Neither milestone nor ledger know of a payment."""
	milestone = frappe.db.get_value("Payment Milestone", invoice.salesflow_payment_milestone, AMOUNTS)
	assert milestone == ("Invoiced", 0, invoice.grand_total)
	assert frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount") == invoice.grand_total
	assert not frappe.db.exists(
		"GL Entry", {"against_voucher": invoice.name, "voucher_type": "Payment Entry"}
	)


def test_payment_of_another_customer_is_refused(users, billed):
	with deals.as_user(users.ac):
		payment = get_payment(billed, party=users.customer_b)
		refuse(payment.insert, words=billed.name)
	check_unpaid(billed)


@pytest.mark.bench_only("which amounts ERPNext takes")
def test_negative_payment_is_refused(users, billed):
	with deals.as_user(users.ac):
		payment = get_payment(billed, paid_amount=-100, received_amount=-100)
		payment.references[0].allocated_amount = -100
		refuse(_submit, payment, words="negative")
	check_unpaid(billed)


def test_more_than_is_open_is_not_allocated(users, billed):
	with deals.as_user(users.ac):
		payment = get_payment(billed)
		payment.references[0].allocated_amount = billed.grand_total + 0.01
		refuse(_submit, payment, words="cannot be greater than outstanding amount")
	check_unpaid(billed)


@pytest.mark.bench_only("receivable accounts in another currency")
def test_payment_at_a_rate_of_nothing_is_refused(users, billed_in_dollars):
	with deals.as_user(users.ac):
		payment = get_payment(billed_in_dollars, source_exchange_rate=0, received_amount=0)
		refuse(_submit, payment, words="mandatory")
	check_unpaid(billed_in_dollars)


def _submit(payment) -> None:
	payment.insert().submit()


@pytest.mark.bench_only("receivable accounts in another currency")
def test_payment_at_another_rate_pays_what_is_open_in_the_invoices_currency(users, billed_in_dollars):
	"""The receivable is in dollars: what they are worth on the day is the company's gain, and nothing of the milestone's."""
	invoice = billed_in_dollars
	milestone = frappe.get_doc("Payment Milestone", invoice.salesflow_payment_milestone)
	for amount, rate, state in ((1190, 1.0, "Partly Paid"), (3570, 0.8, "Paid")):
		with deals.as_user(users.ac):
			payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
			payment.update({"reference_no": "B1", "reference_date": today(), "source_exchange_rate": rate})
			payment.received_amount = flt(amount * rate, 2)
			payment.insert().submit()
		milestone.reload()
		assert (milestone.workflow_state, milestone.outstanding_amount) == (state, get_open(invoice))
	assert (milestone.paid_amount, milestone.outstanding_amount) == (4760, 0)
	assert get_gain(invoice.company) == flt(1190 * (1.0 - 0.9) + 3570 * (0.8 - 0.9), 2)


def get_open(invoice) -> float:
	"""What the ledger of payments says is open, in the currency of the account."""
	filters = {"against_voucher_no": invoice.name, "delinked": 0}
	rows = frappe.get_all("Payment Ledger Entry", filters, pluck="amount_in_account_currency")
	return flt(sum(rows), 6)


def get_gain(company: str) -> float:
	account = frappe.get_cached_value("Company", company, "exchange_gain_loss_account")
	rows = frappe.get_all("GL Entry", {"account": account, "is_cancelled": 0}, ["debit", "credit"])
	return flt(sum(row.credit - row.debit for row in rows), 2)


def test_clock_that_is_set_back_reminds_of_nothing_again(users, plan_of_reminders):
	due = date.today()
	customer = factories.make_customer(contact="clara@paying.example").name
	invoice = helpers.make_invoice(customer, due)
	helpers.run(due + timedelta(days=15))
	done, sent = helpers.get_steps(invoice), helpers.count_mails(customer)
	for days in (8, 14, 15):
		helpers.run(due + timedelta(days=days))
	assert (helpers.get_steps(invoice), helpers.count_mails(customer)) == (done, sent)
	helpers.run(due + timedelta(days=30))
	assert [days for days, _skipped in helpers.get_steps(invoice)][-1] == 30


def test_clock_that_is_set_back_makes_no_second_invoice(users, ready):
	"""Notice and draft stay; whoever bills again gets the first draft."""
	first = deals.bill(users, ready, submit=False)
	with helpers.at_noon(date.today() - timedelta(days=3)):
		assert deals.bill(users, ready, submit=False).name == first.name
	assert frappe.db.count("Sales Invoice", {"salesflow_payment_milestone": ready.name}) == 1
	assert get_state(ready) == "Draft Invoiced"
