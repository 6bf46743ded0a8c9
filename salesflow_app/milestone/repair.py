"""Computes every milestone and every order of a SOW anew from the ledger, and says what was not as it should be.

Normally nothing: each event does this for its own document. It is for a site whose events were missed, by a restored
backup, an import past the hooks or a fault.
"""

import frappe
from frappe.utils import flt

from salesflow_app.conversions.sow_to_payment_milestone import waive
from salesflow_app.documents import lifecycle
from salesflow_app.milestone import billing
from salesflow_app.order import closing
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows import sow as sow_states

MONEY = ("billed_amount", "paid_amount", "outstanding_amount")
FIELDS = ["name", "sow", "workflow_state", "sales_invoice", *MONEY]
BILLABLE = (states.READY_TO_BILL, *states.BILLED)
SAVE_POINT = "salesflow_repair"


def run(dry_run: bool = False) -> list[str]:
	"""Repair all; returns a line for each document that changed. With `dry_run`, nothing is left changed."""
	frappe.db.savepoint(SAVE_POINT)
	names = frappe.get_all("Payment Milestone", pluck="name", order_by="name asc")
	lines = [line for name in names for line in repair_milestone(name)]
	orders = {"docstatus": 1, "salesflow_sow": ("is", "set")}
	for name in frappe.get_all("Sales Order", orders, pluck="name", order_by="name asc"):
		lines += repair_order(name)
	if dry_run:
		frappe.db.rollback(save_point=SAVE_POINT)
	return lines


def repair_milestone(name: str) -> list[str]:
	"""The live invoice, then the state and the amounts that follow from it."""
	before = _read(name)
	invoice = find_live_invoice(before)
	if invoice != (before.sales_invoice or None):
		frappe.db.set_value("Payment Milestone", name, "sales_invoice", invoice)
	if invoice:
		bill_again(name)
	elif before.workflow_state in states.BILLED or any(flt(before[field]) for field in MONEY):
		take_back(name)
	if before.workflow_state in states.UNBILLED:
		end_with_sow(name)
	return _say("Payment Milestone", name, before, _read(name))


def find_live_invoice(milestone: dict) -> str | None:
	"""The invoice that bills the milestone: the one it names while that lives, else the only live one that names it.

	A milestone that was credited and is to be billed again has let its invoice go. One that is not reported has none.
	"""
	named = {"salesflow_payment_milestone": milestone.name, "docstatus": ("<", 2), "is_return": 0}
	found = frappe.get_all("Sales Invoice", named, pluck="name", order_by="creation desc")
	if milestone.sales_invoice in found:
		return milestone.sales_invoice
	if milestone.workflow_state not in BILLABLE:
		return None
	return next((name for name in found if not _is_credited(name)), None)


def _is_credited(invoice: str) -> bool:
	known = frappe.db.get_value("Sales Invoice", invoice, billing.INVOICE_FIELDS, as_dict=True)
	return billing.get_billing_values(known)[0] == states.CREDITED


def bill_again(name: str) -> None:
	"""State and amounts follow from the invoice; one that had lost it takes the step that it missed."""
	doc = frappe.get_doc("Payment Milestone", name)
	if doc.workflow_state == states.READY_TO_BILL:
		lifecycle.move(doc, states.DRAFT_INVOICED, why="salesflow-repair")
	billing.sync(name)


def take_back(name: str) -> None:
	"""Nothing bills it: it is ready to bill again, and owes nothing."""
	doc, nothing = frappe.get_doc("Payment Milestone", name), dict.fromkeys(MONEY, 0)
	if doc.workflow_state in states.BILLED:
		lifecycle.move(doc, states.READY_TO_BILL, values=nothing, why="salesflow-repair")
		doc.ask_billing()
	else:
		doc.db_set(nothing)


def end_with_sow(name: str) -> None:
	"""What is open of a terminated SOW is waived."""
	doc = frappe.get_doc("Payment Milestone", name)
	sow = frappe.db.get_value("SOW", doc.sow, ["name", "workflow_state", "reason"], as_dict=True)
	if sow.workflow_state == sow_states.TERMINATED and doc.workflow_state in states.UNBILLED:
		waive(doc, sow)


def repair_order(name: str) -> list[str]:
	"""Closed where it is delivered and paid, reopened where it was closed here and is not."""
	before = frappe.db.get_value("Sales Order", name, ["status", "salesflow_closed_on"], as_dict=True)
	closing.close_if_done(name)
	after = frappe.db.get_value("Sales Order", name, ["status", "salesflow_closed_on"], as_dict=True)
	return _say("Sales Order", name, before, after)


def _read(name: str) -> frappe._dict:
	return frappe.db.get_value("Payment Milestone", name, FIELDS, as_dict=True, for_update=True)


def _say(doctype: str, name: str, before: dict, after: dict) -> list[str]:
	changed = [
		f"{field} {before[field] or '-'} -> {after[field] or '-'}"
		for field in before
		if _differs(before[field], after[field])
	]
	return [f"{doctype} {name}: {', '.join(changed)}"] if changed else []


def _differs(before: object, after: object) -> bool:
	if isinstance(before, float) or isinstance(after, float):
		return flt(before, 6) != flt(after, 6)
	return (before or None) != (after or None)
