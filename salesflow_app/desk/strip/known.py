"""What is known of one deal: its documents by stage, its open tasks, what is left to deliver, and what was billed."""

from __future__ import annotations

from dataclasses import dataclass, field

import frappe
from frappe.utils import flt

from salesflow_app.deal.links import Node
from salesflow_app.deal.status import WON
from salesflow_app.desk.strip.standing import get_standing, is_live
from salesflow_app.salesflow_app.workflows import payment_milestone, sow

TALKS = ("Lead", "Opportunity", "Discovery")
PRODUCE = "produce:"
"""The keys of the departments' tasks begin with it."""


@dataclass
class Known:
	"""Facts of a deal, oldest first; `undelivered` are orders with goods to be delivered."""

	facts: list[frappe._dict]
	tasks: dict[Node, list[frappe._dict]]
	undelivered: set[str] = field(default_factory=set)

	def get(self, doctype: str) -> list[frappe._dict]:
		"""The documents that count; those that were given up only where there is no other."""
		live = [fact for fact in self.facts if fact.doctype == doctype and is_live(fact)]
		if doctype != "SOW":
			return live
		return [fact for fact in live if fact.state not in sow.GIVEN_UP] or live

	def get_tasks(self, fact: frappe._dict) -> list[frappe._dict]:
		return self.tasks.get((fact.doctype, fact.name), [])

	def get_orders(self) -> list[frappe._dict]:
		"""Submitted ones."""
		return [order for order in self.get("Sales Order") if order.docstatus == 1]

	def get_production_tasks(self) -> list[frappe._dict]:
		tasks = [task for order in self.get_orders() for task in self.get_tasks(order)]
		return [task for task in tasks if task.task.startswith(PRODUCE)]

	def is_lost(self) -> bool:
		"""Nobody goes on with it: lost or closed, and nothing was ordered."""
		ended = [fact for fact in self.get("Opportunity") if get_standing(fact) == "blocked"]
		return bool(ended) and not self.get_orders()

	def is_won_elsewhere(self) -> bool:
		"""Won, and nothing was offered or ordered here: a deal of the time before, taken over from another system."""
		is_won = any(fact.state == WON for fact in self.get("Opportunity"))
		return is_won and {fact.doctype for fact in self.facts} <= set(TALKS)

	def needs_sow(self) -> bool:
		return any(fact.sow_needed for fact in self.facts)

	def get_ready_milestones(self) -> list[frappe._dict]:
		return [
			fact for fact in self.get("Payment Milestone") if fact.state == payment_milestone.READY_TO_BILL
		]

	def is_billed(self) -> bool:
		"""Is there nothing left to bill of what was ordered? Milestones say so where there are any."""
		milestones = self.get("Payment Milestone")
		if milestones:
			billed = (*payment_milestone.OWED, payment_milestone.WAIVED)
			return all(fact.state in billed for fact in milestones)
		orders = self.get_orders()
		if not orders:
			return bool(self.get("Sales Invoice"))
		return all(_is_order_billed(order) for order in orders)


def _is_order_billed(order: frappe._dict) -> bool:
	return flt(order.billed, 2) >= 100 or order.status in ("Completed", "Closed")


def add_lead(facts: list[frappe._dict]) -> list[frappe._dict]:
	"""The lead that the first document is about comes before it."""
	first = facts[0]
	if first.party_type != "Lead" or not first.party:
		return facts
	lead = {"doctype": "Lead", "name": first.party, "docstatus": 0, "client": first.client}
	return [frappe._dict(lead), *facts]
