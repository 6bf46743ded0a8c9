"""All documents of a deal, from any one of them: up to where it began, and down from there. Links only; `links.py` has the table.

Nothing here asks who may read what: whoever shows a document does (`documents/reading.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from salesflow_app.deal.links import (
	LINKS,
	PAYMENT_LINKS,
	SHARED,
	Link,
	Node,
	find_children,
	find_parents,
	group,
)

ORDER = (
	"Lead",
	"Opportunity",
	"Discovery",
	"Work Proposal",
	"Quotation",
	"SOW",
	"Sales Order",
	"Delivery Note",
	"Payment Milestone",
	"Sales Invoice",
	"Payment Entry",
	"Payment Follow Up",
)
"""As a deal goes on: the first of them that is there is where it began."""
MOST_STEPS = 12
"""Longer chains end here: a row of change orders of change orders, for instance."""


def get_deal(doctype: str, name: str) -> dict[str, list[str]]:
	"""DocType -> names of all documents of the deal, this one, cancelled ones and payments included.

	An invoice or a delivery of several deals has them all. Readers' rights are not asked here. At most a dozen
	statements, however many documents there are.
	"""
	members = find_members(find_origins([(doctype, name)]), LINKS + PAYMENT_LINKS)
	nodes = {node for deal in members for node in deal} | {(doctype, name)}
	found = group(sorted(nodes, key=lambda node: node[1]))
	return {kind: found[kind] for kind in ORDER if kind in found}


def find_origins(starts: Iterable[Node]) -> list[set[Node]]:
	"""For each deal that one of `starts` belongs to: the documents above it, itself included."""
	links = find_all_parents(starts)
	nodes = set(starts) | {node for pair in links for node in pair}
	joining = [pair for pair in links if pair[0][0] not in SHARED]
	groups = _join(nodes, joining)
	named = {child for child, _parent in links if child[0] in SHARED}
	return [deal for deal in groups if not deal <= named]


def find_all_parents(starts: Iterable[Node]) -> list[tuple[Node, Node]]:
	"""Every link from `starts` upwards."""
	return _walk(starts, lambda nodes: find_parents(nodes), upwards=True)


def find_members(origins: list[set[Node]], links: tuple[Link, ...] = LINKS) -> list[set[Node]]:
	"""For each deal all its documents, in the order of `origins`."""
	starts = {node for deal in origins for node in deal if node[0] not in SHARED} or set().union(*origins)
	pairs = _walk(starts, lambda nodes: find_children(nodes, links), upwards=False)
	children: dict[Node, list[Node]] = {}
	for child, parent in pairs:
		children.setdefault(parent, []).append(child)
	return [_collect(deal, children) for deal in origins]


def get_root(deal: Iterable[Node]) -> Node:
	"""The document that the deal began with."""
	return min(deal, key=lambda node: (ORDER.index(node[0]), node[1]))


def _walk(starts: Iterable[Node], find, upwards: bool) -> list[tuple[Node, Node]]:
	seen, new, pairs = set(starts), set(starts), []
	for _step in range(MOST_STEPS):
		found = find(sorted(new)) if new else []
		pairs += found
		new = {(parent if upwards else child) for child, parent in found} - seen
		seen |= new
		if not new:
			break
	return pairs


def _join(nodes: set[Node], pairs: list[tuple[Node, Node]]) -> list[set[Node]]:
	"""Nodes that hang together."""
	group_of = {node: {node} for node in nodes}
	for child, parent in pairs:
		one, other = group_of[child], group_of[parent]
		if one is not other:
			one |= other
			group_of.update(dict.fromkeys(other, one))
	return list({id(found): found for found in group_of.values()}.values())


def _collect(deal: set[Node], children: dict[Node, list[Node]]) -> set[Node]:
	found, left = set(), list(deal)
	while left:
		node = left.pop()
		if node not in found:
			found.add(node)
			left += children.get(node, [])
	return found
