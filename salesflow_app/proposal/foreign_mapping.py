"""How a foreign price sheet is read, as the user confirmed it: checked here, whoever sends it."""

import json
from dataclasses import asdict, dataclass, field

import frappe
from frappe import _
from frappe.utils import cint, escape_html
from openpyxl.utils import column_index_from_string, get_column_letter

from salesflow_app.proposal.foreign_sheet import MOST_HEADER_ROW
from salesflow_app.rules import sheet_words as words
from salesflow_app.rules.numbers import show
from salesflow_app.rules.price_offer import MONTHLY, ONE_TIME
from salesflow_app.rules.sheet_mapping import MOST_COLUMNS, Grid, Guess

REPLACE, ADD = "replace", "add"
MOST_WORDS = 2_000


@dataclass
class Mapping:
	"""The reading of a workbook. `columns` is column letter -> field; several columns may be the description."""

	sheets: list[str] = field(default_factory=list)
	optional_sheets: list[str] = field(default_factory=list)
	header_row: int = 0
	columns: dict[str, str] = field(default_factory=dict)
	item: str = ""
	"""The item of every row that has none of its own."""
	items: dict[str, str] = field(default_factory=dict)
	"""Words of the column Group -> item."""
	uom: str = ""
	uoms: dict[str, str] = field(default_factory=dict)
	"""Words of the column UOM -> unit of measure of this site."""
	billing: str = ONE_TIME
	is_fraction: int = 0
	mode: str = REPLACE

	def get_columns(self) -> dict[str, list[int]]:
		"""Field -> numbers of its columns, in the order of the sheet."""
		numbers = sorted((column_index_from_string(letter), name) for letter, name in self.columns.items())
		found: dict[str, list[int]] = {}
		for number, name in numbers:
			found.setdefault(name, []).append(number)
		return found

	def as_dict(self) -> dict:
		return asdict(self)


def make_mapping(guesses: list[Guess], fields: list[str]) -> Mapping:
	"""The mapping to begin with; only `fields` may be mapped by this user."""
	if not guesses:
		return Mapping()
	first = guesses[0]
	unit = first.unit if first.unit and frappe.db.exists("UOM", first.unit) else ""
	return Mapping(
		sheets=[each.sheet for each in guesses],
		optional_sheets=[each.sheet for each in guesses if each.is_optional],
		header_row=first.header_row,
		columns={get_column_letter(n): name for name, n in first.columns.items() if name in fields},
		uom=unit if words.UOM not in first.columns else "",
		is_fraction=int(first.is_fraction),
	)


def get_fields(with_cost: bool) -> list[str]:
	"""The fields that a column may be mapped to by a user who may write the internal cost, or may not."""
	return [name for name in words.FIELDS if with_cost or name != words.COST]


def read_mapping(data: str | dict, grids: list[Grid], fields: list[str]) -> Mapping:
	"""The mapping that a user sends. Raises ValidationError where it does not fit the workbook."""
	values = parse(data)
	mapping = Mapping(
		sheets=get_texts(values, "sheets"),
		optional_sheets=get_texts(values, "optional_sheets"),
		header_row=cint(values.get("header_row")),
		columns={k.upper(): v for k, v in get_words(values, "columns").items() if v},
		item=get_text(values, "item"),
		items=get_words(values, "items"),
		uom=get_text(values, "uom"),
		uoms=get_words(values, "uoms"),
		billing=get_text(values, "billing") or ONE_TIME,
		is_fraction=cint(bool(cint(values.get("is_fraction")))),
		mode=get_text(values, "mode") or REPLACE,
	)
	validate_places(mapping, grids)
	validate_fields(mapping, fields)
	return mapping


def parse(data: str | dict) -> dict:
	try:
		values = json.loads(data) if isinstance(data, str) else data
	except ValueError:
		values = None
	if not isinstance(values, dict):
		refuse(_("The mapping cannot be read. Open the spreadsheet again."))
	return values


def get_text(values: dict, key: str) -> str:
	value = values.get(key) or ""
	if not isinstance(value, str) or len(value) > 140:
		refuse(_("Mapping: {0} is not a name. Open the spreadsheet again.").format(key))
	return value


def get_texts(values: dict, key: str) -> list[str]:
	found = values.get(key) or []
	if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
		refuse(_("Mapping: {0} is not a list of names. Open the spreadsheet again.").format(key))
	return list(dict.fromkeys(found))


def get_words(values: dict, key: str) -> dict[str, str]:
	found = values.get(key) or {}
	is_plain = isinstance(found, dict) and len(found) <= MOST_WORDS
	if not is_plain or not all(isinstance(each, str) for each in found.values()):
		refuse(_("Mapping: {0} is not a list of pairs. Open the spreadsheet again.").format(key))
	return found


def validate_places(mapping: Mapping, grids: list[Grid]) -> None:
	"""Sheets, header row and columns exist."""
	names = [grid.name for grid in grids]
	missing = [name for name in mapping.sheets if name not in names]
	if missing or not mapping.sheets:
		refuse(
			_("Choose a sheet of the file: {0}.").format(escape_html(", ".join(show(name) for name in names)))
		)
	if not 0 < mapping.header_row <= MOST_HEADER_ROW:
		refuse(
			_("Header Row: enter the number of the row with the headings, from 1 to {0}.").format(
				MOST_HEADER_ROW
			)
		)
	for letter in mapping.columns:
		is_letter = letter.isascii() and letter.isalpha() and len(letter) <= 2
		if not is_letter or column_index_from_string(letter) > MOST_COLUMNS:
			refuse(_("{0} is not a column of the sheet.").format(escape_html(show(letter))))


def validate_fields(mapping: Mapping, fields: list[str]) -> None:
	"""Each column has a field that the user may fill, and each field one column; a description may have several."""
	chosen = list(mapping.columns.values())
	for letter, name in mapping.columns.items():
		if name not in fields:
			refuse(
				_("Column {0}: you cannot import {1}. Choose another field.").format(
					letter, escape_html(show(name))
				)
			)
		if name != words.DESCRIPTION and chosen.count(name) > 1:
			refuse(_("Two columns are mapped to {0}. Keep one of them.").format(get_labels()[name]))
	if words.RATE not in chosen:
		refuse(_("No column is mapped to Rate. Choose the column with the price of one unit."))
	if mapping.billing not in (ONE_TIME, MONTHLY):
		refuse(_("Billing: choose {0} or {1}.").format(ONE_TIME, MONTHLY))
	if mapping.mode not in (REPLACE, ADD):
		refuse(_("Choose whether the rows replace the price offer or are added to it."))


def refuse(sentence: str) -> None:
	frappe.throw(sentence, title=_("Price Offer Not Imported"))


def get_labels() -> dict[str, str]:
	"""Field -> what the user calls it."""
	return {
		words.ITEM: _("Item"),
		words.DESCRIPTION: _("Description"),
		words.GROUP: _("Group"),
		words.QTY: _("Quantity"),
		words.UOM: _("UOM"),
		words.RATE: _("Rate"),
		words.DISCOUNT: _("Discount %"),
		words.COST: _("Internal Cost"),
		words.BILLING: _("Billing"),
		words.OPTIONAL: _("Optional"),
		words.AMOUNT: _("Amount (to compare)"),
	}
