"""Files that are no price offer, and people who may not bring one back."""

import io
import os
import zipfile

import frappe
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from salesflow_app.compat import read_bytes
from salesflow_app.conversions.price_sheet_to_work_proposal import preview
from salesflow_app.conversions.xlsx_to_work_proposal import import_rows
from salesflow_app.proposal import price_sheet
from salesflow_app.proposal.spreadsheet_file import open_workbook
from salesflow_app.rules.price_offer import MAX_ROWS
from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.price_sheet.offer import (
	SHEET_PART,
	Offer,
	make_zip,
	refuse,
	replace_part,
	upload,
)

# Files that are none


REAL_ROWS = 1037
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'


def get_far_sheet() -> bytes:
	book = Workbook()
	book.active["A1048576"] = 1
	buffer = io.BytesIO()
	book.save(buffer)
	return buffer.getvalue()


@pytest.mark.parametrize(
	"make",
	[
		lambda content: b"Item,Quantity\nA,1\n",
		lambda content: b"PK\x03\x04 broken",
		lambda content: content[: len(content) // 2],
		lambda content: make_zip({"a.txt": b"x"}),
		lambda content: make_zip({"xl/workbook.xml": b"<workbook/>"}),
		lambda content: make_zip({"xl/workbook.xml": b"0" * 30_000_000}),
		lambda content: make_zip({"xl/workbook.xml": b"", **{f"{n}.xml": b"" for n in range(400)}}),
		lambda content: replace_part(content, SHEET_PART, ENTITIES),
		lambda content: replace_part(content, SHEET_PART, "<worksheet/>".encode("utf-16")),
		lambda content: replace_part(content, SHEET_PART, b"<worksheet><row>"),
		lambda content: get_far_sheet(),
	],
)
def test_file_that_is_no_price_offer_is_refused(users, proposal, make):
	offer = Offer(users, proposal)
	content = make(offer.get_bytes())
	sentence = refuse(offer, content)
	assert "Traceback" not in sentence and sentence


def test_huge_file_is_refused_before_it_is_read(users, proposal):
	assert "bytes" in refuse(Offer(users, proposal), b"0" * 2_100_000)


def test_offer_of_a_real_size_is_taken_and_one_above_the_limit_is_not(users, proposal):
	offer = Offer(users, proposal)
	for row in range(1, MAX_ROWS + 2):
		for name in ("Item", "Quantity", "UOM", "Rate", "Billing"):
			offer.set(name, row, offer.cell(name, 1).value)
		offer.set("Row ID", row, None)
	assert f"at most {MAX_ROWS}" in refuse(offer)
	offer.sheet.delete_rows(price_sheet.FIRST_ROW + REAL_ROWS, MAX_ROWS)
	assert offer.bring_back()["added"] == REAL_ROWS


@pytest.mark.parametrize("row", [3000, 1_048_576])
def test_rows_that_are_only_formatted_do_not_count(users, proposal, row):
	offer = Offer(users, proposal)
	offer.sheet.cell(row, 1).font = Font(bold=True)
	offer.set("Quantity", 1, 7)
	offer.bring_back()
	assert offer.proposal.reload().items[0].qty == 7


# Who and when


def test_only_a_draft_takes_a_price_offer(users, proposal):
	offer = Offer(users, proposal)
	proposals.review(users, proposal)
	assert "only be imported into a draft" in refuse(offer, user=users.om)


@pytest.mark.parametrize("short", ["su", "sa", "ac", "mf"])
def test_import_needs_write_permission(users, proposal, short):
	offer = Offer(users, proposal)
	file = offer.upload()
	with deals.as_user(getattr(users, short)), pytest.raises(frappe.PermissionError):
		import_rows(proposal.name, file)


def test_somebody_elses_private_file_is_not_read(users, proposal):
	offer = Offer(users, proposal)
	file = offer.upload(user="Administrator")
	with deals.as_user(users.am), pytest.raises(frappe.PermissionError):
		import_rows(proposal.name, file)


def test_cost_column_is_refused_from_who_may_not_write_it(users, proposal):
	offer = Offer(users, proposal)
	assert "Internal Cost" in refuse(offer, user=users.sm)


def test_cost_stays_where_the_sheet_has_none(users, proposal):
	offer = Offer(users, proposal)
	offer.sheet.delete_cols(offer.cell("Internal Cost", 1).column)
	offer.set("Rate", 1, 2000)
	offer.bring_back(user=users.sm)
	doc = frappe.get_doc("Work Proposal", proposal.name)
	assert (doc.items[0].rate, doc.items[0].cost_rate) == (2000, 400)


def test_import_by_get_is_refused(users, http):
	name = proposals.make_draft(users).name
	frappe.db.commit()
	client = http.as_user(users.am)
	path = "salesflow_app.conversions.xlsx_to_work_proposal.import_rows"
	assert client.api_get(path, work_proposal=name, file="x").status_code in (403, 405)
	answer = client.api_get("salesflow_app.conversions.work_proposal_to_xlsx.export", work_proposal=name)
	assert answer.ok and load_workbook(io.BytesIO(answer.content))[price_sheet.SHEET]


# Files that carry more than rows


@pytest.fixture(params=["own layout", "other layout"])
def refuse_content(request, users, proposal):
	"""Bring a file in, by either way; returns the refusal."""

	def bring(content):
		if request.param == "own layout":
			return refuse(Offer(users, proposal), content)
		with deals.as_user(users.am):
			file = upload(content)
			with pytest.raises(frappe.ValidationError) as caught:
				preview(proposal.name, file)
		return str(caught.value)

	return bring


def test_workbook_with_a_password_or_of_the_old_format_is_refused(refuse_content):
	assert "password" in refuse_content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_workbook_with_macros_is_refused(refuse_content, users, proposal):
	content = replace_part(Offer(users, proposal).get_bytes(), "xl/vbaProject.bin", b"\x00\x01")
	assert "macros" in refuse_content(content)


def test_zip_bomb_is_refused(refuse_content, users, proposal):
	content = replace_part(Offer(users, proposal).get_bytes(), "xl/media/a.png", b"0" * 60_000_000)
	assert "too large when unpacked" in refuse_content(content)


def test_merged_range_over_the_whole_sheet_is_refused_before_it_takes_memory(refuse_content, users, proposal):
	content = Offer(users, proposal).get_bytes()
	with zipfile.ZipFile(io.BytesIO(content)) as package:
		sheet = package.read(SHEET_PART)
	merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
	content = replace_part(content, SHEET_PART, sheet.replace(b"</sheetData>", merged))
	assert "Too many cells are merged" in refuse_content(content)


def test_200_megabytes_are_refused_by_size_before_they_are_read(users, proposal, monkeypatch):
	with deals.as_user(users.am):
		name = upload(b"small")
	path = frappe.get_doc("File", name).get_full_path()
	os.truncate(path, 200_000_000)
	try:
		read = []
		monkeypatch.setattr(
			type(frappe.get_doc("File", name)), "get_content", lambda *_a, **_k: read.append(1)
		)
		with deals.as_user(users.am):
			for call in (import_rows, preview):
				with pytest.raises(frappe.ValidationError, match="200000000 bytes"):
					call(proposal.name, name)
		assert not read
	finally:
		os.truncate(path, 5)


def test_links_to_other_workbooks_are_dropped_and_never_followed(users, proposal):
	content = Offer(users, proposal).get_bytes()
	link = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
	content = replace_part(content, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
	content = replace_part(content, "xl/externalLinks/_rels/externalLink1.xml.rels", link)
	workbook, _last_row = open_workbook(content)
	assert workbook._external_links == []
	offer = Offer(users, proposal)
	address = offer.set("Rate", 1, "='[http://127.0.0.1:9/a.xlsx]Prices'!A1")
	assert f"{address}: Rate cannot be a formula" in refuse(offer)


def test_bytes_of_a_file_are_read_as_they_are_stored(users):
	content = b"PK\x03\x04\xd0\xcf\xe4 that fit windows-1250"
	with deals.as_user(users.am):
		name = upload(content)
	assert read_bytes(frappe.get_doc("File", name)) == content
