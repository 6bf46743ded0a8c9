"""The open deals of a customer or a lead: found by what is open of theirs, in one statement, and traced to where they began."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, ValueWrapper

from salesflow_app.deal.chain import find_origins
from salesflow_app.deal.links import Node, run_together
from salesflow_app.salesflow_app.workflows import discovery, sow, work_proposal

PARTIES = ("Customer", "Lead")
PARTY_FIELDS = {
	"Opportunity": ("opportunity_from", "party_name"),
	"Discovery": ("party_type", "party_name"),
	"Work Proposal": ("proposal_to", "party_name"),
	"Quotation": ("quotation_to", "party_name"),
}
"""Where a document of a deal names its lead or customer; all others name a customer."""
OVER = {
	"Opportunity": ("status", ("Converted", "Lost", "Closed")),
	"Discovery": ("workflow_state", (discovery.DISQUALIFIED,)),
	"Work Proposal": ("workflow_state", (work_proposal.SUPERSEDED, work_proposal.DECLINED)),
	"Quotation": ("status", ("Ordered", "Lost", "Expired", "Cancelled")),
	"SOW": ("workflow_state", (sow.COMPLETED, *sow.GIVEN_UP)),
	"Sales Order": ("status", ("Completed", "Closed", "Cancelled")),
}
"""DocType -> field and values of what is open no more."""


def find_open_deals(doctype: str, name: str) -> list[set[Node]]:
	"""Where the deals began of which something of the party's is open; newest first."""
	rows = run_together(_select_heads(doctype, name))
	newest = {(row.doctype, row.name): str(row.creation) for row in rows}
	deals = find_origins(newest) if newest else []
	deals.sort(key=lambda deal: max(newest.get(node, "") for node in deal), reverse=True)
	return deals


def _select_heads(party_type: str, party: str) -> Iterator[QueryBuilder]:
	for doctype, (field, values) in OVER.items():
		if doctype not in PARTY_FIELDS and party_type == "Lead":
			continue
		table = frappe.qb.DocType(doctype)
		query = _select(doctype).where((table.docstatus < 2) & table[field].notin(values))
		if doctype == "Discovery":
			is_followed = (table.workflow_state == discovery.COMPLETED) & (table.opportunity != "")
			query = query.where(is_followed.negate() | table.opportunity.isnull())
		yield query.where(_is_of(table, doctype, party_type, party))
	if party_type == "Customer":
		yield _select_orders_to_be_paid(party)


def _is_of(table: Table, doctype: str, party_type: str, party: str) -> Criterion:
	"""Is it the party's? A customer's are also those of the lead it was, and the other way round."""
	if doctype not in PARTY_FIELDS:
		return table.customer == party
	type_field, name_field = PARTY_FIELDS[doctype]
	own = (table[type_field] == party_type) & (table[name_field] == party)
	other = "Lead" if party_type == "Customer" else "Customer"
	return own | ((table[type_field] == other) & table[name_field].isin(_select_others(party_type, party)))


def _select_others(party_type: str, party: str) -> QueryBuilder:
	"""The lead that a customer was, or the customers made of a lead."""
	customer = frappe.qb.DocType("Customer")
	if party_type == "Customer":
		return frappe.qb.from_(customer).select(customer.lead_name).where(customer.name == party)
	return frappe.qb.from_(customer).select(customer.name).where(customer.lead_name == party)


def _select(doctype: str) -> QueryBuilder:
	table = frappe.qb.DocType(doctype)
	return frappe.qb.from_(table).select(ValueWrapper(doctype).as_("doctype"), table.name, table.creation)


def _select_orders_to_be_paid(customer: str) -> QueryBuilder:
	"""Delivered and billed, and not paid yet."""
	order, item, invoice = (
		frappe.qb.DocType(name) for name in ("Sales Order", "Sales Invoice Item", "Sales Invoice")
	)
	return (
		_select("Sales Order")
		.join(item)
		.on(item.sales_order == order.name)
		.join(invoice)
		.on(invoice.name == item.parent)
		.distinct()
		.where((invoice.customer == customer) & (invoice.docstatus == 1) & (invoice.outstanding_amount > 0))
	)
