"""The strip of a deal: `get_strip` for one document, `get_deals` for whoever has several. One answer for desk, trial and dossier."""

from __future__ import annotations

from collections.abc import Iterable

from salesflow_app.deal.chain import find_members, find_origins, get_root
from salesflow_app.deal.links import Node, group
from salesflow_app.desk.strip.drawing import Deal, draw
from salesflow_app.desk.strip.facts import read_facts, read_tasks
from salesflow_app.desk.strip.heads import PARTIES, find_open_deals
from salesflow_app.desk.strip.known import Known, add_lead
from salesflow_app.order.holding import get_undelivered

MOST_DEALS = 10
"""Lines for a customer; the rest is counted."""
MOST_READ = 50


def get_strip(doctype: str, name: str) -> list[dict]:
	"""The stages of the document's deal, in order; of several deals those of the newest. See `get_deals`."""
	deals = get_deals(doctype, name)["deals"]
	return deals[0]["stages"] if deals else []


def get_deals(doctype: str, name: str) -> dict:
	"""`deals`: `title`, `doctype` and `name` of where it began, `stages`; `more`: how many further ones are open.

	A stage has `key`, `label`, `standing` (done, now, next, blocked or later), `doctype` and `name` of the document it is
	about (empty where the reader may not read it), `count` and `names` of all that it is about, and where it waits
	`who`, `sentence`, `since` and `days`. About a dozen statements, however many documents a deal has.
	"""
	origins = _find_origins(doctype, name)
	deals = [deal for deal in _read_deals(origins[:MOST_READ]) if deal.stages]
	if doctype in PARTIES:
		deals = [deal for deal in deals if deal.is_open()] or deals[:1]
	more = max(0, len(deals) - MOST_DEALS) + max(0, len(origins) - MOST_READ)
	return {"deals": draw(deals[:MOST_DEALS]), "more": more}


def _find_origins(doctype: str, name: str) -> list[set[Node]]:
	if doctype not in PARTIES:
		return find_origins([(doctype, name)])
	return find_open_deals(doctype, name) or ([{(doctype, name)}] if doctype == "Lead" else [])


def _read_deals(origins: list[set[Node]]) -> list[Deal]:
	"""All deals together: what is asked for one is asked for all."""
	members = find_members(origins) if origins else []
	nodes = {node for deal in members for node in deal}
	facts = {(fact.doctype, fact.name): fact for fact in read_facts(nodes)}
	tasks, left = read_tasks(nodes), _get_undelivered(nodes)
	deals = []
	for origin, deal in zip(origins, members, strict=True):
		own = [fact for node, fact in facts.items() if node in deal]
		if own:
			deals.append(Deal(get_root(origin), Known(add_lead(own), tasks, left)))
	return deals


def _get_undelivered(nodes: Iterable[Node]) -> set[str]:
	orders = group(sorted(nodes)).get("Sales Order")
	return get_undelivered(orders) if orders else set()
