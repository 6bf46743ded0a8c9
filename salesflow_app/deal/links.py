"""Which document of a deal names which one before it: one table, and the statement that follows it either way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

import frappe
from pypika.queries import QueryBuilder
from pypika.terms import ValueWrapper

Node = tuple[str, str]
"""DocType and name."""


@dataclass(frozen=True)
class Link:
	"""`child` names a `parent` in `field`; of its rows in `table`, if there is one; `type_field` says of which DocType."""

	child: str
	field: str
	parent: str
	table: str = ""
	type_field: str = ""


LINKS = (
	Link("Discovery", "opportunity", "Opportunity"),
	Link("Work Proposal", "opportunity", "Opportunity"),
	Link("Work Proposal", "discovery", "Discovery"),
	Link("Work Proposal", "amended_from", "Work Proposal"),
	Link("Quotation", "opportunity", "Opportunity"),
	Link("Quotation", "prevdoc_docname", "Opportunity", "Quotation Item", "prevdoc_doctype"),
	Link("Quotation", "salesflow_work_proposal", "Work Proposal"),
	Link("Quotation", "amended_from", "Quotation"),
	Link("SOW", "opportunity", "Opportunity"),
	Link("SOW", "work_proposal", "Work Proposal"),
	Link("SOW", "quotation", "Quotation"),
	Link("SOW", "changes_sow", "SOW"),
	Link("Sales Order", "salesflow_sow", "SOW"),
	Link("Sales Order", "prevdoc_docname", "Quotation", "Sales Order Item"),
	Link("Sales Order", "amended_from", "Sales Order"),
	Link("Payment Milestone", "sow", "SOW"),
	Link("Payment Milestone", "sales_order", "Sales Order"),
	Link("Delivery Note", "against_sales_order", "Sales Order", "Delivery Note Item"),
	Link("Sales Invoice", "sales_order", "Sales Order", "Sales Invoice Item"),
	Link("Sales Invoice", "salesflow_payment_milestone", "Payment Milestone"),
	Link("Sales Invoice", "salesflow_sow", "SOW"),
)
"""The chain, with every short cut."""
PAYMENT_LINKS = (
	Link("Payment Entry", "reference_name", "Sales Invoice", "Payment Entry Reference", "reference_doctype"),
	Link("Payment Entry", "reference_name", "Sales Order", "Payment Entry Reference", "reference_doctype"),
	Link("Payment Follow Up", "sales_invoice", "Sales Invoice", "Payment Follow Up Invoice"),
)
"""What the money leaves behind; the strip reads it off the invoices."""
SHARED = ("Sales Invoice", "Delivery Note", "Payment Entry", "Payment Follow Up")
"""One of them may belong to several deals, and must not join them."""


def find_parents(nodes: Iterable[Node], links: tuple[Link, ...] = LINKS) -> list[tuple[Node, Node]]:
	"""(document, one that it names) for all of `nodes`: one statement, none where nothing can be named."""
	return _run(_select(links, nodes, upwards=True))


def find_children(nodes: Iterable[Node], links: tuple[Link, ...] = LINKS) -> list[tuple[Node, Node]]:
	"""(document that names one of `nodes`, that one): one statement."""
	return _run(_select(links, nodes, upwards=False))


def group(nodes: Iterable[Node]) -> dict[str, list[str]]:
	"""DocType -> names, in order and once."""
	grouped: dict[str, dict[str, None]] = {}
	for doctype, name in nodes:
		grouped.setdefault(doctype, {})[name] = None
	return {doctype: list(names) for doctype, names in grouped.items()}


def _select(links: tuple[Link, ...], nodes: Iterable[Node], upwards: bool) -> Iterator[QueryBuilder]:
	names = group(nodes)
	for link in links:
		known = names.get(link.child if upwards else link.parent)
		if not known:
			continue
		table = frappe.qb.DocType(link.table or link.child)
		child = table.parent if link.table else table.name
		query = (
			frappe.qb.from_(table)
			.select(
				ValueWrapper(link.child).as_("child_type"),
				child.as_("child"),
				ValueWrapper(link.parent).as_("parent_type"),
				table[link.field].as_("parent"),
			)
			.distinct()
			.where((child if upwards else table[link.field]).isin(known) & (table[link.field] != ""))
		)
		if link.type_field:
			query = query.where(table[link.type_field] == link.parent)
		if link.table:
			query = query.where(table.parenttype == link.child)
		yield query


def _run(queries: Iterator[QueryBuilder]) -> list[tuple[Node, Node]]:
	rows = run_together(queries)
	return [((row.child_type, row.child), (row.parent_type, row.parent)) for row in rows]


def run_together(queries: Iterable[QueryBuilder]) -> list[frappe._dict]:
	"""Rows of several SELECTs with the same columns, in one statement; none for no query."""
	queries = list(queries)
	if not queries:
		return []
	if len(queries) == 1:
		return queries[0].run(as_dict=True)
	together = reduce(lambda one, other: one.union_all(other), queries)
	return frappe.qb.from_(together).select("*").run(as_dict=True)
