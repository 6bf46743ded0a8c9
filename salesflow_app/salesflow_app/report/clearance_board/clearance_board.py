"""Shipments that are not on their way: where each stands and what holds it. Those of one's list."""

from frappe import _

from salesflow_app.figures import asking, clearance_board
from salesflow_app.figures.showing import bars, column, count


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary; draft delivery notes of one company, without returns.

	Raises PermissionError without the right to read delivery notes, and for a company that the user may not see.
	"""
	asked = asking.read(filters)
	groups, rows = clearance_board.get_groups(asked), clearance_board.get_rows(asked)
	found = sum(groups.values())
	chart = bars([_(state) for state in groups], {_("Shipments"): list(groups.values())}) if found else None
	return get_columns(), rows, asking.get_message(len(rows), found), chart, get_summary(groups)


def get_summary(groups: dict[str, int]) -> list[dict]:
	"""How many stand in each state."""
	return [count(_(state), number) for state, number in groups.items()]


def get_columns() -> list[dict]:
	"""What each row says."""
	return [
		column("name", _("Delivery Note"), "Link", "Delivery Note", 165),
		column("customer", _("Client"), "Link", "Customer", 180),
		column("state", _("Shipping State"), width=150),
		column("holds", _("What Holds It"), width=460),
		column("age", _("Days"), "Int", width=70),
		column("posting_date", _("Date"), "Date", width=105),
		column("since", _("Last Change"), "Date", width=110),
		column("sales_order", _("Sales Order"), "Link", "Sales Order", 165),
		column("packed_by", _("Packed By"), width=150),
		column("cleared_by", _("Cleared By"), width=150),
	]
