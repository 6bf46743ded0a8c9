"""The scheduler's switch. The sandbox has no process that watches the clock: a trial moves it."""

import frappe
from frappe.utils.numbers import cint


def toggle_scheduler(enable: bool) -> None:
	"""Switch it on or off."""
	frappe.db.set_single_value("System Settings", "enable_scheduler", cint(enable))


def enable_scheduler() -> None:
	"""Switch it on."""
	toggle_scheduler(True)
