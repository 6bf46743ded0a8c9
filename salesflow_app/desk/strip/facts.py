"""What the strip knows of each document of a deal: one statement for all of them, one for their open tasks, one for names.

Columns are alike for all DocTypes, so that one statement can read them; `FIELDS` says what each means where.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import frappe
from pypika.queries import QueryBuilder
from pypika.terms import ValueWrapper

from salesflow_app.deal.links import Node, group, run_together
from salesflow_app.people.tasks import KEY

COLUMNS = (
	"state status seller manager assistant client approver party_type party asked due reason delivered billed "
	"outstanding is_return sow_needed sow proposal ready title number trigger"
).split()
FIELDS: dict[str, dict[str, str]] = {
	"Lead": {"state": "status", "seller": "lead_owner", "client": "lead_name"},
	"Opportunity": {
		"state": "status",
		"seller": "opportunity_owner",
		"manager": "salesflow_account_manager",
		"client": "customer_name",
		"party_type": "opportunity_from",
		"party": "party_name",
		"sow_needed": "salesflow_sow_needed",
	},
	"Discovery": {
		"state": "workflow_state",
		"seller": "sales_person",
		"manager": "account_manager",
		"client": "customer_name",
		"party_type": "party_type",
		"party": "party_name",
		"sow_needed": "sow_needed",
		"reason": "disqualified_reason",
	},
	"Work Proposal": {
		"state": "workflow_state",
		"manager": "account_manager",
		"client": "contact_email",
		"party_type": "proposal_to",
		"party": "party_name",
		"asked": "sent_on",
		"due": "valid_till",
		"reason": "reason",
		"title": "title",
	},
	"Quotation": {
		"state": "status",
		"seller": "owner",
		"client": "customer_name",
		"party_type": "quotation_to",
		"party": "party_name",
		"due": "valid_till",
		"proposal": "salesflow_work_proposal",
	},
	"SOW": {
		"state": "workflow_state",
		"manager": "account_manager",
		"assistant": "sales_assistant",
		"client": "signatory_name",
		"approver": "senior_approver",
		"asked": "sent_on",
		"due": "valid_till",
		"reason": "reason",
		"title": "title",
	},
	"Sales Order": {
		"state": "salesflow_approval_state",
		"status": "status",
		"approver": "salesflow_approver",
		"client": "customer_name",
		"reason": "salesflow_reason",
		"delivered": "per_delivered",
		"billed": "per_billed",
		"sow_needed": "salesflow_sow_needed",
		"sow": "salesflow_sow",
		"ready": "salesflow_production_ready",
	},
	"Delivery Note": {
		"state": "salesflow_shipping_state",
		"status": "status",
		"client": "customer_name",
		"reason": "salesflow_clearance_reason",
		"is_return": "is_return",
	},
	"Payment Milestone": {
		"state": "workflow_state",
		"manager": "account_manager",
		"client": "customer_name",
		"due": "planned_date",
		"reason": "reason",
		"title": "milestone_name",
		"number": "milestone_no",
		"trigger": "trigger",
	},
	"Sales Invoice": {
		"state": "status",
		"client": "customer_name",
		"due": "due_date",
		"outstanding": "outstanding_amount",
		"is_return": "is_return",
	},
}
PERSON_COLUMNS = {
	"sales_person": "seller",
	"account_manager": "manager",
	"sales_assistant": "assistant",
	"senior_approver": "approver",
	"salesflow_approver": "approver",
	"contact_email": "client",
	"signatory_name": "client",
	"customer_name": "client",
}
"""The fields that `next_steps.py` names, as columns here."""


def read_facts(nodes: Iterable[Node]) -> list[frappe._dict]:
	"""`doctype`, `name`, `docstatus`, `creation`, `modified` and COLUMNS of each, oldest first: one statement."""
	queries = [_select(doctype, names) for doctype, names in group(nodes).items() if doctype in FIELDS]
	rows = run_together(queries)
	return sorted(rows, key=lambda row: (row.number or 0, str(row.creation), row.name))


def _select(doctype: str, names: list[str]) -> QueryBuilder:
	table, fields = frappe.qb.DocType(doctype), FIELDS[doctype]
	values = [
		(table[fields[column]] if column in fields else ValueWrapper(None)).as_(column) for column in COLUMNS
	]
	return (
		frappe.qb.from_(table)
		.select(
			ValueWrapper(doctype).as_("doctype"), table.name, table.docstatus, table.creation, table.modified
		)
		.select(*values)
		.where(table.name.isin(names))
	)


def read_tasks(nodes: Iterable[Node]) -> dict[Node, list[frappe._dict]]:
	"""Open tasks of the process: document -> `allocated_to`, key, `creation`, oldest first. One statement."""
	nodes = set(nodes)
	filters = {
		"reference_name": ("in", sorted({name for _doctype, name in nodes}) or [""]),
		"status": "Open",
		KEY: ("is", "set"),
	}
	fields = ["reference_type", "reference_name", "allocated_to", "creation", f"{KEY} as task"]
	tasks: dict[Node, list[frappe._dict]] = {}
	for row in frappe.get_all("ToDo", filters, fields, order_by="creation asc"):
		if (row.reference_type, row.reference_name) in nodes:
			tasks.setdefault((row.reference_type, row.reference_name), []).append(row)
	return tasks


def read_names(users: Iterable[str | None]) -> dict[str, str]:
	"""User -> full name; one statement, none for nobody."""
	users = sorted({user for user in users if user and "@" in user})
	if not users:
		return {}
	rows = frappe.get_all(
		"User", {"name": ("in", users)}, ["name", "full_name"], order_by="name asc", limit_page_length=0
	)
	return {row.name: row.full_name or row.name for row in rows}


def get_days(since: datetime | str | None) -> int:
	"""Whole days from then to today; 0 for what is to come."""
	return max(0, frappe.utils.date_diff(frappe.utils.today(), since)) if since else 0
