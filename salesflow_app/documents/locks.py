"""Row locks, so that two workers at once give one result."""

from collections.abc import Callable
from functools import wraps

import frappe
from frappe import _
from frappe.utils import flt

RETRIES = 4


def lock_row(doctype: str, name: str) -> None:
	"""Hold the row until the transaction ends; whoever comes second waits, then reads what the first wrote.

	Raises ValidationError where the database reports a conflict (innodb_snapshot_isolation).
	"""
	get_locked(doctype, name, ["name"])


def get_locked(doctype: str, name: str, fields: list[str]) -> dict | None:
	"""Lock the row and read it as it is now, not as this transaction first saw it; None where there is none."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(*(table[field] for field in fields)).where(table.name == name)
	try:
		rows = query.for_update().run(as_dict=True)
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError) as error:
		if frappe.flags.salesflow_retrying:
			raise
		_refuse(doctype, name, type(error))
	return rows[0] if rows else None


def hold_as_seen(doctype: str, name: str, seen: dict[str, float | None]) -> None:
	"""Hold the row, if its numbers are still what this transaction read. Raises ValidationError where another changed one.

	A sum of the ledger that is written after this would leave out what the other one booked.
	"""
	row = get_locked(doctype, name, list(seen))
	if row and any(flt(row[field]) != flt(value) for field, value in seen.items()):
		_refuse(doctype, name, frappe.ValidationError)


def _refuse(doctype: str, name: str, error: type[Exception]) -> None:
	frappe.throw(
		_("Someone else is changing {0} {1} right now. Reload it and try again.").format(_(doctype), name),
		exc=error,
	)


def retry_on_conflict(function: Callable) -> Callable:
	"""Retry an entry point when another transaction got there first.

	Only for functions that start a transaction: anything written before is rolled back.
	"""

	@wraps(function)
	def wrapper(*args, **kwargs):
		if frappe.flags.salesflow_retrying:
			return function(*args, **kwargs)
		frappe.flags.salesflow_retrying = True
		try:
			for attempt in range(RETRIES):
				try:
					return function(*args, **kwargs)
				except (
					frappe.QueryDeadlockError,
					frappe.QueryTimeoutError,
					frappe.TimestampMismatchError,
				):
					frappe.db.rollback()
					frappe.clear_messages()
					if attempt == RETRIES - 1:
						frappe.throw(_("Someone else changed this at the same moment. Please try again."))
		finally:
			frappe.flags.salesflow_retrying = False

	return wrapper
