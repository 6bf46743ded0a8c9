"""Months of retainers: their milestones are made ahead of each month, and end where the retainer ends.

ERPNext's Subscription and Auto Repeat make invoices; here a milestone is what is billed, once, whatever makes it.
"""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, formatdate, getdate, today

from salesflow_app.conversions.sow_to_payment_milestone import insert_milestone
from salesflow_app.documents import lifecycle
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.evidence import log
from salesflow_app.milestone.held import is_held
from salesflow_app.order import closing
from salesflow_app.rules import retainers
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.salesflow_app.workflows.sow import MANAGERS
from salesflow_app.sow import plan, retainer

DAYS_AHEAD = 14
"""How long before a month its milestone is there: whoever bills it, and the client, see it come."""


def run() -> None:
	"""Daily: make the milestones of all months that start soon, missed days included."""
	sow = frappe.qb.DocType("SOW")
	names = (
		frappe.qb.from_(sow)
		.select(sow.name)
		.where(sow.workflow_state.isin(retainer.RUNNING) & (sow.retainer_total > 0))
		.where(sow.retainer_months > sow.retainer_made)
		.orderby(sow.name)
		.run(pluck=True)
	)
	for_each(make_due, names)


def make_due(name: str) -> None:
	"""The months of one SOW that start soon, each exactly once. An order that stands still gets none meanwhile."""
	lock_row("SOW", name)
	sow = frappe.get_doc("SOW", name, for_update=True)
	if sow.workflow_state in retainer.RUNNING and not is_held(sow.sales_order):
		make(sow)


def make(sow: Document) -> list[Document]:
	"""Make what is due, of a locked SOW. `retainer_made` counts months; the key of a milestone is unique besides."""
	entries = plan.expand(sow)
	months = {entry.month: entry for entry in entries if entry.month}
	ends_on = sow.retainer_ends_on and getdate(sow.retainer_ends_on)
	due = retainers.get_due(list(months), getdate(add_days(today(), DAYS_AHEAD)), ends_on)
	made = [
		insert_milestone(sow, months[month], len(entries))
		for month in due
		if month.number > cint(sow.retainer_made)
	]
	if made:
		sow.db_set("retainer_made", due[-1].number, update_modified=False)
	return made


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def end_retainer(name: str, given_on: str, reason: str) -> str:
	"""End the retainer of a signed SOW by a notice given on a day; returns its last day, the end of a month.

	Months after it are waived, or not made. Raises PermissionError without the right to write the SOW,
	ValidationError without a reason, and where the term ends before the notice runs out.
	"""
	validate_role(name)
	sow = frappe.get_doc("SOW", name, for_update=True)
	sow.check_permission("write")
	last = get_last_day(sow, given_on)
	if not (reason or "").strip():
		frappe.throw(_("SOW {0}, End Retainer: say who gave notice, and why.").format(sow.name))
	words = _("notice given on {0}, ends on {1}: {2}").format(
		formatdate(given_on), formatdate(last), reason.strip()[:500]
	)
	sow.db_set("retainer_ends_on", last)
	sow.add_comment("Info", frappe.utils.escape_html(words))
	log.record(sow, "retainer_ended", words=words)
	waive_after(sow, last, words)
	return str(last)


@frappe.whitelist(methods=["GET"])
def preview_end(name: str, given_on: str) -> str:
	"""What a notice given on this day comes to, in a sentence, before anybody ends the retainer.

	Raises what `end_retainer` raises.
	"""
	validate_role(name)
	sow = frappe.get_doc("SOW", name)
	sow.check_permission("write")
	last = get_last_day(sow, given_on)
	lost = sum(month.last > last for month in retainer.get_months(sow))
	return _("The retainer ends on {0}. Months that are no longer billed: {1}.").format(
		formatdate(last), lost
	)


def validate_role(name: str) -> None:
	if not set(MANAGERS) & set(frappe.get_roles()):
		frappe.throw(
			_("SOW {0}, “End Retainer”: this needs the role {1}.").format(name, " / ".join(map(_, MANAGERS))),
			frappe.PermissionError,
		)


def get_last_day(sow: Document, given_on: str) -> date:
	"""The end of the month in which the notice runs out."""
	months = retainer.get_months(sow)
	if sow.workflow_state not in retainer.RUNNING or not months:
		frappe.throw(
			_("SOW {0} is {1} and has no retainer that could be ended.").format(
				sow.name, frappe.bold(_(sow.workflow_state))
			)
		)
	last = retainers.get_last_day(months, getdate(given_on), cint(sow.notice_months))
	if not last or (sow.retainer_ends_on and last >= getdate(sow.retainer_ends_on)):
		ends = sow.retainer_ends_on or months[-1].last
		frappe.throw(
			_("SOW {0}: the retainer already ends on {1}, before this notice runs out.").format(
				sow.name, formatdate(ends)
			)
		)
	return last


def waive_after(sow: Document, last: date, why: str) -> None:
	"""Milestones of months after the end that nobody has billed."""
	later = {
		"sow": sow.name,
		"trigger": "Monthly",
		"planned_date": (">", last),
		"workflow_state": ("in", states.UNBILLED),
	}
	for name in frappe.get_all("Payment Milestone", later, pluck="name", order_by="milestone_no asc"):
		milestone = frappe.get_doc("Payment Milestone", name, for_update=True)
		lifecycle.move(milestone, states.WAIVED, values={"reason": why}, why=why)
	if sow.sales_order:
		closing.close_if_done(sow.sales_order)
