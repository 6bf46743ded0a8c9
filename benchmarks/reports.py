"""What the reports cost over many deals, beside ERPNext's own *Opportunity Summary by Sales Stage*. `make bench` runs it last.

Everything is rolled back. `SALESFLOW_DEALS` changes how many deals there are.
"""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import frappe
from erpnext.crm.report.opportunity_summary_by_sales_stage.opportunity_summary_by_sales_stage import (
	execute as execute_stock,
)
from frappe.utils import getdate, today

from benchmarks.figures import write
from benchmarks.follow_up import copy_rows
from benchmarks.measuring import Cost, counted
from salesflow_app.tests.site import cast, connection, deals, factories, isolation
from salesflow_app.tests.site.jobs import kept
from salesflow_app.tests.site.lost_data.helpers import get_analyses
from salesflow_app.tests.site.reports.helpers import NAMES

MANY = int(os.environ.get("SALESFLOW_DEALS") or 100_000)
ROUNDS = 3
DAY = "date_sub(curdate(), interval mod(seq, 400) day)"
STATUS = "elt(mod(seq, 5) + 1, 'Open', 'Quotation', 'Converted', 'Lost', 'Replied')"
SIZE = "elt(mod(seq, 6) + 1, '1-10', '11-50', '51-200', '201-500', '501-1000', '1000+')"
STAGE = "elt(mod(seq, 3) + 1, 'Prospecting', 'Qualification', 'Negotiation/Review')"


def main() -> None:
	connection.connect()
	with isolation.rolled_back(), kept():
		factories.make_fiscal_years()
		users = cast.get_users()
		make_many(users)
		figures = "\n".join(get_lines(users))
	print(figures)
	if "--write" in sys.argv:
		write("reports", figures)


def make_many(users: cast.Users) -> None:
	"""So many deals: each with a quotation, a fifth of them with a SOW and two milestones, a fifth of them lost."""
	deal = factories.make_opportunity(users.customer_a)
	deal.db_set({"salesflow_advice": "Offer a pilot", "salesflow_advice_by": users.sm})
	copy(
		"Opportunity",
		deal.name,
		MANY,
		transaction_date=DAY,
		status=STATUS,
		no_of_employees=SIZE,
		sales_stage=STAGE,
	)
	quotation = factories.make_quotation(users.customer_a, submit=True, opportunity=deal.name)
	own = f"concat('{deal.name}-', seq)"
	waits = "if(mod(seq, 4), 'Ordered', 'Open')"
	copy("Quotation", quotation.name, MANY, opportunity=own, transaction_date=DAY, status=waits)
	sow = deals.make_running_sow(users, opportunity=deal.name)
	copy("SOW", sow.name, MANY // 5, opportunity=own)
	for milestone in deals.get_milestones(sow):
		planned = "date_sub(adddate(curdate(), 150), interval mod(seq, 300) day)"
		of = f"concat('{sow.name}-', seq)"
		copy("Payment Milestone", milestone.name, MANY // 5, sow=of, planned_date=planned, plan_key="name")
	lost = factories.make_opportunity(users.customer_a)
	with deals.as_user(users.su):
		lost.declare_enquiry_lost([], [], "They chose somebody else")
	(analysis,) = get_analyses(lost)
	copy(
		"Salesflow Lost Analysis",
		analysis.name,
		MANY // 5,
		reference_name=own,
		entry_key=own,
		leader=f"'{users.sm}'",
	)


def copy(doctype: str, source: str, number: int, **changes: str) -> None:
	"""Copies of a document without its rows, named after it; `name` as an expression stands for the new name."""
	name = f"concat('{source}-', seq)"
	columns = {field: name if words == "name" else words for field, words in changes.items()}
	copy_rows(doctype, source, number, name=name, **columns)


def get_lines(users: cast.Users) -> list[str]:
	lines = [
		f"| report, {MANY:,} deals | rows | statements | ms | stock's ms | ratio |",
		"|---|---:|---:|---:|---:|---:|",
	]
	for name in NAMES:
		rows: list = []
		user = users.om if name == "Expected Cash" else users.sm
		cost, stock = measure(user, lambda name=name, rows=rows: run(name, rows))
		times = f"{cost.seconds * 1000:.0f} | {stock.seconds * 1000:.0f} | {cost.seconds / stock.seconds:.1f}"
		lines.append(f"| {name} | {len(rows[-1]):,} | {cost.statements} | {times} |")
	return lines


def run(name: str, rows: list) -> None:
	scrubbed = frappe.scrub(name)
	module = import_module(f"salesflow_app.salesflow_app.report.{scrubbed}.{scrubbed}")
	rows.append(module.execute({"company": cast.get_company()})[1])


def run_stock() -> None:
	begin = getdate(today()) - timedelta(days=400)
	filters = {"based_on": "Opportunity Owner", "data_based_on": "Number", "company": cast.get_company()}
	execute_stock(frappe._dict(filters, from_date=str(begin), to_date=today(), status=[]))


def measure(user: str, action: Callable) -> tuple[Cost, Cost]:
	"""The shortest of some rounds, and ERPNext's report in turn with them: on a busy machine, look at the ratio."""
	costs: list[Cost] = []
	stock: list[Cost] = []
	with deals.as_user(user):
		for _round in range(ROUNDS):
			with counted(stock):
				run_stock()
			with counted(costs):
				action()
	return tuple(min(found, key=lambda cost: cost.seconds) for found in (costs, stock))


if __name__ == "__main__":
	main()
