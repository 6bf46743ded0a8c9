"""The deals that were played, each at one place, and four to walk by hand, step by step."""

from collections.abc import Iterator
from urllib.parse import quote

import frappe

from trial.tables import read

OTHERS = {who: frappe._dict(name="", full_name=f"The {who}") for who in ("client", "clock")}
"""Whoever takes a step without signing in on this page."""
WALKS = read("walks")
"""Title, line and steps; a step says who (the beginning of the address), what, and the page to begin on."""
PLACES = read("places")
"""Title, line and document of a story; who is a field of it that names the person, or begins an address."""


def get_places() -> list[dict]:
	"""Where the played deals are worth a look, and as whom; nothing where no story was played."""
	return [place for place in map(_find_place, PLACES) if place]


def _find_place(place: dict) -> dict | None:
	found = frappe.get_all(place["doctype"], place["filters"], ["*"], order_by="creation asc", limit=1)
	if not found:
		return None
	user = found[0].get(place["who"]) or frappe.db.get_value("User", {"name": ("like", f"{place['who']}@%")})
	name = frappe.utils.get_fullname(user)
	return {**place, "user": user, "name": name, "where": quote(place["where"] + found[0].name)}


def get_walks() -> list[dict]:
	"""The walks with this site's people; a step whose person does not exist here is left out."""
	users = frappe.get_all("User", {"enabled": 1}, ["name", "full_name"])
	known = {**OTHERS, **{user.name.split("@")[0]: user for user in users}}
	return [{**walk, "steps": [*_get_steps(walk["steps"], known)]} for walk in WALKS]


def _get_steps(steps: list[dict], known: dict) -> Iterator[dict]:
	for step in steps:
		if user := known.get(step["who"]):
			yield {**step, "user": user.name, "name": user.full_name}
