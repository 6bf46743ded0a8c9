"""Days between the steps of deals, and whether they waited on us or on the client. Of the documents of one's lists."""

import frappe
from frappe import _

from salesflow_app.figures import asking, cycle_time
from salesflow_app.figures.showing import bars, column
from salesflow_app.rules.counted import get_average, get_median

YEAR = 365


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; of steps that ended in the asked time, else in the last 365 days.

	Raises PermissionError without the right to read opportunities, and for a company that the user may not see.
	"""
	asked = asking.read(filters, days=YEAR)
	frappe.has_permission("Opportunity", "read", throw=True)
	rows = [_get_row(step) for step in cycle_time.get_steps(asked)]
	measured = [row for row in rows if row["number"]]
	message = asking.get_message(len(measured), len(measured))
	return get_columns(), rows, message, get_chart(measured), get_summary(measured)


def _get_row(step: cycle_time.Step) -> dict:
	return {
		"step": step.label,
		"waits_on": step.waits_on,
		"waiting": _("Waiting on us") if step.waits_on == cycle_time.US else _("Waiting on the client"),
		"number": step.number,
		"median": get_median(step.days),
		"average": get_average(step.days),
		"longest": max(step.days, default=None),
	}


def get_chart(rows: list[dict]) -> dict | None:
	"""The medians; one colour for what waited on us, one for what waited on the client."""
	sides = {_("Waiting on us"): cycle_time.US, _("Waiting on the client"): cycle_time.CLIENT}
	datasets = {
		label: [row["median"] if row["waits_on"] == side else 0 for row in rows]
		for label, side in sides.items()
	}
	return bars([row["step"] for row in rows], datasets, barOptions={"stacked": 1})


def get_summary(rows: list[dict]) -> list[dict]:
	"""The medians of each side added up: how long a deal that takes every step waits on whom."""
	sides = {_("Days on Us"): cycle_time.US, _("Days on the Client"): cycle_time.CLIENT}
	return [
		{
			"label": label,
			"value": sum(row["median"] for row in rows if row["waits_on"] == side),
			"datatype": "Float",
			"indicator": "Orange" if side == cycle_time.US else "Blue",
		}
		for label, side in sides.items()
	]


def get_columns() -> list[dict]:
	"""What each row says."""
	return [
		column("step", _("Step"), width=260),
		column("waiting", _("Who Is Waited For"), width=180),
		{**column("median", _("Median Days"), "Float", width=120), "precision": 1},
		{**column("average", _("Average Days"), "Float", width=120), "precision": 1},
		column("longest", _("Longest (Days)"), "Int", width=120),
		column("number", _("Documents"), "Int", width=110),
	]
