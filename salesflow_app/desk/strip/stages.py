"""The stages of one deal, in order: which there are, and how each stands. Words and people are in `words.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import frappe
from frappe.utils import flt

from salesflow_app.desk.strip.known import Known
from salesflow_app.desk.strip.standing import (
	BLOCKED,
	DONE,
	LATER,
	NEXT,
	NOW,
	get_standing,
	is_overdue,
	is_owed,
	summarize,
)
from salesflow_app.rules.clearance import DEPOSIT_PAID, FULLY_PAID
from salesflow_app.settings import get_settings

STAGES = {
	"Lead": "lead",
	"Opportunity": "opportunity",
	"Discovery": "discovery",
	"Work Proposal": "proposal",
	"Quotation": "quotation",
	"SOW": "sow",
	"Sales Order": "order",
	"Delivery Note": "delivery",
	"Payment Milestone": "milestones",
	"Sales Invoice": "invoice",
}
"""DocType -> its stage. Production is a stage between order and delivery, payment one after the invoice."""
ORDER = (
	"lead opportunity discovery proposal quotation sow order production delivery milestones invoice payment"
).split()
EARLY = ("lead", "opportunity", "discovery", "quotation")
"""Over as soon as something follows."""


@dataclass
class Stage:
	"""`documents` are those it is about; `about` is the one that says what it says."""

	key: str
	standing: str
	documents: list[frappe._dict] = field(default_factory=list)
	about: frappe._dict | None = None
	tasks: list[frappe._dict] = field(default_factory=list)


def get_stages(known: Known) -> list[Stage]:
	"""What there is, then what is to come."""
	there = {key: stage for key in ORDER if (stage := _get_stage(known, key))}
	_ask_for_order(there)
	if not any(stage.standing != LATER for stage in there.values()):
		return []  # all of it was cancelled: nothing was done, and nothing follows
	_end_early_ones(there)
	_find_successor(there, known)
	return [there[key] for key in ORDER if key in there]


def _ask_for_order(there: dict[str, Stage]) -> None:
	"""A signature makes its order: a signed SOW without one had it cancelled, and needs it again."""
	sow = there.get("sow")
	if sow and sow.standing == DONE and "order" not in there:
		there["order"] = Stage("order", NEXT, [], sow.about)


def _get_stage(known: Known, key: str) -> Stage | None:
	if key in FINDERS:
		return FINDERS[key](known)
	doctype = next(doctype for doctype, stage in STAGES.items() if stage == key)
	return _get_of_documents(known, key, known.get(doctype))


def _get_of_documents(known: Known, key: str, facts: list[frappe._dict]) -> Stage | None:
	if not facts:
		return None
	standings = [get_standing(fact) for fact in facts]
	standing = summarize(facts[0].doctype, standings)
	about = _choose(facts, standings, standing)
	return Stage(key, standing, facts, about, known.get_tasks(about))


def _choose(facts: list[frappe._dict], standings: list[str], standing: str) -> frappe._dict:
	"""The first that stands so; of what is done the newest."""
	found = [fact for fact, its in zip(facts, standings, strict=True) if its == standing]
	return found[-1] if standing == DONE else found[0]


def _get_order(known: Known) -> Stage | None:
	stage = _get_of_documents(known, "order", known.get("Sales Order"))
	if stage and stage.standing == NOW and stage.about.sow_needed and not stage.about.sow:
		stage.standing = BLOCKED
	return stage


def _get_production(known: Known) -> Stage | None:
	"""While a department has something to make or hand over, and once all have."""
	orders = known.get_orders()
	tasks = known.get_production_tasks()
	if tasks:
		name = tasks[0].reference_name
		return Stage("production", NOW, orders, next(row for row in orders if row.name == name), tasks)
	ready = [order for order in orders if order.ready]
	return Stage("production", DONE, ready, ready[-1]) if ready else None


def _get_delivery(known: Known) -> Stage | None:
	notes, left = known.get("Delivery Note"), known.undelivered
	stage = _get_of_documents(known, "delivery", notes)
	if stage and not (stage.standing == DONE and left):
		return stage
	orders = [order for order in known.get_orders() if order.name in left]
	if not orders:
		return stage
	standing = LATER if known.get_production_tasks() or orders[0].status == "On Hold" else NEXT
	tasks = [task for task in known.get_tasks(orders[0]) if task.task == "final_pack"]
	return Stage("delivery", standing, notes, orders[0], tasks)


def _get_invoice(known: Known) -> Stage | None:
	invoices, ready = known.get("Sales Invoice"), known.get_ready_milestones()
	drafts = [invoice for invoice in invoices if not invoice.docstatus]
	if drafts:
		return _get_of_documents(known, "invoice", invoices)
	if ready:
		return Stage("invoice", NEXT, invoices, ready[0], known.get_tasks(ready[0]))
	if invoices and known.is_billed():
		return Stage("invoice", DONE, invoices, invoices[-1])
	return _get_invoice_to_come(known, invoices)


def _get_invoice_to_come(known: Known, invoices: list[frappe._dict]) -> Stage | None:
	"""Without milestones: after the delivery, unless clearance asks for money first."""
	orders = known.get_orders()
	if not orders or known.is_billed():
		return Stage("invoice", DONE, invoices, invoices[-1]) if invoices else None
	due = (
		None if known.get("Payment Milestone") else next(filter(lambda o: _may_bill(o, known), orders), None)
	)
	if not due:
		return Stage("invoice", LATER, invoices, (invoices or orders)[-1])
	tasks = [task for task in known.get_tasks(due) if task.task == "bill_order"]
	return Stage("invoice", NEXT, invoices, due, tasks)


def _may_bill(order: frappe._dict, known: Known) -> bool:
	if order.sow or flt(order.billed, 2) >= 100 or order.status in ("Closed", "On Hold"):
		return False
	if flt(order.delivered, 2) > flt(order.billed, 2) or order.name not in known.undelivered:
		return True
	return asks_for_money_first() and not flt(order.billed, 2)


def asks_for_money_first() -> bool:
	"""Does clearance of a delivery need a payment?"""
	settings = get_settings()
	return bool(settings.use_clearance) and settings.clearance_policy in (DEPOSIT_PAID, FULLY_PAID)


def _get_payment(known: Known) -> Stage | None:
	invoices = [invoice for invoice in known.get("Sales Invoice") if invoice.docstatus]
	owed = sorted(filter(is_owed, invoices), key=lambda invoice: str(invoice.due))
	if owed:
		return Stage("payment", BLOCKED if is_overdue(owed[0]) else NOW, invoices, owed[0])
	if invoices:
		return Stage("payment", DONE if known.is_billed() else LATER, invoices, invoices[-1])
	return None


FINDERS: dict[str, Callable[[Known], Stage | None]] = {
	"order": _get_order,
	"production": _get_production,
	"delivery": _get_delivery,
	"invoice": _get_invoice,
	"payment": _get_payment,
}
"""Stages that are more than their documents."""


def _end_early_ones(there: dict[str, Stage]) -> None:
	"""A talk that went on is done, whatever its own state still says; what was lost stays so."""
	last = max(ORDER.index(key) for key in there)
	for key in EARLY:
		if key in there and there[key].standing == NOW and ORDER.index(key) < last:
			there[key].standing = DONE
	_follow_proposal(there)
	order = there.get("order")
	for key in ("proposal", "quotation"):
		if key in there and order and order.standing == DONE:
			there[key].standing = DONE


def _follow_proposal(there: dict[str, Stage]) -> None:
	"""The quotation of a proposal says nothing else than the proposal."""
	proposal, quotation = there.get("proposal"), there.get("quotation")
	if proposal and quotation and quotation.about.proposal:
		quotation.standing = proposal.standing


def _find_successor(there: dict[str, Stage], known: Known) -> None:
	"""What follows the last document, as far as it is certain: the next one, then what comes later.

	After the order its own stages say what is next; it waits for somebody once the one before is done.
	"""
	if known.is_lost() or known.is_won_elsewhere():
		return
	last = max((key for key in there if there[key].standing != LATER), key=ORDER.index)
	before = there[last]
	is_held = any(stage.standing == BLOCKED for stage in there.values())
	standing = LATER if is_held or "order" in there else NEXT
	for key in _get_missing(there, last, known):
		about = before.about if before.standing == DONE else None
		there[key] = Stage(key, standing, [], about, before.tasks)
		standing = LATER


def _get_missing(there: dict[str, Stage], last: str, known: Known) -> list[str]:
	"""Nothing that a short cut left out."""
	place = ORDER.index(last)
	certain = {
		"opportunity": last == "lead",
		"discovery": last == "opportunity",
		"proposal": place <= ORDER.index("discovery"),
		"sow": known.needs_sow(),
		"order": True,
		"milestones": known.needs_sow() or "sow" in there,
		"invoice": True,
		"payment": True,
	}
	return [key for key in ORDER[place + 1 :] if certain.get(key) and key not in there]
