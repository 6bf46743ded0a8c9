"""The milestone plan of a SOW row by row, with the row “Monthly” as the months that it stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.rules.retainers import Month
from salesflow_app.sow import retainer


@dataclass(frozen=True)
class Entry:
	"""One milestone to be; `number` counts from 1 over the whole plan, `amount` is net."""

	number: int
	row: Document
	name: str
	planned_date: date | None
	amount: Decimal
	month: Month | None = None

	def get_key(self, sow: str) -> str:
		"""Unique for each milestone that a plan makes."""
		return f"{sow}:{self.number}"


def expand(sow: Document) -> list[Entry]:
	"""All milestones of the plan. Rows keep their number as long as no months come before them."""
	return [
		Entry(number, *values)
		for number, values in enumerate((values for row in sow.milestones for values in _read(sow, row)), 1)
	]


def _read(sow: Document, row: Document) -> Iterator[tuple]:
	if row.trigger != MONTHLY:
		day = row.planned_date and getdate(row.planned_date)
		yield row, row.milestone_name, day, from_field(row.amount, sow.precision("total") or 0)
		return
	months = retainer.get_months(sow)
	for month in months:
		name = _("{0} {1}/{2}").format(row.milestone_name, month.number, len(months))
		yield row, name, month.first, retainer.get_amount(sow, month), month
