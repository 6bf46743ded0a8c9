"""What "last month" and the like mean today: first and last day of a named time span."""

import datetime
import re

from dateutil.relativedelta import relativedelta
from frappe.utils import dates

DAYS = re.compile(r"(last|next) (\d+) days")
MOVES = {"last": -1, "this": 0, "next": 1}


def get_timespan_date_range(timespan: str) -> tuple[datetime.date, datetime.date] | None:
	"""First and last day of the span; None where the name is unknown."""
	today = dates.getdate()
	if timespan in ("yesterday", "today", "tomorrow"):
		day = today + datetime.timedelta(days=("yesterday", "today", "tomorrow").index(timespan) - 1)
		return day, day
	if found := DAYS.fullmatch(timespan):
		other = today + datetime.timedelta(days=MOVES[found[1]] * int(found[2]))
		return min(today, other), max(today, other)
	return _get_period(timespan, today)


def _get_period(timespan: str, today: datetime.date) -> tuple[datetime.date, datetime.date] | None:
	which, _space, unit = timespan.partition(" ")
	move = MOVES.get(which)
	if move is None:
		return None
	if unit == "week":
		day = today + datetime.timedelta(weeks=move)
		return dates.get_first_day_of_week(day), dates.get_last_day_of_week(day)
	if unit == "month":
		day = dates.get_first_day(today, 0, move)
		return day, dates.get_last_day(day)
	if unit == "quarter":
		start = dates.get_quarter_start(today) + relativedelta(months=3 * move)
		return start, dates.get_quarter_ending(start)
	if unit == "year":
		day = dates.get_year_start(today) + relativedelta(years=move)
		return day, dates.get_year_ending(day)
	return _get_half_year(move, today) if unit == "6 months" and move else None


def _get_half_year(move: int, today: datetime.date) -> tuple[datetime.date, datetime.date]:
	"""The six months before this quarter, or those after it."""
	start = dates.get_quarter_start(today) + relativedelta(months=-6 if move < 0 else 3)
	return start, dates.get_last_day(start + relativedelta(months=5))
