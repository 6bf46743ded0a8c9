"""The layout of a price offer in a spreadsheet: columns and rows. Written by one conversion, read by another.

Names of columns and choices are not translated: a sheet may come back from someone with another language.
"""

from dataclasses import dataclass

SHEET = "Price Offer"
NOTES = "Notes"
HEADER_ROW = 8
FIRST_ROW = HEADER_ROW + 1
SPARE_ROWS = 20
"""Rows below the last one that are ready to be filled in."""
YES, NO = "Yes", "No"

TEXT, NUMBER, CHOICE, COMPUTED, KEY = "text", "number", "choice", "computed", "key"


@dataclass(frozen=True)
class Column:
	"""A column: its name in the sheet, the field of the row, what a cell may hold."""

	name: str
	fieldname: str
	kind: str
	width: int
	is_internal: bool = False

	@property
	def is_input(self) -> bool:
		return self.kind in (TEXT, NUMBER, CHOICE)


COLUMNS = (
	Column("Item", "item_code", TEXT, 24),
	Column("Description", "description", TEXT, 48),
	Column("Group", "item_group", COMPUTED, 16),
	Column("Quantity", "qty", NUMBER, 10),
	Column("UOM", "uom", TEXT, 10),
	Column("Rate", "rate", NUMBER, 14),
	Column("Discount %", "discount_percentage", NUMBER, 11),
	Column("Billing", "billing", CHOICE, 11),
	Column("Optional", "is_optional", CHOICE, 10),
	Column("Net Rate", "net_rate", COMPUTED, 14),
	Column("Amount", "amount", COMPUTED, 16),
	Column("Internal Cost", "cost_rate", NUMBER, 14, is_internal=True),
	Column("Row ID", "name", KEY, 14),
)


def get_columns(with_cost: bool) -> tuple[Column, ...]:
	"""The columns for a reader who may see the internal cost, or may not."""
	return tuple(column for column in COLUMNS if with_cost or not column.is_internal)


def get_client_columns() -> tuple[Column, ...]:
	"""The columns of the client's own copy: no internal cost, and none that is hidden."""
	return tuple(column for column in get_columns(with_cost=False) if column.kind != KEY)
