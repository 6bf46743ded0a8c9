"""SOW -> Payment Milestones: one for each row of the signed plan."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import lock_row
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.sow import plan


def make_payment_milestones(sow: Document) -> list[Document]:
	"""Insert the milestones of a SOW that is being signed; those due on signature are reached at once.

	Months of a retainer are made by the clock, see `milestone/months.py`.
	"""
	entries = plan.expand(sow)
	milestones = [
		insert_milestone(sow, entry, len(entries))
		for entry in entries
		if not (entry.row.reduces or entry.month)
	]
	for row in sow.milestones:
		if row.reduces:
			reduce_milestone(sow, row)
	for milestone in milestones:
		if milestone.trigger == "On Signature":
			milestone.reach(_("signature of {0}").format(sow.name))
	return milestones


def insert_milestone(sow: Document, entry: plan.Entry, count: int) -> Document:
	"""One milestone of a plan of `count`; amount net, in the SOW's currency."""
	row = entry.row
	milestone = frappe.get_doc(
		{
			"doctype": "Payment Milestone",
			"milestone_name": entry.name,
			"sow": sow.name,
			"sales_order": sow.sales_order,
			"company": sow.company,
			"customer": sow.customer,
			"account_manager": sow.account_manager,
			"milestone_no": entry.number,
			"plan_key": entry.get_key(sow.name),
			"milestone_count": count,
			"trigger": row.trigger,
			"deliverables": row.deliverables,
			"acceptance_needed": row.acceptance_needed,
			"review_days": row.review_days if row.acceptance_needed else 0,
			"deemed_acceptance": int(bool(row.acceptance_needed and sow.deemed_acceptance)),
			"is_cap": row.is_cap,
			"basis": "Percent" if flt(row.percentage) else "Fixed",
			"percentage": row.percentage,
			"amount": float(entry.amount),
			"currency": sow.currency,
			"payment_days": cint(row.days),
			"planned_date": entry.planned_date,
			"service_from": entry.month and entry.month.first,
			"service_to": entry.month and entry.month.last,
			"customer_po_no": sow.customer_po_no,
		}
	)
	with system_act(milestone):
		return milestone.insert(ignore_permissions=True)  # the client signs and has no rights to milestones


def reduce_milestone(sow: Document, row: Document) -> None:
	"""A signed change order takes its amount from a milestone; one with nothing left is waived."""
	milestone = frappe.get_doc({"doctype": "Payment Milestone", "name": row.reduces})
	with system_act(milestone):  # the client signs, and need not see every milestone of the company
		milestone.load_from_db()
	lock_row("Payment Milestone", milestone.name)
	amount = flt(flt(milestone.amount) + flt(row.amount), milestone.precision("amount"))
	values = {"amount": amount, "basis": "Fixed", "percentage": 0}
	why = _("Change Order {0}: {1} instead of {2}").format(
		sow.name,
		frappe.format_value(amount, milestone.meta.get_field("amount"), milestone),
		milestone.get_formatted("amount"),
	)
	if amount:
		milestone.db_set(values)
		milestone.add_comment("Info", why)
	else:
		lifecycle.move(milestone, states.WAIVED, values=values, why=why)


def waive_open_milestones(sow: Document) -> None:
	"""The SOW was terminated: waive what has not been billed."""
	names = frappe.get_all(
		"Payment Milestone",
		{"sow": sow.name, "workflow_state": ("in", states.WAIVABLE)},
		pluck="name",
		order_by="milestone_no asc",
	)
	for name in names:
		waive(frappe.get_doc("Payment Milestone", name, for_update=True), sow)


def waive(milestone: Document, sow: Document | frappe._dict) -> None:
	"""Nothing more is billed for a milestone of a terminated SOW."""
	why = _("SOW {0} was terminated").format(sow.name)
	lifecycle.move(milestone, states.WAIVED, values={"reason": sow.reason, "sales_invoice": None}, why=why)
