"""Names of people for rows: who left is still called by name."""

from collections.abc import Iterable

import frappe


def put_names(rows: list[frappe._dict], *fields: str) -> list[frappe._dict]:
	"""Put the full name in the place of each user. Names of colleagues are no secret on a document that is read."""
	names = get_names(row.get(field) for row in rows for field in fields)
	for row in rows:
		row.update({field: names.get(row.get(field), row.get(field)) for field in fields})
	return rows


def get_names(users: Iterable[str | None]) -> dict[str, str]:
	"""User -> full name."""
	wanted = sorted({user for user in users if user})
	if not wanted:
		return {}
	found = frappe.get_all("User", {"name": ("in", wanted)}, ["name", "full_name"], order_by="name asc")
	return {row.name: row.full_name or row.name for row in found}
