"""What probes of documents share."""

import frappe

from salesflow_app.tests.site import factories


def _attempt(function, *arguments, **values):
	"""What came back, or the refusal; the probe goes on."""
	frappe.db.savepoint("probe")
	try:
		return function(*arguments, **values)
	except Exception as error:
		frappe.db.rollback(save_point="probe")
		return f"{type(error).__name__}: {error}"


def _todo(**values):
	return frappe.get_doc({"doctype": "ToDo", "description": "Call back", **values})


def _order(**values):
	return factories.make_sales_order(customer=factories.make_customer().name, **values)
