"""The site's clock: the machine's clock plus an offset that a trial may move. No date arithmetic."""

import datetime

import frappe

OFFSET = "sandbox_clock_offset"


def get_offset() -> datetime.timedelta:
	"""How far the site's clock is ahead of the machine's."""
	if not getattr(frappe.local, "db", None) or frappe.local.flags.in_install_db:
		return datetime.timedelta()
	return datetime.timedelta(seconds=float(frappe.db.get_default(OFFSET) or 0))


def move(**by: float) -> datetime.datetime:
	"""Move the site's clock by days=, hours=, ... and return the new time."""
	offset = get_offset() + datetime.timedelta(**by)
	frappe.db.set_default(OFFSET, offset.total_seconds())
	return frappe.utils.now_datetime()
