"""The scheduler's switch. The sandbox has no process that watches the clock: a trial moves it."""

import frappe
from frappe.utils.numbers import cint


def is_scheduler_disabled(verbose: bool = True) -> bool:
	"""Whether System Settings or the site's configuration switch it off."""
	if frappe.conf.disable_scheduler:
		return True
	return not cint(frappe.db.get_single_value("System Settings", "enable_scheduler"))


def is_scheduler_inactive(verbose: bool = True) -> bool:
	"""Whether no job runs by the clock, for whatever reason."""
	return bool(frappe.conf.maintenance_mode or frappe.conf.pause_scheduler) or is_scheduler_disabled()


def toggle_scheduler(enable: bool) -> None:
	"""Switch it on or off."""
	frappe.db.set_single_value("System Settings", "enable_scheduler", cint(enable))


def enable_scheduler() -> None:
	"""Switch it on."""
	toggle_scheduler(True)


def disable_scheduler() -> None:
	"""Switch it off."""
	toggle_scheduler(False)
