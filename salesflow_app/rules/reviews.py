"""The client's time to review what was delivered: how long it runs, and what is due on a day. Calendar days."""

from __future__ import annotations

from datetime import date, timedelta

HALF, LAST, OVER = "half", "last", "over"
"""What is due: a reminder at half time, one on the last day, and what follows when it is over."""
LONGEST = 366


def get_last_day(first: date, days: int) -> date:
	"""The last day on which the client can still answer; the day on which they were asked does not count."""
	return first + timedelta(days=min(days, LONGEST))


def get_stage(first: date, last: date, day: date) -> str:
	"""What is due on `day`; empty where nothing is. A review of one day has no half time."""
	if day > last:
		return OVER
	if day == last:
		return LAST
	half = first + timedelta(days=((last - first).days + 1) // 2)
	return HALF if day >= half else ""
