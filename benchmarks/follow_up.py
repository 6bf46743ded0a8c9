"""What payment follow-up costs: a mail, its invoices, and a day with nothing due. `make bench` runs it after the pages.

Everything is rolled back. `SALESFLOW_INVOICES` changes how many open invoices the quiet day has.
"""

import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, today

from benchmarks.figures import write
from benchmarks.measuring import Cost, counted
from salesflow_app.follow_up import reminders
from salesflow_app.portal import overview
from salesflow_app.tests.site import cast, connection, factories, isolation
from salesflow_app.tests.site.follow_up.helpers import RULES, get_rows, make_invoice
from salesflow_app.tests.site.jobs import kept

MANY = int(os.environ.get("SALESFLOW_INVOICES") or 100_000)
OF_ONE_CUSTOMER, CUSTOMERS, ON_THE_PAGE = 500, 20, 10_000
ROUNDS = 3


def main() -> None:
	connection.connect()
	with isolation.rolled_back(), kept():
		factories.make_fiscal_years()
		users = cast.get_users()
		frappe.get_doc("Salesflow Settings").update({**RULES, "follow_up_plan": get_rows()}).save()
		figures = "\n".join([*get_mail_lines(), "", *get_quiet_lines(), "", *get_page_lines(users)])
	print(figures)
	if "--write" in sys.argv:
		write("follow_up", figures)


def make_many(number: int, customers: int, due: date) -> Document:
	"""So many open invoices of deals, of so many customers, copied within the database; returns the first."""
	first = make_invoice(factories.make_customer(contact="first@paying.example").name, due)
	names = [first.customer, *(factories.make_customer(contact=None).name for _n in range(customers - 1))]
	if number > 1:
		name, quoted = f"concat('{first.name}-', seq)", ", ".join(map(frappe.db.escape, names))
		customer = f"elt(mod(seq, {customers}) + 1, {quoted})"
		copy_rows("Sales Invoice", first.name, number - 1, name=name, customer=customer)
		copy_rows("Sales Invoice Item", first.items[0].name, number - 1, name=name, parent=name)
	return first


def copy_rows(doctype: str, source: str, number: int, **changes: str) -> None:
	"""Copies of one row, in which some columns are what an expression says; `seq` counts from 1."""
	columns = frappe.db.get_table_columns(doctype)
	chosen = ", ".join(changes.get(column, f"`{column}`") for column in columns)
	into = ", ".join(f"`{column}`" for column in columns)
	table = f"`tab{doctype}`"
	frappe.db.sql(
		f"insert into {table} ({into}) select {chosen} from {table}, seq_1_to_{number} where name = %s",
		source,
	)


def measure(action: Callable) -> Cost:
	costs: list[Cost] = []
	with counted(costs):
		action()
	return costs[0]


def remind(number: int, customers: int) -> Cost:
	"""The clock's run with so many due invoices; undone."""
	frappe.db.savepoint("benchmark")
	make_many(number, customers, getdate(today()) - timedelta(days=8))
	reminders.send_due_reminders(on_any_day=True)  # the first one warms the caches
	assert frappe.db.count("Payment Follow Up Invoice", {"is_step": 1}) >= number
	frappe.db.delete("Payment Follow Up Invoice", {"is_step": 1})
	frappe.db.delete("Payment Follow Up", {"entry_key": ("is", "set")})
	cost = measure(lambda: reminders.send_due_reminders(on_any_day=True))
	frappe.db.rollback(save_point="benchmark")
	return cost


def get_mail_lines() -> list[str]:
	single, invoices, mails = remind(1, 1), remind(OF_ONE_CUSTOMER, 1), remind(CUSTOMERS, CUSTOMERS)
	each_invoice = (invoices.statements - single.statements) / (OF_ONE_CUSTOMER - 1)
	each_mail = (mails.statements - single.statements) / (CUSTOMERS - 1) - each_invoice
	return [
		"| due | statements | ms |",
		"|---|---:|---:|",
		f"| 1 invoice | {single.statements} | {single.seconds * 1000:.0f} |",
		f"| {OF_ONE_CUSTOMER} invoices of one customer | {invoices.statements} | {invoices.seconds * 1000:.0f} |",
		f"| {CUSTOMERS} customers with one each | {mails.statements} | {mails.seconds * 1000:.0f} |",
		"",
		f"Each further invoice of a mail: {each_invoice:.1f} statements. Each further mail: {each_mail:.1f}.",
	]


def get_quiet_lines() -> list[str]:
	"""All steps of all invoices are done: nothing is due."""
	frappe.db.savepoint("benchmark")
	first = make_many(MANY, 1, getdate(today()) - timedelta(days=40))
	frappe.db.set_value(
		"Sales Invoice", {"customer": first.customer, "name": ("!=", first.name)}, "docstatus", 2
	)
	reminders.send_due_reminders(on_any_day=True)
	frappe.db.set_value("Sales Invoice", {"customer": first.customer}, "docstatus", 1)
	row = frappe.db.get_value("Payment Follow Up Invoice", {"sales_invoice": first.name}, "name")
	name = f"concat('{first.name}-', seq)"
	copy_rows("Payment Follow Up Invoice", row, MANY - 1, name=name, sales_invoice=name, step_key=name)
	quiet = [measure(lambda: reminders.send_due_reminders(on_any_day=True)) for _time in range(ROUNDS)]
	plain = [measure(ask_plainly) for _time in range(ROUNDS)]
	frappe.db.rollback(save_point="benchmark")
	a, b = (median(cost.seconds for cost in costs) for costs in (quiet, plain))
	return [
		f"| nothing due, {MANY:,} open and overdue | statements | ms | of the plain query |",
		"|---|---:|---:|---:|",
		f"| one plain query of the open invoices | 1 | {b * 1000:.0f} | 1.0 |",
		f"| the clock's run | {quiet[-1].statements} | {a * 1000:.0f} | {a / b:.1f} |",
	]


def ask_plainly() -> None:
	frappe.get_all(
		"Sales Invoice",
		{"docstatus": 1, "is_return": 0, "outstanding_amount": (">", 0), "due_date": ("<=", today())},
		["name", "customer", "company", "due_date", "outstanding_amount"],
		order_by=None,
	)


def get_page_lines(users: cast.Users) -> list[str]:
	"""The client's overview where there are many invoices; the frame of the page is in the table above."""
	frappe.db.savepoint("benchmark")
	first = make_many(ON_THE_PAGE, 1, getdate(today()))
	frappe.db.set_value("Sales Invoice", {"customer": first.customer}, "customer", users.customer_a)
	frappe.set_user(users.a1)
	overview.get_overview()
	cost = measure(overview.get_overview)
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="benchmark")
	line = f"The overview's own lists with {ON_THE_PAGE:,} invoices: {cost.statements} statements, {cost.seconds * 1000:.0f} ms."
	return [line]


if __name__ == "__main__":
	main()
