"""The weekly digest: who gets one, and when. What is in it: `week.py`; how it reads: `mails/weekly_digest.py`."""

from datetime import datetime, timezone
from functools import partial
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import get_system_timezone

from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.mails.weekly_digest import is_sent, send_weekly_digest
from salesflow_app.people.team_tree import get_nodes
from salesflow_app.people.working_days import is_working_day
from salesflow_app.rules.team_tree import get_leaders
from salesflow_app.rules.weekly import get_period, is_due
from salesflow_app.settings import get_settings

FROM_HOUR = 6
"""Of the leader's own time."""


@retry_on_conflict
def ask_for_all(now: datetime | None = None) -> None:
	"""Hourly: a digest for each leader whose week has begun, once. `now` is aware of its time zone."""
	if get_settings().weekly_digest:
		now = now or datetime.now(timezone.utc)
		leaders = sorted(set(get_leaders(get_nodes()).values()))
		for_each(partial(ask, now=now), leaders)


def ask(leader: str, now: datetime) -> None:
	"""Add the mail if it is due where the leader is. Who may read no deals gets none."""
	there = now.astimezone(get_zone(leader))
	company = _get_company(leader)
	if there.hour < FROM_HOUR or not is_due(there.date(), lambda day: is_working_day(day, company)):
		return
	since, until = get_period(there.date())
	if not is_sent(leader, since) and _has_deals(leader):
		send_weekly_digest(leader, since, until)


def get_zone(user: str) -> ZoneInfo:
	return ZoneInfo(frappe.get_cached_value("User", user, "time_zone") or get_system_timezone())


def _get_company(leader: str) -> str | None:
	return frappe.defaults.get_user_default("Company", leader)


def _has_deals(leader: str) -> bool:
	"""Where nobody has ever opened a deal, there is no week to tell of."""
	may_read = frappe.has_permission("Opportunity", "read", user=leader)
	return bool(may_read and frappe.get_list("Opportunity", pluck="name", limit=1, user=leader))
