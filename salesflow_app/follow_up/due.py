"""What is to be done about a customer today: the steps their invoices have come to, by channel."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import frappe

from salesflow_app.follow_up import facts, holds
from salesflow_app.follow_up.finding import Pair
from salesflow_app.follow_up.plan import Plans
from salesflow_app.rules.follow_up import Due, choose_plan, find_hold, get_due


@dataclass
class Work:
	"""One customer of one company, and the steps of the invoices that are due and that nothing holds back."""

	customer: frappe._dict
	company: str
	plan_length: int
	due: dict[str, Due] = field(default_factory=dict)
	"""Invoice -> its step."""

	def get_channels(self) -> list[str]:
		return sorted({due.step.channel for due in self.due.values()}, reverse=True)

	def get_due(self, channel: str) -> dict[str, Due]:
		return {name: due for name, due in self.due.items() if due.step.channel == channel}


def get_work(pairs: Iterable[Pair], plans: Plans, day: date, on_any_day: bool = False) -> list[Work]:
	"""What is due for these customers, as far as neither the day, the books, they nor their money hold it back."""
	pairs = pairs if on_any_day else keep_open(pairs, day)
	if not pairs:
		return []
	customers = facts.get_customers(customer for customer, _company in pairs)
	invoices = facts.get_open_invoices(pairs)
	unallocated = holds.find_unallocated(pairs)
	wanted = [
		pair
		for pair in pairs
		if pair[0] in customers and not customers[pair[0]].salesflow_reminders_off and pair not in unallocated
	]
	found = [_get_work(customers[name], company, invoices, plans, day) for name, company in wanted]
	return [work for work in found if work.due]


def keep_open(pairs: Iterable[Pair], day: date) -> list[Pair]:
	"""Those of companies that remind of payments today: a working day, and books that are not behind."""
	pairs = list(pairs)
	are_open = {company: holds.is_open_day(company, day) for company in {each[1] for each in pairs}}
	return [pair for pair in pairs if are_open[pair[1]]]


def _get_work(customer: frappe._dict, company: str, invoices: dict, plans: Plans, day: date) -> Work:
	plan = choose_plan(plans, customer.salesflow_customer_class)
	work = Work(customer, company, len(plan))
	for row in invoices.get((customer.name, company), ()):
		if find_hold(row.outstanding_amount, day, row.promised_until, row.is_disputed, row.is_on_hold):
			continue
		if due := get_due(plan, row.due_date, day, row.done, row.posting_date):
			work.due[row.name] = due
	return work
