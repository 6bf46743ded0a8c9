"""Looks for the word that only the leader may read."""

import frappe
from pypika import Criterion

WORD = "Zeppelinquark"
"""A word that stands nowhere else in the database."""


def get_analyses(doc) -> list:
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	return frappe.get_all("Salesflow Lost Analysis", reference, ["*"], order_by="creation asc, name asc")


def find_word(*allowed: str) -> set[str]:
	"""Every table that holds the word, but for the allowed ones."""
	return {table for table in frappe.db.get_tables() if table not in allowed and holds_word(table)}


def holds_word(name: str) -> bool:
	"""Does any column of the table hold the word, as text?"""
	columns = frappe.db.sql(
		"""select column_name from information_schema.columns
		where table_schema = database() and table_name = %s""",
		name,
		pluck=True,
	)
	table = frappe.qb.Table(name)
	found = [table[column].like(f"%{WORD}%") for column in columns]
	return bool(found and frappe.qb.from_(table).select(1).where(Criterion.any(found)).limit(1).run())


def ask(function, *args, **kwargs) -> str:
	"""What an endpoint tells, as text; a refusal tells nothing."""
	try:
		return frappe.as_json(function(*args, **kwargs))
	except (frappe.PermissionError, frappe.DoesNotExistError):
		frappe.clear_messages()
		return ""
