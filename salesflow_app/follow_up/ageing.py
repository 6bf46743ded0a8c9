"""Every open invoice of a deal with its age, its next step and what holds it back: what the report shows."""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.permissions import get_user_permissions
from frappe.utils import flt

from salesflow_app.deal.rights import keep_seen
from salesflow_app.follow_up import facts, holds
from salesflow_app.follow_up.finding import Pair
from salesflow_app.follow_up.plan import get_plans
from salesflow_app.rules.follow_up import Step, choose_plan, find_hold, get_due, get_next_day


def get_rows(filters: frappe._dict, day: date) -> list[frappe._dict]:
	"""By account manager, customer and due date. `filters`: company and customer."""
	pairs = _get_pairs(filters)
	customers = facts.get_customers(customer for customer, _company in pairs)
	held = _get_holds_of_customers(pairs, customers, day)
	managers = _get_managers(pairs)
	rows = []
	by_pair = facts.get_open_invoices(pairs)
	seen = keep_seen("Sales Invoice", (row.name for invoices in by_pair.values() for row in invoices))
	for pair, invoices in by_pair.items():
		plan = choose_plan(get_plans(), customers[pair[0]].salesflow_customer_class)
		for invoice in (each for each in invoices if each.name in seen):
			row = _get_row(invoice, plan, held.get(pair, ""), day)
			manager = managers.get(invoice.salesflow_sow) or managers.get(pair[0])
			row.update({"customer_name": customers[pair[0]].customer_name, "account_manager": manager})
			rows.append(row)
	return sorted(
		rows, key=lambda row: (row.account_manager or "", row.customer_name, row.due_date, row.invoice)
	)


def _get_pairs(filters: frappe._dict) -> list[Pair]:
	"""Customers and companies with something open that the user may see."""
	wanted = {"docstatus": 1, "is_return": 0, "outstanding_amount": (">", 0)}
	wanted |= {name: filters[name] for name in ("company", "customer") if filters.get(name)}
	rows = frappe.get_all(
		"Sales Invoice", wanted, ["customer", "company"], distinct=True, order_by="customer asc"
	)
	allowed = {kind: _get_allowed(kind) for kind in ("Customer", "Company")}
	return [
		(row.customer, row.company)
		for row in rows
		if _is_among(row.customer, allowed["Customer"]) and _is_among(row.company, allowed["Company"])
	]


def _get_allowed(kind: str) -> set[str] | None:
	"""Those that User Permissions name; None where they name none, so that all are allowed."""
	named = get_user_permissions(frappe.session.user).get(kind)
	return {row.doc for row in named} if named else None


def _is_among(name: str, allowed: set[str] | None) -> bool:
	return allowed is None or name in allowed


def _get_holds_of_customers(pairs: list[Pair], customers: dict, day: date) -> dict[Pair, str]:
	unallocated = holds.find_unallocated(pairs)
	behind = {company for company in {c for _name, c in pairs} if holds.are_books_behind(company, day)}
	held = {}
	for name, company in pairs:
		if customers[name].salesflow_reminders_off:
			held[name, company] = _("Reminders Off")
		elif (name, company) in unallocated:
			held[name, company] = _("Unallocated Money")
		elif company in behind:
			held[name, company] = _("Books Are Behind")
	return held


def _get_managers(pairs: list[Pair]) -> dict[str, str]:
	"""Account manager of each SOW and each customer."""
	names = sorted({customer for customer, _company in pairs}) or [""]
	fields, order = ["name", "account_manager"], {"order_by": "name asc"}
	found = [
		*frappe.get_all("Customer", {"name": ("in", names)}, fields, **order),
		*frappe.get_all("SOW", {"customer": ("in", names)}, fields, **order),
	]
	return {row.name: row.account_manager for row in found if row.account_manager}


def _get_row(invoice: frappe._dict, plan: tuple[Step, ...], held_by: str, day: date) -> frappe._dict:
	known = (plan, invoice.due_date, day, invoice.done, invoice.posting_date)
	hold = find_hold(
		invoice.outstanding_amount, day, invoice.promised_until, invoice.is_disputed, invoice.is_on_hold
	)
	due, next_on = get_due(*known), get_next_day(*known)
	step = due.step if due else next((s for s in plan if s.get_day(invoice.due_date) == next_on), None)
	days = (day - invoice.due_date).days
	amount = flt(invoice.outstanding_amount)
	return frappe._dict(
		invoice=invoice.name,
		company=invoice.company,
		due_date=invoice.due_date,
		days_overdue=max(0, days),
		currency=invoice.party_account_currency or invoice.currency,
		outstanding=amount,
		last_step="" if invoice.done is None else f"{invoice.done:+d}",
		next_on=next_on,
		next_step=_(step.channel) if step else "",
		held_by=_(hold) if hold else held_by,
		is_due_today=bool(due) and not hold and not held_by,
		is_broken=invoice.is_broken,
		is_disputed=invoice.is_disputed,
		promise_date=invoice.promised_until,
		week=_get_week(max(invoice.promised_until or invoice.due_date, day)),
		**{_get_bucket(days): amount},
	)


def _get_week(expected: date) -> date:
	"""Its Monday."""
	return expected - timedelta(days=expected.weekday())


def _get_bucket(days: int) -> str:
	if days <= 0:
		return "not_due"
	return next(
		(name for most, name in ((30, "days_30"), (60, "days_60"), (90, "days_90")) if days <= most), "older"
	)
