"""Counts the database statements of the app's own code."""

import frappe


def count_own_statements(action) -> int:
	"""Statements that are run from the app's own code while `action` runs."""
	import traceback
	from unittest.mock import patch

	seen = []
	run = frappe.db.sql

	def watch(query, *args, **kwargs):
		if any(
			"/salesflow_app/" in frame.filename and "/tests/" not in frame.filename
			for frame in traceback.extract_stack()
		):
			seen.append(str(query))
		return run(query, *args, **kwargs)

	with patch.object(frappe.db, "sql", watch):
		action()
	return len([query for query in seen if "savepoint" not in query.lower()])
