"""What the site had before the app came and shares a name with something of ours: it stays the site's own."""

from __future__ import annotations

import json

import frappe

from salesflow_app.setup import fixtures, roles

MEMORY = "salesflow_found"
LOOK = ("style", "icon")
"""What the import of our fixtures overwrites on a Workflow State."""


def remember() -> None:
	"""Before the app is installed. A retry after a failed install keeps what the first attempt noted."""
	if not _read():
		names = {
			"Role": roles.ROLES,
			"Workflow State": fixtures.get_state_names(),
			"Workflow Action Master": fixtures.get_action_names(),
		}
		_write({doctype: _get_existing(doctype, ours) for doctype, ours in names.items()})
	remember_looks()


def remember_looks() -> None:
	"""Before each import of our fixtures."""
	found = _read()
	if found:
		_write({**found, "looks": {name: _get_look(name) for name in found["Workflow State"]}})


def put_back() -> None:
	"""After our fixtures were imported: let the site's own states look as they did."""
	for name, look in _read().get("looks", {}).items():
		if look:
			frappe.db.set_value("Workflow State", name, look, update_modified=False)


def is_found(doctype: str, name: str) -> bool:
	"""Was it there before us?"""
	return name in _read().get(doctype, ())


def _read() -> dict:
	"""From the table: while an app is being installed, Frappe's cache of defaults lags behind."""
	return json.loads(frappe.db.get_value("DefaultValue", {"defkey": MEMORY}, "defvalue") or "{}")


def _write(found: dict) -> None:
	frappe.db.set_default(MEMORY, json.dumps(found))


def _get_existing(doctype: str, names: list[str] | tuple[str, ...]) -> list[str]:
	return frappe.get_all(doctype, {"name": ("in", names)}, pluck="name", order_by="name asc")


def _get_look(state: str) -> dict | None:
	return frappe.db.get_value("Workflow State", state, LOOK, as_dict=True)
