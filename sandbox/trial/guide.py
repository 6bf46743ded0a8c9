"""Four deals to walk by hand, step by step: who does what, and where."""

import frappe

from trial.tables import read

CLIENT, CLOCK = "client", "clock"
WALKS = read("walks")
"""Title, line and steps; a step says who (the beginning of the address), what, and the page to begin on."""


def get_walks() -> list[dict]:
	"""The walks with this site's people; a step whose person does not exist here is left out."""
	users = frappe.get_all("User", {"enabled": 1}, ["name", "full_name"])
	known = {user.name.split("@")[0]: user for user in users}
	return [
		{**walk, "steps": [_as_row(step, known) for step in walk["steps"] if _is_here(step, known)]}
		for walk in WALKS
	]


def _is_here(step: dict, known: dict) -> bool:
	return step["who"] in (CLIENT, CLOCK) or step["who"] in known


def _as_row(step: dict, known: dict) -> dict:
	user = known.get(step["who"])
	return {
		"user": user.name if user else "",
		"name": user.full_name if user else f"The {step['who']}",
		"what": step["what"],
		"where": step["where"],
	}
