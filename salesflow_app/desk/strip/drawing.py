"""Turns stages into what is sent: words, names of people, and links to what the reader may read."""

from __future__ import annotations

from frappe import _

from salesflow_app.deal.links import Node
from salesflow_app.desk.next_steps import get_next_steps
from salesflow_app.desk.strip import words
from salesflow_app.desk.strip.facts import get_days, read_names
from salesflow_app.desk.strip.known import Known
from salesflow_app.desk.strip.stages import Stage, get_stages
from salesflow_app.desk.strip.standing import BLOCKED, DONE, NEXT, NOW, get_standing
from salesflow_app.documents.reading import find_readable

MOST_LINKS = 50
"""Names of one stage that are sent along."""
NOBODY = {"who": "", "sentence": "", "since": None, "days": 0, "waits": ""}


class Deal:
	"""A deal with its stages and on whom they wait."""

	def __init__(self, root: Node, known: Known):
		self.root, self.known = root, known
		self.stages = get_stages(known)

	def is_open(self) -> bool:
		"""Is there something that somebody could do, or that is waited for?"""
		standings = {stage.standing for stage in self.stages}
		return not self.known.is_lost() and bool(standings & {NOW, NEXT, BLOCKED})


def draw(deals: list[Deal]) -> list[dict]:
	"""What the desk and the trial show of each."""
	steps = get_next_steps()
	waits = {id(stage): words.get_waiting(stage, steps) for deal in deals for stage in deal.stages}
	names = read_names(person for waiting in waits.values() if waiting for person in waiting.people)
	readable = find_readable((fact.doctype, fact.name) for deal in deals for fact in deal.known.facts)
	return [
		{
			"title": _get_title(deal, readable),
			**_get_link(deal.root, readable),
			"stages": [_draw_stage(stage, waits[id(stage)], names, readable) for stage in deal.stages],
		}
		for deal in deals
	]


def _get_title(deal: Deal, readable: set[Node]) -> str:
	"""Number and title of where the deal began, or whom it is for."""
	fact = next((fact for fact in deal.known.facts if (fact.doctype, fact.name) == deal.root), None)
	if deal.root not in readable or not fact:
		return _(deal.root[0])
	return " · ".join(filter(None, [fact.name, fact.title or fact.client]))


def _get_link(node: Node | None, readable: set[Node]) -> dict:
	doctype, name = node if node in readable else ("", "")
	return {"doctype": doctype, "name": name}


def _draw_stage(
	stage: Stage, waiting: words.Waiting | None, names: dict[str, str], readable: set[Node]
) -> dict:
	about = stage.about and (stage.about.doctype, stage.about.name)
	nodes = [(fact.doctype, fact.name) for fact in stage.documents]
	return {
		"key": stage.key,
		"label": words.get_labels()[stage.key],
		"standing": stage.standing,
		**_get_link(about if about in nodes else None, readable),
		"count": len(nodes),
		"done": len([fact for fact in stage.documents if get_standing(fact) == DONE]),
		"names": [node[1] for node in nodes if node in readable][:MOST_LINKS],
		**_draw_waiting(waiting, names, about in readable),
	}


def _draw_waiting(waiting: words.Waiting | None, names: dict[str, str], is_readable: bool) -> dict:
	"""Who has it, by name where the reader may read the document, and for how long."""
	if not waiting:
		return NOBODY
	who = words.get_who(waiting, names) if is_readable else waiting.who
	return {
		"who": who,
		"sentence": words.say(waiting, who),
		"since": waiting.since,
		"days": get_days(waiting.since),
		"waits": words.get_since_text(waiting) if waiting.who else "",
	}
