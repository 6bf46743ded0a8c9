"""The trial's clock: it can be moved forward, and what falls due on the way happens."""

import frappe
from frappe.utils import cint
from frappe.utils import clock as site_clock
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.pages import show

MOST_DAYS = 60


def show_clock(_request: Request) -> Response:
	"""What time it is on the site, and what the scheduler does each day."""
	return show("clock.html", jobs=_get_daily_jobs(), days=(1, 7, 14, 30))


def move(request: Request) -> Response:
	"""Move forward day by day; the daily jobs run on each, as they would."""
	frappe.set_user("Administrator")
	for _day in range(min(cint(request.form.get("days")), MOST_DAYS)):
		site_clock.move(days=1)
		for method in _get_daily_jobs():
			frappe.get_attr(method)()
			frappe.db.commit()
	return redirect("/trial/clock")


def _get_daily_jobs() -> list[str]:
	events = frappe.get_hooks("scheduler_events", app_name="salesflow_app")
	found = []
	for kind in ("hourly", "hourly_long", "daily", "daily_long"):
		found += events.get(kind) or []
	for methods in (events.get("cron") or {}).values():
		found += methods
	return list(dict.fromkeys(found))
