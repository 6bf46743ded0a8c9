"""What a request does not wait for: a queue that cannot be reached, or is full, fails no step."""

from collections.abc import Callable

import frappe


def enqueue(method: str, **options) -> bool:
	"""Queue a job as Frappe does; False where its queue cannot be reached or is full."""
	return try_to(frappe.enqueue, method, **options)


def try_to(function: Callable, *args, **kwargs) -> bool:
	"""Call what puts a job into Frappe's queue; False where it cannot, which is logged.

	Frappe tries for seconds, so one request tries once.
	"""
	if frappe.flags.salesflow_queue_is_down:
		return False
	messages = list(frappe.local.message_log)
	try:
		function(*args, **kwargs)
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		raise  # the transaction is lost, and with it the step
	except Exception:  # whatever else the reason, the step does not depend on it
		frappe.flags.salesflow_queue_is_down = True
		frappe.local.message_log = messages
		frappe.logger("salesflow").warning(f"Not queued: {args} {kwargs}", exc_info=True)
		return False
	return True
