"""What the strip of a deal costs on each form, beside stock's loading of that form. `make bench` runs it after the pages.

The deal is made and rolled back. Statements are those of a warm request: the metadata is in the cache.
"""

import sys
from collections.abc import Callable

import frappe
from frappe.desk.form.load import getdoc

from benchmarks.figures import write
from benchmarks.measuring import Cost, counted
from benchmarks.pages import account
from salesflow_app.deal.chain import get_deal
from salesflow_app.desk.strip import page
from salesflow_app.tests.site import cast, connection, deals, factories
from salesflow_app.tests.site.jobs import kept

MILESTONES = 20
ROUNDS = 3
Count = tuple[int, int]
"""Statements of the strip, and of stock's form load."""


def main() -> None:
	connection.connect()
	with account(), kept():
		factories.make_fiscal_years()
		counts = measure(make_deal(cast.get_users()), cast.get_users().am)
	frappe.db.rollback()
	figures = "\n".join(get_lines(counts))
	print(figures)
	if "--write" in sys.argv:
		write("strip", figures)


def make_deal(users: cast.Users) -> dict[str, list[str]]:
	"""A running SOW with twenty milestones, one of them billed; DocType -> names, the customer included."""
	sow = deals.make_running_sow(users, milestones=factories.get_plan(*[100 / MILESTONES] * MILESTONES))
	deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))
	return {**get_deal("SOW", sow.name), "Customer": [sow.customer]}


def measure(deal: dict[str, list[str]], user: str) -> dict[str, Count]:
	"""For each form, as the account manager opens it."""
	frappe.set_user(user)
	counts = {}
	for doctype, names in deal.items():
		if frappe.has_permission(doctype, "read"):
			name = names[0]
			strip = count(lambda doctype=doctype, name=name: page.get(doctype, name))
			counts[doctype] = strip, count(lambda doctype=doctype, name=name: getdoc(doctype, name))
	return counts


def count(ask: Callable) -> int:
	"""Statements of the last of some rounds; the first ones warm up."""
	costs: list[Cost] = []
	for _round in range(ROUNDS):
		with counted(costs):
			ask()
	return costs[-1].statements


def get_lines(counts: dict[str, Count]) -> list[str]:
	lines = ["| form | strip | stock's form load | of stock's |", "|---|---:|---:|---:|"]
	return lines + [
		f"| {doctype} | {strip} | {load} | {strip / load:.2f} |"
		for doctype, (strip, load) in counts.items()
		if load
	]


if __name__ == "__main__":
	main()
