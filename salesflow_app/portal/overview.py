"""The client's start page: first what needs their answer, then everything they may see."""

import frappe
from frappe import _

from salesflow_app.clients import access
from salesflow_app.portal.answers import is_expired
from salesflow_app.portal.history import get_revised_sows
from salesflow_app.portal.invoice_view import PAGE, get_invoices
from salesflow_app.portal.states import get_state
from salesflow_app.salesflow_app.workflows import (
	client_feedback,
	contract,
	payment_milestone,
	sow,
	work_proposal,
)
from salesflow_app.text.formats import date, money

PROPOSAL_FIELDS = (
	"name title workflow_state transaction_date valid_till sent_on currency "
	"total_one_time total_monthly contact_email"
).split()
MSA_FIELDS = "name title workflow_state sent_on valid_till signatory_email".split()
SOW_FIELDS = "name title workflow_state sent_on valid_till currency total signatory_email".split()
MILESTONE_FIELDS = (
	"name milestone_name milestone_no milestone_count workflow_state "
	"planned_date reached_on currency amount sow"
).split()
FEEDBACK_FIELDS = "name workflow_state asked_on valid_till".split()

LAST_PAGE = 10_000


def get_overview(page: int = 1) -> dict[str, list[dict] | dict[str, str]]:
	"""The lists of the start page, `waiting` first; of the invoices that page of the list."""
	page = min(max(page, 1), LAST_PAGE)
	proposals, sows = _get_proposals(), [*get_revised_sows(), *_get_sows()]
	agreements = _get_agreements()
	milestones = _get_milestones({row["name"]: row["title"] for row in sows})
	invoices = get_invoices(page)
	return {
		"waiting": [
			*(row for row in (*agreements, *sows, *proposals, *milestones) if row["is_waiting"]),
			*_get_feedback(),
		],
		"proposals": proposals,
		"agreements": agreements,
		"sows": sows,
		"milestones": milestones,
		"invoices": invoices[:PAGE],
		"pages": _get_pages(page, len(invoices) > PAGE),
	}


def _get_pages(page: int, has_older: bool) -> dict[str, str]:
	"""Where newer and older invoices are; empty where there are none."""
	newer = "/salesflow#invoices-title" if page == 2 else f"/salesflow?invoices={page - 1}#invoices-title"
	older = f"/salesflow?invoices={page + 1}#invoices-title"
	return {"newer": newer if page > 1 else "", "older": older if has_older else ""}


def _get_proposals() -> list[dict]:
	precision = frappe.get_precision("Work Proposal", "total_one_time") or 2
	return [
		_get_row(
			"Work Proposal",
			row,
			task=_("Read and respond"),
			kind=_("Proposal"),
			title=row.title,
			route=f"/salesflow/proposals/{row.name}",
			date=date(row.sent_on or row.transaction_date),
			amount=_get_price(row, precision),
			is_waiting=row.workflow_state in work_proposal.CLIENT_OPEN,
		)
		for row in access.list_visible("Work Proposal", PROPOSAL_FIELDS)
	]


def _get_price(row: frappe._dict, precision: int) -> str:
	parts = []
	if row.total_one_time or not row.total_monthly:
		parts.append(money(row.total_one_time, row.currency, precision))
	if row.total_monthly:
		parts.append(_("{0} per month").format(money(row.total_monthly, row.currency, precision)))
	return "\n".join(parts)


def _get_sows() -> list[dict]:
	precision = frappe.get_precision("SOW", "total") or 2
	return [
		_get_row(
			"SOW",
			row,
			task=_("Read and sign"),
			kind=_("Statement of Work"),
			title=row.title,
			route=f"/salesflow/sows/{row.name}",
			date=date(row.sent_on),
			amount=money(row.total, row.currency, precision),
			is_waiting=row.workflow_state in sow.CLIENT_OPEN,
		)
		for row in access.list_visible("SOW", SOW_FIELDS)
	]


def _get_agreements() -> list[dict]:
	return [
		_get_row(
			"Contract",
			row,
			task=_("Read and sign"),
			kind=_("Master Service Agreement"),
			title=row.title,
			route=f"/salesflow/msas/{row.name}",
			date=date(row.sent_on),
			amount="",
			is_waiting=row.workflow_state in contract.CLIENT_OPEN,
		)
		for row in access.list_visible("Contract", MSA_FIELDS)
	]


def _get_milestones(sow_titles: dict[str, str]) -> list[dict]:
	precision = frappe.get_precision("Payment Milestone", "amount") or 2
	rows = access.list_visible("Payment Milestone", MILESTONE_FIELDS)
	return [
		_get_row(
			"Payment Milestone",
			row,
			task=_("Accept the delivery"),
			kind=_("Milestone {0} of {1}, {2}").format(
				row.milestone_no, row.milestone_count, sow_titles.get(row.sow, row.sow)
			),
			title=row.milestone_name,
			route=f"/salesflow/milestones/{row.name}",
			date=date(row.reached_on or row.planned_date),
			amount=money(row.amount, row.currency, precision),
			is_waiting=row.workflow_state == payment_milestone.AWAITING_ACCEPTANCE,
		)
		for row in sorted(rows, key=lambda row: (row.sow or "", row.milestone_no or 0))
	]


def _get_feedback() -> list[dict]:
	"""What this reader, and nobody else of the client, is asked for."""
	rows = access.list_visible("Client Feedback", FEEDBACK_FIELDS)
	return [
		{
			"name": row.name,
			"task": _("Tell us"),
			"kind": _("Your feedback"),
			"title": _("How did we do?"),
			"route": f"/salesflow/feedback/{row.name}",
			"date": date(row.asked_on),
			"amount": "",
		}
		for row in rows
		if row.workflow_state == client_feedback.ASKED and not is_expired(row)
	]


def _get_row(doctype: str, row: frappe._dict, is_waiting: bool, **shown) -> dict:
	is_over = is_waiting and is_expired(row)
	named = is_waiting and not is_over and access.is_named_signatory(frappe._dict(row, doctype=doctype))
	state = get_state(doctype, row.workflow_state, is_over)
	return {"name": row.name, "state": state, "is_waiting": named, **shown}
