"""A price offer as a spreadsheet, as staff edit and bring it back."""

import io
import zipfile

import frappe
import pytest
from openpyxl import load_workbook

from salesflow_app.conversions.work_proposal_to_xlsx import can_read_cost, make_workbook
from salesflow_app.conversions.xlsx_to_work_proposal import import_rows
from salesflow_app.proposal import price_sheet
from salesflow_app.tests.site import deals, factories

ROWS = (
	{"rate": 1000, "qty": 3, "description": "Concept"},
	{"rate": 250.5, "discount_percentage": 10, "description": "=1+1"},
	{"rate": 80, "billing": "Monthly"},
	{"rate": 99, "is_optional": 1},
)


class Offer:
	"""The exported file as a person has it open: cells by column name and row of the offer, from 1."""

	def __init__(self, users, proposal):
		self.users, self.proposal = users, proposal
		with deals.as_user(users.am):
			self.book = load_workbook(io.BytesIO(make_workbook(proposal, can_read_cost(proposal))))
		self.sheet = self.book[price_sheet.SHEET]

	def cell(self, name: str, row: int):
		columns = range(1, len(price_sheet.COLUMNS) + 1)  # to ask the sheet how wide it is takes long
		column = next(each for each in columns if self.sheet.cell(price_sheet.HEADER_ROW, each).value == name)
		return self.sheet.cell(price_sheet.HEADER_ROW + row, column)

	def set(self, name: str, row: int, value) -> str:
		"""Type into a cell; returns its address."""
		cell = self.cell(name, row)
		cell.value = value
		return cell.coordinate

	def get_bytes(self) -> bytes:
		buffer = io.BytesIO()
		self.book.save(buffer)
		return buffer.getvalue()

	def upload(self, content: bytes | None = None, user: str | None = None):
		with deals.as_user(user or self.users.am):
			return upload(self.get_bytes() if content is None else content)

	def bring_back(self, content: bytes | None = None, user: str | None = None) -> dict:
		file = self.upload(content, user)
		with deals.as_user(user or self.users.am):
			return import_rows(self.proposal.name, file)


def upload(content: bytes) -> str:
	file = {
		"doctype": "File",
		"file_name": f"{factories.get_unique('offer')}.xlsx",
		"content": content,
		"is_private": 1,
	}
	return frappe.get_doc(file).insert().name


def get_state(proposal) -> dict:
	"""Everything but the rows and what follows from them."""
	doc = frappe.get_doc("Work Proposal", proposal.name).as_dict(convert_dates_to_str=True)
	moving = (
		"items",
		"modified",
		"modified_by",
		"total_one_time",
		"total_monthly",
		"total_optional",
		"total_cost",
	)
	for key in (*moving, "margin_percentage", "payment_plan"):
		doc.pop(key)
	return {**doc, "sections": [(row.heading, row.body) for row in doc.sections]}


def get_rows(proposal) -> list[tuple]:
	doc = frappe.get_doc("Work Proposal", proposal.name)
	return [(row.name, row.qty, row.rate, row.description, row.cost_rate) for row in doc.items]


def refuse(offer: Offer, content: bytes | None = None, user: str | None = None) -> str:
	before = get_rows(offer.proposal), get_state(offer.proposal)
	with pytest.raises((frappe.ValidationError, frappe.PermissionError)) as caught:
		offer.bring_back(content, user)
	assert (get_rows(offer.proposal), get_state(offer.proposal)) == before
	return str(caught.value)


# Files that are none


def make_zip(parts: dict[str, bytes]) -> bytes:
	buffer = io.BytesIO()
	with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
		for name, content in parts.items():
			package.writestr(name, content)
	return buffer.getvalue()


def replace_part(content: bytes, part: str, new: bytes) -> bytes:
	with zipfile.ZipFile(io.BytesIO(content)) as package:
		parts = {name: package.read(name) for name in package.namelist()}
	return make_zip({**parts, part: new})


SHEET_PART = "xl/worksheets/sheet1.xml"
