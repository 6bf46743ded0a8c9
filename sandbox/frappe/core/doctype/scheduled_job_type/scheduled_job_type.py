"""Scheduled Job Type: a function that the clock runs, read from the apps' `scheduler_events`."""

import frappe
from frappe.model.document import Document


class ScheduledJobType(Document):
	"""One function and how often it runs."""

	def autoname(self):
		self.name = ".".join(self.method.split(".")[-2:])


def sync_jobs(hooks: dict | None = None) -> None:
	"""A row for each function that the hooks name; rows of functions that are no longer named go."""
	events = hooks or frappe.get_hooks("scheduler_events", {})
	wanted = dict(_get_jobs(events))
	for row in frappe.get_all("Scheduled Job Type", fields=["name", "method"]):
		if row.method not in wanted:
			frappe.delete_doc("Scheduled Job Type", row.name)
	known = dict(frappe.get_all("Scheduled Job Type", fields=["method", "name"], as_list=True))
	for method, values in wanted.items():
		if method not in known:
			frappe.get_doc({"doctype": "Scheduled Job Type", "method": method, **values}).insert()
		elif _differs(known[method], values):
			frappe.db.set_value("Scheduled Job Type", known[method], values)


def _get_jobs(events: dict):
	for frequency, methods in events.items():
		if frequency == "cron":
			for cron_format, cron_methods in methods.items():
				for method in cron_methods:
					yield method, {"frequency": "Cron", "cron_format": cron_format}
		else:
			for method in methods:
				yield method, {"frequency": frequency.replace("_", " ").title()}


def _differs(name: str, values: dict) -> bool:
	now = frappe.db.get_value("Scheduled Job Type", name, list(values), as_dict=True)
	return any(now[key] != value for key, value in values.items())
