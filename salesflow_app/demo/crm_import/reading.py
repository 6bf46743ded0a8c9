"""Reads the CSV files into plain rows. It reports what is wrong; nothing is written to the database."""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path

from salesflow_app.demo.crm_import.report import Report
from salesflow_app.rules.numbers import NumberError, show, to_decimal

ACCOUNTS, PRODUCTS, TEAMS, PIPELINE = "accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"
COLUMNS = {
	ACCOUNTS: "account sector year_established revenue employees office_location subsidiary_of",
	PRODUCTS: "product series sales_price",
	TEAMS: "sales_agent manager regional_office",
	PIPELINE: "opportunity_id sales_agent product account deal_stage engage_date close_date close_value",
}
STAGES = ("Won", "Lost", "Engaging", "Prospecting")
CLOSED = ("Won", "Lost")
MISSPELT = {"technolgy": "technology", "philipines": "Philippines"}
DATE_FORMATS = ("%m/%d/%Y", "%Y-%m-%d")
LONGEST = 100
"""Characters of a name; Frappe's own limit for names of documents is 140, and we add words to some."""


class FileError(Exception):
	"""A file that cannot be read at all; the message is a complete sentence."""


class CellError(ValueError):
	"""A cell that is wrong. Carries its column."""

	def __init__(self, column: str, problem: str):
		super().__init__(problem)
		self.column = column


@dataclass(frozen=True)
class Account:
	name: str
	sector: str
	employees: int
	country: str
	notes: str


@dataclass(frozen=True)
class Product:
	name: str
	series: str
	price: float


@dataclass(frozen=True)
class Agent:
	name: str
	manager: str
	region: str


@dataclass(frozen=True)
class Deal:
	key: str
	agent: str
	product: str
	account: str
	stage: str
	engaged: date | None
	closed: date | None
	value: float


@dataclass
class Files:
	"""Valid rows of the four files, by their key."""

	accounts: dict[str, Account]
	products: dict[str, Product]
	agents: dict[str, Agent]
	deals: dict[str, Deal]


def read_files(folder: Path, report: Report) -> Files:
	"""All four files. Raises FileError where one is missing or lacks a column."""
	accounts = _read(folder / ACCOUNTS, report, _read_account)
	products = _read(folder / PRODUCTS, report, _read_product)
	agents = _read(folder / TEAMS, report, _read_agent)
	by_letters = {_get_letters(name): name for name in products}

	def read_deal(cells: "Cells") -> tuple[str, Deal]:
		return _read_deal(cells, accounts, by_letters, agents)

	return Files(accounts, products, agents, _read(folder / PIPELINE, report, read_deal))


def find_folder(inputs: Path) -> Path:
	"""The folder with the four files: `inputs` or its folder `crm`. Raises FileError where neither is."""
	for folder in (inputs / "crm", inputs):
		if (folder / PIPELINE).is_file():
			return folder
	raise FileError(
		f"{PIPELINE} is neither in {inputs} nor in {inputs / 'crm'}: name the folder with --inputs."
	)


class Cells:
	"""One row, cell by cell; each reader raises CellError with the column."""

	def __init__(self, row: dict[str, str | None], report: Report):
		self.row = row
		self.report = report

	def get(self, column: str) -> str:
		return " ".join((self.row.get(column) or "").split())

	def get_name(self, column: str, *, needed: bool = True) -> str:
		text = self.get(column)
		if needed and not text:
			raise CellError(column, "it is empty.")
		if len(text) > LONGEST:
			raise CellError(column, f"{len(text):,} characters are too many; {LONGEST} fit.")
		if set(text) & set("<>{}"):
			raise CellError(column, f"“{show(text)}” holds one of < > {{ }}, which a name cannot contain.")
		return self.spell(column, text)

	def spell(self, column: str, text: str) -> str:
		right = MISSPELT.get(text.lower())
		if right:
			self.report.noticed[f"{column} “{text}” was taken for “{right}”"] += 1
		return right or text

	def get_number(self, column: str) -> float:
		try:
			return float(to_decimal(self.get(column), "it"))
		except NumberError as error:
			raise CellError(column, str(error).removeprefix("it: ")) from error

	def get_date(self, column: str) -> date | None:
		text = self.get(column)
		if not text:
			return None
		for form in DATE_FORMATS:
			try:
				return datetime.strptime(text, form).date()
			except ValueError:
				continue
		raise CellError(column, f"“{show(text)}” is not a date like 12/31/2017.")


def _read(path: Path, report: Report, read_row: Callable) -> dict:
	found: dict = {}
	for line, row in _open(path):
		try:
			_validate_width(row)
			key, value = read_row(Cells(row, report))
			if key in found:
				raise CellError(next(iter(row)), f"“{show(key)}” already appears in an earlier line.")
			found[key] = value
		except CellError as error:
			report.refuse(path.name, line, error.column, str(error))
	return found


