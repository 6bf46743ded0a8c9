"""How many days lie between the steps of deals, and whether they waited on us or on the client.

Each step is one query that counts documents by days; the median comes from these counts. A document that was sent again
counts from the last time, and a deal with two quotations counts twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count
from pypika.queries import QueryBuilder, Table
from pypika.terms import Term

from salesflow_app.documents.readable import is_readable
from salesflow_app.figures.reading import DateDiff, from_readable, is_between, join_deal
from salesflow_app.salesflow_app.workflows import work_proposal

US, CLIENT = "Us", "Client"
INVOICE, MILESTONE, ORDER, PROPOSAL, QUOTATION = (
	"Sales Invoice",
	"Payment Milestone",
	"Sales Order",
	"Work Proposal",
	"Quotation",
)


@dataclass(frozen=True)
class Step:
	"""A step of a deal: who is waited for, and the days that it took, as day -> number of documents."""

	label: str
	waits_on: str
	days: dict[int, int]

	@property
	def number(self) -> int:
		return sum(self.days.values())


def get_steps(asked: frappe._dict) -> Iterator[Step]:
	"""The steps in the order of a deal that ended in the asked time, of documents that the reader may read."""
	for label, waits_on, doctypes, find in _get_table():
		if all(frappe.has_permission(doctype, "read") for doctype in doctypes):
			yield Step(label, waits_on, _count(find(asked)))


def _count(query: QueryBuilder) -> dict[int, int]:
	counted: dict[int, int] = {}
	for days, number in query.run():
		if days is not None:
			counted[max(0, int(days))] = counted.get(max(0, int(days)), 0) + number
	return counted


def _get_table() -> tuple[tuple[str, str, tuple[str, ...], Callable], ...]:
	return (
		(_("Opened to Quotation"), US, ("Opportunity", QUOTATION), _quoted),
		(_("Proposal Sent to Answer"), CLIENT, (PROPOSAL,), _answered),
		(_("Quotation to Order"), CLIENT, (QUOTATION, ORDER), _ordered),
		(_("Proposal Accepted to SOW Sent"), US, (PROPOSAL, "SOW"), _sow_sent),
		(_("SOW Sent to Signature"), CLIENT, ("SOW",), _signed),
		(_("Signature to Order"), US, ("SOW", ORDER), _order_approved),
		(_("Milestone Reached to Acceptance"), CLIENT, (MILESTONE,), _accepted),
		(_("Milestone Reached to Invoice"), US, (MILESTONE, INVOICE), _billed),
		(_("Invoice to Payment"), CLIENT, (INVOICE, "Payment Entry"), _paid),
	)


def _get_days(query: QueryBuilder, first: Term, second: Term, asked: frappe._dict) -> QueryBuilder:
	"""Days between the two, by how many took them, where the second lies in the asked time."""
	days = DateDiff(second, first)
	query = query.where(first.isnotnull() & second.isnotnull()).where(is_between(second, asked))
	return query.select(days, Count("*")).groupby(days)


def _from(doctype: str, asked: frappe._dict) -> tuple[Table, QueryBuilder]:
	table, query = from_readable(doctype)
	return table, query.where(table.company == asked.company)


def _quoted(asked: frappe._dict) -> QueryBuilder:
	quotation, query = _from(QUOTATION, asked)
	deal, query = join_deal(query.where(quotation.docstatus == 1), quotation.opportunity, asked)
	return _get_days(query, deal.transaction_date, quotation.transaction_date, asked)


def _answered(asked: frappe._dict) -> QueryBuilder:
	proposal, query = _from(PROPOSAL, asked)
	_deal, query = join_deal(query, proposal.opportunity, asked)
	return _get_days(query, proposal.sent_on, proposal.answered_on, asked)


def _ordered(asked: frappe._dict) -> QueryBuilder:
	order, query = _from(ORDER, asked)
	item, quotation = DocType("Sales Order Item"), DocType(QUOTATION)
	query = query.join(item).on((item.parent == order.name) & (item.idx == 1))
	query = query.join(quotation).on((quotation.name == item.prevdoc_docname) & is_readable(QUOTATION))
	_deal, query = join_deal(query.where(order.docstatus == 1), quotation.opportunity, asked)
	return _get_days(query, quotation.transaction_date, order.transaction_date, asked)


def _sow_sent(asked: frappe._dict) -> QueryBuilder:
	sow, query = _from("SOW", asked)
	proposal = DocType(PROPOSAL)
	query = query.join(proposal).on((proposal.name == sow.work_proposal) & is_readable(PROPOSAL))
	query = query.where(proposal.workflow_state == work_proposal.ACCEPTED)
	_deal, query = join_deal(query, sow.opportunity, asked)
	return _get_days(query, proposal.answered_on, sow.sent_on, asked)


def _signed(asked: frappe._dict) -> QueryBuilder:
	sow, query = _from("SOW", asked)
	_deal, query = join_deal(query, sow.opportunity, asked)
	return _get_days(query, sow.sent_on, sow.signed_on, asked)


def _order_approved(asked: frappe._dict) -> QueryBuilder:
	sow, query = _from("SOW", asked)
	order = DocType(ORDER)
	query = query.join(order).on((order.name == sow.sales_order) & is_readable(ORDER))
	_deal, query = join_deal(query.where(order.docstatus == 1), sow.opportunity, asked)
	return _get_days(query, sow.signed_on, order.transaction_date, asked)


def _from_milestones(asked: frappe._dict) -> tuple[Table, QueryBuilder]:
	milestone, query = _from(MILESTONE, asked)
	sow = DocType("SOW")
	query = query.left_join(sow).on(sow.name == milestone.sow)
	return milestone, join_deal(query, sow.opportunity, asked)[1]


def _accepted(asked: frappe._dict) -> QueryBuilder:
	milestone, query = _from_milestones(asked)
	return _get_days(query, milestone.reached_on, milestone.accepted_on, asked)


def _billed(asked: frappe._dict) -> QueryBuilder:
	milestone, query = _from_milestones(asked)
	invoice = DocType(INVOICE)
	query = query.join(invoice).on((invoice.name == milestone.sales_invoice) & is_readable(INVOICE))
	query = query.where(invoice.docstatus == 1)
	return _get_days(query, milestone.reached_on, invoice.posting_date, asked)


def _paid(asked: frappe._dict) -> QueryBuilder:
	"""Each payment of an invoice of a deal that is paid in full."""
	payment, query = _from("Payment Entry", asked)
	row, invoice, sow = (DocType(name) for name in ("Payment Entry Reference", INVOICE, "SOW"))
	query = query.join(row).on((row.parent == payment.name) & (row.reference_doctype == INVOICE))
	query = query.join(invoice).on((invoice.name == row.reference_name) & is_readable(INVOICE))
	query = query.join(sow).on(sow.name == invoice.salesflow_sow)
	query = query.where((payment.docstatus == 1) & (invoice.outstanding_amount <= 0))
	_deal, query = join_deal(query, sow.opportunity, asked)
	return _get_days(query, invoice.posting_date, payment.posting_date, asked)
