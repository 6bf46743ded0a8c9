"""The client's start page: first what needs their answer, then everything they may see."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import frappe
from frappe import _

from salesflow_app.clients import access
from salesflow_app.portal.answers import is_expired
from salesflow_app.portal.history import get_revised_sows
from salesflow_app.portal.invoice_view import get_invoices
from salesflow_app.portal.states import get_state
from salesflow_app.salesflow_app.workflows import (
	client_feedback,
	contract,
	sow,
	work_proposal,
)
from salesflow_app.salesflow_app.workflows.payment_milestone import AWAITING_ACCEPTANCE
from salesflow_app.text.formats import date, money

PROPOSAL_FIELDS = (
	"name title workflow_state transaction_date valid_till sent_on currency "
	"total_one_time total_monthly contact_email"
).split()
MSA_FIELDS = "name title workflow_state sent_on valid_till signatory_email".split()
SOW_FIELDS = "name title workflow_state sent_on valid_till currency total signatory_email creation".split()
MILESTONE_FIELDS = (
	"name milestone_name milestone_no milestone_count workflow_state "
	"planned_date reached_on currency amount sow"
).split()
FEEDBACK_FIELDS = "name workflow_state asked_on valid_till".split()

PAGE = 20
"""Rows on one page of a list."""
LAST_PAGE = 10_000
LISTS = ("proposals", "agreements", "sows", "milestones", "invoices")
WAITING = ("agreements", "sows", "proposals", "milestones")
"""The order in which answers are asked for."""


class Entry(NamedTuple):
	"""A row to be: written only where it is shown, for a client of many years has thousands."""

	make: Callable[[], dict]
	may_wait: bool = False


def get_overview(pages: dict[str, int] | None = None) -> dict:
	"""The lists of the start page, `waiting` first; of each of the others the page that `pages` names, else its first."""
	wanted = {key: min(max((pages or {}).get(key) or 1, 1), LAST_PAGE) for key in LISTS}
	sows = access.list_visible("SOW", SOW_FIELDS)
	revised = get_revised_sows()
	entries = {
		"proposals": _list_proposals(),
		"agreements": _list_agreements(),
		"sows": _list_sows(sows, revised),
		"milestones": _list_milestones({row["name"]: row["title"] for row in (*revised, *sows)}),
	}
	shown = {key: [entry.make() for entry in _cut(entries[key], wanted[key])] for key in entries}
	shown["invoices"] = get_invoices((wanted["invoices"] - 1) * PAGE, PAGE + 1)
	waiting = [row for key in WAITING for row in _get_waiting(entries[key])]
	return {
		"waiting": [*waiting, *_get_feedback()],
		**{key: rows[:PAGE] for key, rows in shown.items()},
		"pages": {key: _get_pages(key, wanted[key], len(rows) > PAGE) for key, rows in shown.items()},
	}


def _cut(entries: list[Entry], page: int) -> list[Entry]:
	"""One page, and one more where others follow."""
	start = (page - 1) * PAGE
	return entries[start : start + PAGE + 1]


def _get_waiting(entries: list[Entry]) -> Iterator[dict]:
	rows = (entry.make() for entry in entries if entry.may_wait)
	return (row for row in rows if row["is_waiting"])


def _get_pages(key: str, page: int, has_next: bool) -> dict[str, str]:
	"""Where the pages before and after are; empty where there are none."""
	before = f"/salesflow#{key}-title" if page == 2 else f"/salesflow?{key}={page - 1}#{key}-title"
	after = f"/salesflow?{key}={page + 1}#{key}-title"
	return {"previous": before if page > 1 else "", "next": after if has_next else ""}


def _list_proposals() -> list[Entry]:
	precision = frappe.get_precision("Work Proposal", "total_one_time") or 2
	return [
		Entry(partial(_get_proposal, row, precision), row.workflow_state in work_proposal.CLIENT_OPEN)
		for row in access.list_visible("Work Proposal", PROPOSAL_FIELDS)
	]


def _get_proposal(row: frappe._dict, precision: int) -> dict:
	return _get_row(
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


def _get_price(row: frappe._dict, precision: int) -> str:
	parts = []
	if row.total_one_time or not row.total_monthly:
		parts.append(money(row.total_one_time, row.currency, precision))
	if row.total_monthly:
		parts.append(_("{0} per month").format(money(row.total_monthly, row.currency, precision)))
	return "\n".join(parts)


def _list_sows(rows: list[frappe._dict], revised: list[dict]) -> list[Entry]:
	"""The newest first, those that are being revised at their place among the others."""
	precision = frappe.get_precision("SOW", "total") or 2
	dated = [(row["creation"], Entry(row.copy)) for row in revised]
	for row in rows:
		entry = Entry(partial(_get_sow, row, precision), row.workflow_state in sow.CLIENT_OPEN)
		dated.append((str(row.creation), entry))
	return [entry for _created, entry in sorted(dated, key=lambda each: each[0], reverse=True)]


def _get_sow(row: frappe._dict, precision: int) -> dict:
	return _get_row(
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


def _list_agreements() -> list[Entry]:
	rows = access.list_visible("Contract", MSA_FIELDS)
	return [Entry(partial(_get_agreement, row), row.workflow_state in contract.CLIENT_OPEN) for row in rows]


def _get_agreement(row: frappe._dict) -> dict:
	return _get_row(
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


def _list_milestones(sow_titles: dict[str, str]) -> list[Entry]:
	"""By SOW, the newest first, and in each as it was planned."""
	precision = frappe.get_precision("Payment Milestone", "amount") or 2
	rows = access.list_visible("Payment Milestone", MILESTONE_FIELDS)
	rows.sort(key=lambda row: row.milestone_no or 0)
	rows.sort(key=lambda row: row.sow or "", reverse=True)
	return [
		Entry(partial(_get_milestone, row, sow_titles, precision), row.workflow_state == AWAITING_ACCEPTANCE)
		for row in rows
	]


def _get_milestone(row: frappe._dict, sow_titles: dict[str, str], precision: int) -> dict:
	return _get_row(
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
		is_waiting=row.workflow_state == AWAITING_ACCEPTANCE,
	)


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