def _validate_width(row: dict) -> None:
	if None in row:
		raise CellError(list(row)[-2], "the row has more cells than the file has columns.")
	for column, text in row.items():
		if text is None:
			raise CellError(column, "the row ends before it.")


def _open(path: Path) -> Iterator[tuple[int, dict]]:
	if not path.is_file():
		raise FileError(f"{path.name} is missing in {path.parent}.")
	reader = csv.DictReader(StringIO(_decode(path), newline=""))
	try:
		missing = [name for name in COLUMNS[path.name].split() if name not in (reader.fieldnames or [])]
		if missing:
			raise FileError(f"{path.name}, line 1: the column {missing[0]} is missing.")
		yield from ((reader.line_num, row) for row in reader)
	except csv.Error as error:
		raise FileError(f"{path.name}, line {reader.line_num}: {error}.") from error


def _decode(path: Path) -> str:
	"""The text of a file in UTF-8, or in UTF-16 with its mark. Raises FileError with the line of what is neither."""
	data = path.read_bytes()
	is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
	try:
		text = data.decode("utf-16" if is_wide else "utf-8-sig")
	except UnicodeDecodeError as error:
		raise _refuse_bytes(path, data[: error.start].count(b"\n"), "a character is not in UTF-8") from error
	if "\0" in text:
		raise _refuse_bytes(path, text[: text.index("\0")].count("\n"), "there is a NUL byte")
	return text


def _refuse_bytes(path: Path, lines_before: int, problem: str) -> FileError:
	return FileError(
		f"{path.name}, line {lines_before + 1}: {problem}. Save the file as “CSV UTF-8” and try again."
	)


def _read_account(cells: Cells) -> tuple[str, Account]:
	name = cells.get_name("account")
	country = cells.get_name("office_location", needed=False)
	parent = cells.get_name("subsidiary_of", needed=False)
	year, revenue = cells.get_number("year_established"), cells.get_number("revenue")
	notes = [
		f"Established {year:.0f}",
		f"Revenue {revenue:,.2f} million",
		f"Office: {country}" if country else "",
	]
	notes.append(f"Subsidiary of {parent}" if parent else "")
	employees = int(cells.get_number("employees"))
	if employees < 1:
		raise CellError("employees", f"{employees} is less than 1.")
	return name, Account(name, cells.get_name("sector"), employees, country, ". ".join(filter(None, notes)))


def _read_product(cells: Cells) -> tuple[str, Product]:
	name = cells.get_name("product")
	return name, Product(name, cells.get_name("series"), cells.get_number("sales_price"))


def _read_agent(cells: Cells) -> tuple[str, Agent]:
	name, manager = cells.get_name("sales_agent"), cells.get_name("manager")
	if name == manager:
		raise CellError("manager", f"“{show(name)}” would be their own leader.")
	return name, Agent(name, manager, cells.get_name("regional_office"))


def _read_deal(cells: Cells, accounts: dict, products: dict[str, str], agents: dict) -> tuple[str, Deal]:
	key = cells.get_name("opportunity_id")
	agent = _find(cells, "sales_agent", agents, TEAMS)
	account = _find(cells, "account", accounts, ACCOUNTS) if cells.get("account") else ""
	if not account:
		cells.report.noticed["a deal has no account and stays with its sales agent's lead"] += 1
	stage = cells.get("deal_stage")
	if stage not in STAGES:
		raise CellError("deal_stage", f"“{show(stage)}” is not one of {', '.join(STAGES)}.")
	engaged, closed = _read_dates(cells, stage)
	value = cells.get_number("close_value") if stage in CLOSED else 0
	return key, Deal(key, agent, _find_product(cells, products), account, stage, engaged, closed, value)


def _read_dates(cells: Cells, stage: str) -> tuple[date | None, date | None]:
	engaged, closed = cells.get_date("engage_date"), cells.get_date("close_date")
	if stage in CLOSED and not closed:
		raise CellError("close_date", f"it is empty, but the deal is {stage}.")
	if engaged and closed and closed < engaged:
		raise CellError("close_date", f"{closed} is before the engage_date {engaged}.")
	return engaged, closed


def _find(cells: Cells, column: str, known: dict, file: str) -> str:
	name = cells.get_name(column)
	if name not in known:
		raise CellError(column, f"“{show(name)}” has no valid row in {file}.")
	return name


def _find_product(cells: Cells, products: dict[str, str]) -> str:
	text = cells.get("product")
	name = products.get(_get_letters(text))
	if not name:
		raise CellError("product", f"“{show(text)}” has no valid row in {PRODUCTS}.")
	if name != text:
		cells.report.noticed[f"product “{show(text)}” was taken for “{name}”"] += 1
	return name


def _get_letters(name: str) -> str:
	return "".join(char for char in name.lower() if char.isalnum())
