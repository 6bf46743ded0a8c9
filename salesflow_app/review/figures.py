"""Looks up what the figures of a process review rest on, for one company and period: a grouped query or two for each.

A case belongs to the period in which its last step was taken. Why deals were lost is in none of them: that is their
leader's alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.query_builder.functions import Count, Max
from frappe.utils import add_days, getdate

from salesflow_app.rules import process_figures as rules
from salesflow_app.rules.process_figures import Figure
from salesflow_app.salesflow_app.workflows import client_feedback

FIRST_STEPS = ("Work Proposal", "SOW", "Sales Order")
"""Documents whose approval is asked for by rules."""


@dataclass(frozen=True)
class Scope:
	"""A company and the days of a period, both included."""

	company: str
	first: date
	last: date

	@property
	def days(self) -> tuple[str, tuple[date, date]]:
		return "between", (self.first, self.last)

	@property
	def moments(self) -> tuple[str, tuple[date, date]]:
		"""For a Datetime: until the end of the last day. Frappe takes a day alone as its first second."""
		return "between", (f"{self.first} 00:00:00", f"{self.last} 23:59:59.999999")


def get_figures(scope: Scope) -> dict[str, Figure]:
	"""Key -> figure, in the order of the review."""
	paid = _get_paid_invoices(scope)
	return {
		**_get_cycle_times(scope),
		"changes_per_proposal": _get_changes(scope),
		"first_time_approvals": _get_first_time_approvals(scope),
		"milestone_slip": _get_slip(scope),
		"days_to_invoice": _get_days_to_invoice(scope),
		"days_to_cash": rules.get_median_days(paid.values()),
		"reminders_per_paid_invoice": _get_reminders(list(paid)),
		**_get_marks(scope),
	}


# Days between the steps


def _get_cycle_times(scope: Scope) -> dict[str, Figure]:
	proposals, sows = _get_proposals(scope), _get_sows(scope)
	sent = [row for row in proposals if _is_in(scope, row.sent_on) and not row.amended_from]
	answered = [row for row in proposals if _is_in(scope, row.answered_on)]
	return {
		"opening_to_proposal": _get_days(sent, "opened", "sent_on"),
		"proposal_to_answer": _get_days(answered, "sent_on", "answered_on"),
		"answer_to_signature": _get_days(sows, "answered_on", "signed_on"),
		"sow_to_signature": _get_days(sows, "sent_on", "signed_on"),
	}


def _get_proposals(scope: Scope) -> list[frappe._dict]:
	"""Proposals that were sent or answered in the period, with the day their opportunity was opened."""
	proposal, deal = frappe.qb.DocType("Work Proposal"), frappe.qb.DocType("Opportunity")
	first, after = scope.first, add_days(scope.last, 1)
	return (
		frappe.qb.from_(proposal)
		.left_join(deal)
		.on(deal.name == proposal.opportunity)
		.select(proposal.sent_on, proposal.answered_on, proposal.amended_from)
		.select(deal.transaction_date.as_("opened"))
		.where(proposal.company == scope.company)
		.where(
			((proposal.sent_on >= first) & (proposal.sent_on < after))
			| ((proposal.answered_on >= first) & (proposal.answered_on < after))
		)
	).run(as_dict=True)


def _get_sows(scope: Scope) -> list[frappe._dict]:
	"""SOWs that were signed in the period, with the day their proposal was answered."""
	sow, proposal = frappe.qb.DocType("SOW"), frappe.qb.DocType("Work Proposal")
	return (
		frappe.qb.from_(sow)
		.left_join(proposal)
		.on(proposal.name == sow.work_proposal)
		.select(sow.sent_on, sow.signed_on, proposal.answered_on)
		.where((sow.company == scope.company) & (sow.signed_on >= scope.first))
		.where(sow.signed_on < add_days(scope.last, 1))
	).run(as_dict=True)


def _is_in(scope: Scope, moment: object) -> bool:
	return bool(moment) and scope.first <= getdate(moment) <= scope.last


def _get_days(rows: Iterable[frappe._dict], start: str, end: str) -> Figure:
	pairs = [(row[start] and getdate(row[start]), row[end] and getdate(row[end])) for row in rows]
	return rules.get_median_days(pairs)


# Changes and approvals


def _get_changes(scope: Scope) -> Figure:
	"""How often clients asked for changes, for each proposal sent in the period."""
	entry, proposal = frappe.qb.DocType("Salesflow Evidence Entry"), frappe.qb.DocType("Work Proposal")
	rows = (
		frappe.qb.from_(entry)
		.join(proposal)
		.on((entry.reference_doctype == "Work Proposal") & (proposal.name == entry.reference_name))
		.select(entry.event, Count(entry.name).as_("count"))
		.where((proposal.company == scope.company) & entry.event.isin(("sent", "changes_requested")))
		.where((entry.creation >= scope.first) & (entry.creation < add_days(scope.last, 1)))
		.groupby(entry.event)
	).run(as_dict=True)
	counts = {row["event"]: row["count"] for row in rows}
	return rules.get_ratio(counts.get("changes_requested", 0), counts.get("sent", 0))


def _get_first_time_approvals(scope: Scope) -> Figure:
	"""Of the documents approved in the period, how many were never sent back before."""
	flags: list[bool] = []
	for doctype in FIRST_STEPS:
		approved = _get_decided(scope, doctype)
		returned = _get_returned(doctype, approved)
		flags += [name not in returned for name in approved]
	return rules.get_share(flags)


def _get_decided(scope: Scope, doctype: str) -> list[str]:
	entry, doc = frappe.qb.DocType("Salesflow Approval Entry"), frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(entry)
		.join(doc)
		.on((entry.reference_doctype == doctype) & (doc.name == entry.reference_name))
		.select(entry.reference_name)
		.distinct()
		.where((doc.company == scope.company) & (entry.decision == "Approved") & (entry.is_last == 1))
		.where((entry.creation >= scope.first) & (entry.creation < add_days(scope.last, 1)))
	).run(pluck=True)


def _get_returned(doctype: str, names: list[str]) -> set[str]:
	if not names:
		return set()
	filters = {"reference_doctype": doctype, "reference_name": ("in", names), "decision": "Returned"}
	return set(
		frappe.get_all(
			"Salesflow Approval Entry", filters, pluck="reference_name", order_by="reference_name asc"
		)
	)


# Milestones and money


def _get_slip(scope: Scope) -> Figure:
	"""Days from the planned to the real day of milestones reached in the period; below zero where they came early."""
	filters = {"company": scope.company, "reached_on": scope.days, "planned_date": ("is", "set")}
	return _get_days(
		_list("Payment Milestone", filters, "planned_date", "reached_on"), "planned_date", "reached_on"
	)


def _list(doctype: str, filters: dict, *fields: str) -> list[frappe._dict]:
	return frappe.get_all(doctype, filters, list(fields), order_by="name asc")


def _get_days_to_invoice(scope: Scope) -> Figure:
	"""From the day a milestone was reached to the day of its invoice."""
	milestone, invoice = frappe.qb.DocType("Payment Milestone"), frappe.qb.DocType("Sales Invoice")
	rows = (
		frappe.qb.from_(milestone)
		.join(invoice)
		.on(invoice.name == milestone.sales_invoice)
		.select(milestone.reached_on, invoice.posting_date)
		.where((milestone.company == scope.company) & (invoice.docstatus == 1))
		.where((invoice.posting_date >= scope.first) & (invoice.posting_date <= scope.last))
	).run(as_dict=True)
	return _get_days(rows, "reached_on", "posting_date")


def _get_paid_invoices(scope: Scope) -> dict[str, tuple[date, date]]:
	"""Invoice of a SOW, paid in full in the period -> its day, and the day of its last payment."""
	invoice, reference, payment = (
		frappe.qb.DocType(name) for name in ("Sales Invoice", "Payment Entry Reference", "Payment Entry")
	)
	last = Max(payment.posting_date)
	rows = (
		frappe.qb.from_(invoice)
		.join(reference)
		.on((reference.reference_doctype == "Sales Invoice") & (reference.reference_name == invoice.name))
		.join(payment)
		.on(payment.name == reference.parent)
		.select(invoice.name, invoice.posting_date, last.as_("paid_on"))
		.where((invoice.company == scope.company) & (invoice.docstatus == 1) & (invoice.is_return == 0))
		.where(invoice.salesflow_sow.isnotnull() & (invoice.salesflow_sow != ""))
		.where((invoice.outstanding_amount <= 0) & (payment.docstatus == 1))
		.groupby(invoice.name, invoice.posting_date)
		.having((last >= scope.first) & (last <= scope.last))
	).run(as_dict=True)
	return {row["name"]: (getdate(row["posting_date"]), getdate(row["paid_on"])) for row in rows}


def _get_reminders(invoices: list[str]) -> Figure:
	"""Steps of the follow-up plan that were done for invoices now paid."""
	filters = {"sales_invoice": ("in", invoices or [""]), "is_step": 1}
	steps = frappe.db.count("Payment Follow Up Invoice", filters) if invoices else 0
	return rules.get_ratio(steps, len(invoices))


# What clients think


def _get_marks(scope: Scope) -> dict[str, Figure]:
	"""Averages of what was answered in the period, and how many of those whose time ended in it answered."""
	answered = {
		"company": scope.company,
		"workflow_state": client_feedback.ANSWERED,
		"answered_on": scope.moments,
	}
	rows = _list("Client Feedback", answered, "mark_1", "mark_2", "mark_3")
	ended = {"company": scope.company, "workflow_state": client_feedback.EXPIRED, "valid_till": scope.days}
	silent = frappe.db.count("Client Feedback", ended)
	marks = {
		f"mark_{number}": rules.get_average(row[f"mark_{number}"] for row in rows) for number in (1, 2, 3)
	}
	return {**marks, "feedback_answered": rules.get_share([True] * len(rows) + [False] * silent)}
