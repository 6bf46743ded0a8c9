"""The consulting story for clients who pay in yen and in Kuwaiti dinars: every sum agrees to the smallest unit."""

import frappe
import pytest
from frappe.utils import flt

from salesflow_app import commands
from salesflow_app.demo import consulting, money
from salesflow_app.demo.stage import Stage

ON_ONE_ACCOUNT = "allow_multi_currency_invoices_against_single_party_account"
DECIMALS = {"JPY": 0, "KWD": 3}
TOTALS = {"JPY": 16000001, "KWD": 33000.001}


def test_command_offers_each_currency_of_the_story():
	assert set(commands.CURRENCIES) == set(money.WORTH) == set(consulting.ABROAD) == set(DECIMALS)


@pytest.mark.parametrize("currency", DECIMALS)
def test_consulting_in_other_currencies(settings, currency_precision, currency):
	"""The company books them on its own receivable account, in euros."""
	frappe.db.set_single_value("Accounts Settings", ON_ONE_ACCOUNT, 1)
	sow = play(settings, currency_precision, currency)
	check_sums(sow)
	assert get_ledger(sow, "debit") == get_ledger(sow, "credit")


@pytest.mark.bench_only("receivable accounts in another currency")
@pytest.mark.parametrize("currency", DECIMALS)
def test_consulting_on_a_receivable_account_in_the_clients_currency(settings, currency_precision, currency):
	"""Payments arrive at another rate than that of the invoices; the difference is a gain of the company's."""
	frappe.db.set_single_value("Accounts Settings", ON_ONE_ACCOUNT, 0)
	sow = play(settings, currency_precision, currency)
	account = money.get_receivable(sow.company, currency)
	check_sums(sow)
	gross = flt(sum(get_gross(invoice) for invoice in get_invoices(sow)), 6)
	in_account = [get_ledger(sow, f"{side}_in_account_currency", account) for side in ("debit", "credit")]
	assert in_account == [gross, gross]
	assert get_ledger(sow, "debit", account) == get_ledger(sow, "credit", account)
	billed = sum(invoice.base_rounded_total or invoice.base_grand_total for invoice in get_invoices(sow))
	received = sum(flt(payment.base_received_amount) for payment in get_payments(sow))
	assert flt(received - billed, 2) == get_gain(sow) > 0


def play(settings, currency_precision, currency: str):
	settings()
	currency_precision(max(2, DECIMALS[currency]))
	consulting.run(Stage("consulting", currency=currency))
	return frappe.get_last_doc("SOW", {"customer": consulting.ABROAD[currency].customer})


def check_sums(sow) -> None:
	currency, decimals = sow.currency, DECIMALS[sow.currency]
	assert sow.total == TOTALS[currency]
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert (order.currency, order.net_total, order.status) == (currency, sow.total, "Closed")
	milestones = frappe.get_all(
		"Payment Milestone",
		{"sow": sow.name},
		["amount", "billed_amount", "paid_amount", "outstanding_amount"],
	)
	assert all(flt(row.amount, decimals) == row.amount for row in milestones)
	assert flt(sum(row.amount for row in milestones), 6) == sow.total
	invoices = get_invoices(sow)
	assert flt(sum(invoice.net_total for invoice in invoices), 6) == sow.total
	assert all(flt(get_gross(invoice), decimals) == get_gross(invoice) for invoice in invoices)
	gross = flt(sum(get_gross(invoice) for invoice in invoices), 6)
	assert [flt(sum(row[field] for row in milestones), 6) for field in ("billed_amount", "paid_amount")] == [
		gross,
		gross,
	]
	assert {row.outstanding_amount for row in milestones} == {0}
	assert {(invoice.currency, invoice.outstanding_amount, invoice.status) for invoice in invoices} == {
		(currency, 0, "Paid")
	}


def get_gross(invoice) -> float:
	return invoice.rounded_total or invoice.grand_total


def get_invoices(sow) -> list:
	names = frappe.get_all("Payment Milestone", {"sow": sow.name}, pluck="sales_invoice")
	return [frappe.get_doc("Sales Invoice", name) for name in names]


def get_payments(sow) -> list:
	names = [invoice.name for invoice in get_invoices(sow)]
	rows = frappe.get_all("Payment Entry Reference", {"reference_name": ("in", names)}, pluck="parent")
	return [frappe.get_doc("Payment Entry", name) for name in rows]


def get_ledger(sow, field: str, account: str | None = None) -> float:
	filters = {"party": sow.customer, "is_cancelled": 0}
	if account:
		filters["account"] = account
	return flt(sum(frappe.get_all("GL Entry", filters, pluck=field)), 6)


def get_gain(sow) -> float:
	"""What was booked on the company's account for exchange differences; a gain is above zero."""
	account = frappe.get_cached_value("Company", sow.company, "exchange_gain_loss_account")
	rows = frappe.get_all("GL Entry", {"account": account, "is_cancelled": 0}, ["debit", "credit"])
	return flt(sum(row.credit - row.debit for row in rows), 2)
