"""The trial's clock: move it forward, and whatever falls due in between happens."""

import inspect

import frappe
from frappe.utils import cint, getdate, now_datetime, today
from frappe.utils import clock as site_clock
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from trial.outbox import get_mails
from trial.pages import MAILS, say, show

MOST_DAYS = 60
KINDS = ("hourly", "hourly_long", "daily", "daily_long")


def show_clock(request: Request) -> Response:
	"""The time on the site, what the scheduler does each day, and what it did on the last move."""
	since = request.args.get("since")
	mails = get_mails({**MAILS, "creation": (">", since)}) if since else []
	return show("clock.html", jobs=_get_daily_jobs(), days=(1, 7, 14, 30), since=since, mails=mails)


def move(request: Request) -> Response:
	"""Move forward day by day; the daily jobs run on each day, as they would."""
	since, user = now_datetime(), frappe.session.user
	days = min(cint(request.form.get("days")), MOST_DAYS)
	say(f"{days} day{'s' if days > 1 else ''} later.")
	frappe.set_user("Administrator")
	for _day in range(days):
		site_clock.move(days=1)
		_ensure_fiscal_year()
		for job in _get_daily_jobs():
			frappe.get_attr(job["method"])()
			frappe.db.commit()
	frappe.set_user(user)
	_keep_sessions()
	return redirect(f"/trial/clock?since={since}")


def _ensure_fiscal_year() -> None:
	"""ERPNext makes the next Fiscal Year by itself; nothing can be booked in a year without one."""
	year = getdate().year
	if not frappe.db.exists(
		"Fiscal Year", {"year_start_date": ("<=", today()), "year_end_date": (">=", today())}
	):
		dates = {"year_start_date": f"{year}-01-01", "year_end_date": f"{year}-12-31"}
		frappe.get_doc({"doctype": "Fiscal Year", "year": str(year), **dates}).insert()


def _keep_sessions() -> None:
	"""Nobody is signed out because the clock was moved."""
	frappe.db.sql("update tabSessions set lastupdate = %s", (now_datetime(),))


def _get_daily_jobs() -> list[dict]:
	"""The scheduled methods of all apps in order, each with the first line of its docstring."""
	found = [method for app in frappe.get_installed_apps() for method in _get_methods(app)]
	return [{"method": method, "line": _get_line(method)} for method in dict.fromkeys(found)]


def _get_methods(app: str) -> list[str]:
	events = frappe.get_hooks("scheduler_events", app_name=app) or {}
	found = [method for kind in KINDS for method in events.get(kind) or []]
	return found + [method for methods in (events.get("cron") or {}).values() for method in methods]


def _get_line(method: str) -> str:
	return (inspect.getdoc(frappe.get_attr(method)) or method).split("\n")[0]
