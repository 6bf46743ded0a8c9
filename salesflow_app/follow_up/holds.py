"""What holds back the reminders of a whole company or customer: days off, books that are behind, money that nobody allocated."""

from collections.abc import Iterable
from datetime import date, timedelta

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import cint, getdate

from salesflow_app.follow_up.finding import Pair
from salesflow_app.people.working_days import is_working_day
from salesflow_app.settings import get_settings

BANK = ("Bank", "Cash")


def is_open_day(company: str, day: date) -> bool:
	"""Is it a working day of the company, whose books are not behind?"""
	return is_working_day(day, company) and not are_books_behind(company, day)


def are_books_behind(company: str, day: date) -> bool:
	"""Is the last bank entry too old to know who has paid? Where none was ever booked, nobody waits for one."""
	days = cint(get_settings().books_days)
	if days <= 0:
		return False
	last = get_last_bank_entry(company, day)
	return bool(last) and last < day - timedelta(days=days)


def get_last_bank_entry(company: str, day: date) -> date | None:
	"""Date of the newest booking on a bank or cash account, up to `day`."""
	accounts = frappe.get_all(
		"Account",
		{"company": company, "account_type": ("in", BANK), "is_group": 0},
		pluck="name",
		order_by="name asc",
	)
	if not accounts:
		return None
	entry = frappe.qb.DocType("GL Entry")
	found = (
		frappe.qb.from_(entry)
		.select(Max(entry.posting_date))
		.where(entry.account.isin(accounts) & (entry.is_cancelled == 0) & (entry.posting_date <= day))
	).run()
	return getdate(found[0][0]) if found and found[0][0] else None


def find_unallocated(pairs: Iterable[Pair]) -> set[Pair]:
	"""Those of whom there is money or credit that no invoice was matched with. Three statements for all."""
	customers = sorted({customer for customer, _company in pairs}) or [""]
	return {*_get_payments(customers), *_get_credit_notes(customers), *_get_journal_entries(customers)}


def _get_payments(customers: list[str]) -> list[Pair]:
	filters = {
		"docstatus": 1,
		"payment_type": "Receive",
		"party_type": "Customer",
		"unallocated_amount": (">", 0),
	}
	return _get_pairs("Payment Entry", {**filters, "party": ("in", customers)}, "party")


def _get_credit_notes(customers: list[str]) -> list[Pair]:
	"""Credit that was not set off, and invoices of which too much was paid."""
	filters = {"docstatus": 1, "outstanding_amount": ("<", 0)}
	return _get_pairs("Sales Invoice", {**filters, "customer": ("in", customers)}, "customer")


def _get_pairs(doctype: str, filters: dict, field: str) -> list[Pair]:
	rows = frappe.get_all(
		doctype, filters, [field, "company"], distinct=True, as_list=True, order_by=f"{field} asc"
	)
	return [(row[0], row[1]) for row in rows]


def _get_journal_entries(customers: list[str]) -> list[Pair]:
	row, entry = frappe.qb.DocType("Journal Entry Account"), frappe.qb.DocType("Journal Entry")
	rows = (
		frappe.qb.from_(row)
		.join(entry)
		.on(entry.name == row.parent)
		.select(row.party, entry.company)
		.distinct()
		.where((row.party_type == "Customer") & row.party.isin(customers) & (row.docstatus == 1))
		.where(
			(row.credit_in_account_currency > 0) & (row.reference_name.isnull() | (row.reference_name == ""))
		)
	).run()
	return [(each[0], each[1]) for each in rows]
