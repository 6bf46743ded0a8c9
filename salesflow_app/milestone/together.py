"""Several milestones billed in one step. Each keeps an invoice of its own."""

import json

import frappe
from frappe import _

from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.documents.locks import retry_on_conflict

MOST = 50
"""Milestones in one step; each makes a Sales Invoice while its user waits."""


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def bill_together(names: list | str) -> dict:
	"""Make the draft invoices of several milestones, all of them or none.

	Returns `invoices`, the `sentence` that says how many and why not one, and each milestone with its invoice.
	Raises PermissionError without the right to make invoices or to read one of the milestones, ValidationError
	that names the milestone which cannot be billed.
	"""
	frappe.has_permission("Sales Invoice", "create", throw=True)
	milestones = _read(names)
	made = {name: make_sales_invoice(name) for name in milestones}
	return {"milestones": made, "invoices": list(made.values()), "sentence": _get_sentence(made)}


def _read(names: list | str) -> list[str]:
	"""The names, each once, in the one order in which everybody locks them."""
	names = json.loads(names) if isinstance(names, str) else names
	if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
		frappe.throw(
			_(
				"Bill Together needs the names of Payment Milestones. Tick them in the report Ready to Bill by Age."
			)
		)
	chosen = sorted({name for name in names if name})
	if not chosen:
		frappe.throw(
			_("No Payment Milestone is ticked. Tick those to bill in the report Ready to Bill by Age.")
		)
	if len(chosen) > MOST:
		frappe.throw(
			_("{0} Payment Milestones are ticked. Bill at most {1} in one step.").format(len(chosen), MOST)
		)
	return sorted(chosen, key=_get_place)


def _get_place(name: str) -> tuple[str, int]:
	frappe.has_permission("Payment Milestone", "read", name, throw=True)
	sow, number = frappe.db.get_value("Payment Milestone", name, ["sow", "milestone_no"])
	return sow, number


def _get_sentence(made: dict[str, str]) -> str:
	if len(made) == 1:
		return _("Draft Sales Invoice {0} is ready to be checked.").format(*made.values())
	return _(
		"{0} draft invoices are ready to be checked. Each milestone has one of its own, because its due date, its "
		"credit note and what is paid for it belong to it alone."
	).format(len(made))
