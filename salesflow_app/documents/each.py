"""One job for many: each on its own, so that one that fails stops no other; the bad ones are listed."""

from collections.abc import Callable, Iterable

import frappe

SAVE_POINT = "salesflow_each"


def for_each(function: Callable, names: Iterable, get_label: Callable[[object], str] = str) -> list[str]:
	"""Call `function` with each of `names`; returns those that failed, which are rolled back and in the Error Log.

	A conflict with another transaction is raised: the database has rolled back all of it, and the job runs again.
	"""
	bad = [get_label(name) for name in names if not _try(function, name, get_label(name))]
	if bad:
		frappe.log_error(title=f"{function.__name__}: {len(bad)} failed"[:140], message="\n".join(bad))
	return bad


def _try(function: Callable, name: object, label: str) -> bool:
	frappe.db.savepoint(SAVE_POINT)
	messages = len(frappe.local.message_log)
	try:
		function(name)
		return True
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		raise
	except Exception:
		frappe.db.rollback(save_point=SAVE_POINT)
		del frappe.local.message_log[messages:]
		frappe.log_error(title=f"{function.__name__}: {label}"[:140])
		return False
