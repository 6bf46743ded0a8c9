"""Reads an import's file: which column is which field, which rows make one document, what cannot be right."""

from dataclasses import dataclass, field

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.utils import cint, cstr, flt, getdate

STANDARD = {"name": "ID", "owner": "Created By", "docstatus": "Docstatus"}
NUMBERS = {"Int": cint, "Check": cint, "Float": flt, "Currency": flt, "Percent": flt}


@dataclass
class Payload:
	"""One document of the file."""

	values: dict = field(default_factory=dict)
	row_numbers: list[int] = field(default_factory=list)


@dataclass
class Column:
	"""One column that belongs to a field; `table` is the fieldname of the child table it lies in."""

	number: int
	df: dict
	table: str | None = None


class Table:
	"""The file of an import."""

	def __init__(self, doctype: str, rows: list[list]):
		self.meta = frappe.get_meta(doctype)
		self.rows = [row for row in rows[1:] if any(cell not in (None, "") for cell in row)]
		known = _get_columns(self.meta)
		self.columns = [
			Column(number, *known[cstr(title).strip()])
			for number, title in enumerate(rows[0])
			if cstr(title).strip() in known
		]

	def get_payloads(self) -> list[Payload]:
		"""The documents: a row without values of its own adds rows to the tables of the one above it."""
		payloads: list[Payload] = []
		for number, row in enumerate(self.rows, 2):
			own = self._read(row, None)
			if own or not payloads:
				payloads.append(Payload(own))
			payloads[-1].row_numbers.append(number)
			for table in dict.fromkeys(column.table for column in self.columns if column.table):
				if child := self._read(row, table):
					payloads[-1].values.setdefault(table, []).append(child)
		return payloads

	def _read(self, row: list, table: str | None) -> dict:
		cells = {
			column.df["fieldname"]: (column, row[column.number])
			for column in self.columns
			if column.table == table
		}
		return {
			name: _get_value(column.df, cell)
			for name, (column, cell) in cells.items()
			if cell not in (None, "")
		}

	def get_warnings(self) -> list[dict]:
		"""Links that lead nowhere and choices that are not offered."""
		warnings = []
		for column in self.columns:
			values = list(dict.fromkeys(cstr(row[column.number]) for row in self.rows if row[column.number]))
			if message := _get_problem(column.df, values):
				warnings.append({"col": column.number, "message": message, "type": "warning"})
		return warnings


def read_table(data_import) -> Table:
	"""The table in the import's file."""
	name = frappe.db.get_value("File", {"file_url": data_import.import_file})
	file = frappe.get_doc("File", name)
	return Table(data_import.reference_doctype, _read_rows(file))


def _read_rows(file) -> list[list]:
	if file.file_name.lower().endswith(".csv"):
		from frappe.utils.csvutils import read_csv_content

		return read_csv_content(file.get_content())
	raise NotImplementedError(f"Data Import of {file.file_name}")


def _get_columns(meta) -> dict[str, tuple]:
	"""Title of a column -> its field and table: by fieldname or label, `items.qty` or `Quantity (Items)`."""
	known = {}
	for name, label in STANDARD.items():
		df = {"fieldname": name, "fieldtype": "Int" if name == "docstatus" else "Data", "label": label}
		known[name] = known[label] = (df,)
	for df in meta.fields:
		if df.fieldtype in ("Table", "Table MultiSelect"):
			for child in frappe.get_meta(df.options).fields:
				if child.fieldtype not in no_value_fields:
					known[f"{df.fieldname}.{child.fieldname}"] = (child, df.fieldname)
					known[f"{child.label} ({df.label})"] = (child, df.fieldname)
		elif df.fieldtype not in no_value_fields:
			known[df.fieldname] = (df,)
			known.setdefault(df.label, (df,))
	return known


def _get_value(df, cell):
	if df["fieldtype"] in NUMBERS:
		return NUMBERS[df["fieldtype"]](cell)
	return getdate(cell) if df["fieldtype"] == "Date" else cell


def _get_problem(df, values: list[str]) -> str | None:
	if df["fieldtype"] == "Link":
		missing = [value for value in values if not frappe.db.exists(df["options"], value)]
		if missing:
			return _("The following values do not exist for {0}: {1}").format(
				df["options"], ", ".join(missing)
			)
	if df["fieldtype"] == "Select":
		choices = [choice for choice in (df["options"] or "").split("\n") if choice]
		invalid = [value for value in values if choices and value not in choices]
		if invalid:
			return _("The following values are invalid: {0}. Values must be one of {1}").format(
				", ".join(map(frappe.bold, invalid)), ", ".join(map(frappe.bold, choices))
			)
	return None
