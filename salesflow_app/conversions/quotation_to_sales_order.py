"""Quotation of an accepted Work Proposal -> Sales Order, for deals that need no SOW. Draft; its approval is its own step."""

from datetime import date

import frappe
from erpnext.selling.doctype.quotation.quotation import _make_sales_order
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from salesflow_app.conversions.sow_to_sales_order import get_schedule_row
from salesflow_app.conversions.work_proposal_to_quotation import get_rows
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.order.quoted import get_order_of
from salesflow_app.proposal import price_offer
from salesflow_app.rules.milestones import build_schedule
from salesflow_app.rules.numbers import from_field
from salesflow_app.salesflow_app.workflows import work_proposal as states


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def make_order_again(source_name: str) -> str:
	"""Name of the live order of an accepted Work Proposal; a new draft where it was cancelled or deleted.

	Raises PermissionError without the right to make orders, ValidationError where a SOW orders it.
	"""
	frappe.has_permission("Sales Order", "create", throw=True)
	frappe.has_permission("Work Proposal", "read", source_name, throw=True)
	lock_row("Work Proposal", source_name)
	proposal = frappe.get_doc("Work Proposal", source_name)
	if proposal.workflow_state != states.ACCEPTED:
		frappe.throw(
			_("Work Proposal {0} is {1}. It can be ordered once the client has accepted it.").format(
				proposal.name, frappe.bold(_(proposal.workflow_state))
			)
		)
	return get_order_of(proposal.quotation) or insert_order(proposal).name


def insert_order(proposal: Document) -> Document:
	"""Insert the draft order of an accepted proposal, which belongs to its account manager."""
	order = make_sales_order(proposal.quotation)
	with system_act(order):
		order.insert(ignore_permissions=True)  # the client's acceptance makes it
	order.db_set("owner", proposal.account_manager)
	return order


def make_sales_order(quotation_name: str) -> Document:
	"""An unsaved order of what the client accepted, chosen options included, with the plan as payment schedule.

	Permissions are not checked: the client's acceptance makes the order. Raises ValidationError for a quotation
	that has no accepted proposal.
	"""
	name = frappe.db.get_value("Quotation", quotation_name, "salesflow_work_proposal")
	if not name:
		frappe.throw(
			_(
				"Quotation {0} does not belong to a Work Proposal. Use Create > Sales Order on it instead."
			).format(quotation_name)
		)
	proposal = frappe.get_doc("Work Proposal", name)
	order = map_order(proposal)
	order.update(
		{
			"transaction_date": today(),
			"delivery_date": get_delivery_date(proposal),
			"ignore_pricing_rule": 1,
			"disable_rounded_total": 1,
			"payment_terms_template": None,
			"ignore_default_payment_terms_template": 1,
		}
	)
	for line in order.items:
		line.delivery_date = order.delivery_date
	order.run_method("calculate_taxes_and_totals")
	set_payment_schedule(order, proposal)
	return order


def map_order(proposal: Document) -> Document:
	"""ERPNext's own mapping, with the rows that the client accepted."""
	quotation = frappe.get_doc("Quotation", proposal.quotation)
	lines = zip(quotation.items, get_rows(proposal), strict=True)
	accepted = [line.name for line, row in lines if not row.is_optional or row.is_selected]
	before = frappe.flags.pop("args", None)
	frappe.flags.args = frappe._dict(selected_items=[{"name": name} for name in accepted])
	try:
		return _make_sales_order(proposal.quotation, ignore_permissions=True)  # see make_sales_order
	finally:
		frappe.flags.pop("args")
		if before is not None:
			frappe.flags.args = before


def get_delivery_date(proposal: Document) -> date:
	"""The last date of the payment plan, or today."""
	dates = [getdate(row.planned_date) for row in proposal.payment_plan if row.planned_date]
	return max([*dates, getdate(today())])


def set_payment_schedule(order: Document, proposal: Document) -> None:
	"""The plan, gross and to the cent; a plan in percent is split anew where options were added."""
	precision = order.precision("grand_total") or 0
	amounts = price_offer.get_plan_amounts(proposal, from_field(order.total, precision))
	plan = [
		(row.milestone_name, row.planned_date and getdate(row.planned_date), amount)
		for row, amount in zip(proposal.payment_plan, amounts, strict=True)
	]
	total = from_field(order.grand_total, precision)
	schedule = build_schedule(plan, total, getdate(order.transaction_date), precision)
	order.set("payment_schedule", [get_schedule_row(order, row) for row in schedule])
