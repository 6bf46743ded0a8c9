"""One renderer for all our print formats: fetches nothing, keeps its limits, tags its PDFs."""

import io
import json
import subprocess
import sys

import frappe
import pytest
from frappe.utils import cint
from pypdf import PdfReader

from salesflow_app.clients import paper, pdf
from salesflow_app.clients.pdf import render_pdf
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.portal.helpers import get_pdf_text
from salesflow_app.tests.site.portal.test_pdf import Listener
from salesflow_app.tests.site.refusals import refuse

pytestmark = pytest.mark.bench_only("the sandbox prints a plainer PDF with a library that pip alone installs")
PICTURE = (
	b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
	b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def get_page(inside: str) -> str:
	return f'<html><body><div class="sf-paper" data-name="SOW-1">{inside}</div></body></html>'


def get_pictures(content: bytes) -> int:
	return sum(len(page.images) for page in PdfReader(io.BytesIO(content)).pages)


def test_pdf_is_tagged_and_says_its_title_and_language(users):
	sow = deals.make_sent_sow(users)
	reader = PdfReader(io.BytesIO(render_pdf(sow)))
	root = reader.trailer["/Root"]
	assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
	assert str(root["/Lang"]).startswith("en")
	assert sow.title in reader.metadata.title and sow.name in reader.metadata.title


def test_every_page_says_which_of_how_many_it_is(users):
	sow = deals.make_sent_sow(users, scope="<p>" + "What is done. " * 1500 + "</p>")
	pages = PdfReader(io.BytesIO(render_pdf(sow))).pages
	assert len(pages) > 3
	for number, page in enumerate(pages, 1):
		text = page.extract_text()
		assert f"Page {number} of {len(pages)}" in text and sow.name in text


@pytest.mark.parametrize(
	"evil",
	[
		'<img src="{url}/a.png">',
		'<iframe src="file:///etc/passwd"></iframe>',
		'<object data="file:///etc/passwd"></object><embed src="{url}/e">',
		'<link rel="attachment" href="file:///etc/passwd">',
		'<link rel="stylesheet" href="{url}/style.css">',
		"<style>@import '{url}/i.css'; @font-face {{ font-family: x; src: url('{url}/f.woff') }}</style>",
		'<p style="background: url({url}/b.png)">x</p>',
		"<meta name='pdfkit-header-html' content='{url}/h'>",
		'<svg><image href="{url}/s.png"/><use href="file:///etc/passwd#a"/></svg>',
		'<img src="data:image/svg+xml;base64,PHN2Zz48aW1hZ2UgaHJlZj0iZmlsZTovLy9ldGMvcGFzc3dkIi8+PC9zdmc+">',
		'<img src="http://169.254.169.254/latest/meta-data/">',
		'<img src="/private/files/secret.png"><img src="/files/public.png">',
	],
)
def test_renderer_reads_no_file_and_calls_nobody(site, evil):
	with Listener() as listener:
		content = paper.make_pdf(
			get_page(evil.replace("{{", "{").replace("}}", "}").replace("{url}", listener.url))
		)
	assert content.startswith(b"%PDF") and listener.calls == []
	reader = PdfReader(io.BytesIO(content))
	assert "root:" not in "".join(page.extract_text() for page in reader.pages)
	assert not reader.attachments and not get_pictures(content)


def test_pictures_of_this_site_are_printed_private_ones_only_in_the_letter_head(users):
	def attach(**values):
		name = f"{factories.get_unique('picture')}.png"
		return (
			frappe.get_doc({"doctype": "File", "file_name": name, "content": PICTURE, **values})
			.insert()
			.file_url
		)

	public, secret = attach(is_private=0), attach(is_private=1)
	area = '<div class="sf-own-picture"><img src="{0}"></div>'
	assert get_pictures(paper.make_pdf(get_page(area.format(public)))) == 1
	assert get_pictures(paper.make_pdf(get_page(area.format(secret)))) == 0
	assert get_pictures(paper.make_pdf(get_page(f'<p>As shown: <img src="{public}"></p>'))) == 1
	own = attach(is_private=1, attached_to_doctype="Company", attached_to_name=users.company)
	assert get_pictures(paper.make_pdf(get_page(area.format(own)))) == 1
	assert get_pictures(paper.make_pdf(get_page(f'<p><img src="{own}"></p>'))) == 0
	for other in ("/files/../../etc/passwd.png", "/files/none.png", f"http://127.0.0.1:1{public}x.png"):
		assert get_pictures(paper.make_pdf(get_page(area.format(other)))) == 0


def test_document_that_is_too_long_is_refused_in_a_sentence(site):
	rows = "<table>" + "<tr><td>x</td></tr>" * (paper.MOST_LINES + 1) + "</table>"
	refuse(paper.make_pdf, get_page(rows), words="SOW-1 is too long for a PDF: it has 5001 lines")
	refuse(paper.make_pdf, get_page("x" * paper.MOST_CHARACTERS), words="too long")


def test_print_that_takes_too_long_is_ended(site, monkeypatch):
	monkeypatch.setattr(paper, "SECONDS", 1)
	rows = "<table>" + "<tr><td>Text in a cell</td></tr>" * 4000 + "</table>"
	refuse(paper.make_pdf, get_page(rows), words="could not be made within 1 second")


def test_print_that_needs_too_much_memory_is_ended(site, monkeypatch):
	monkeypatch.setattr(paper, "MEGABYTES", 64)
	refuse(paper.make_pdf, get_page("<p>x</p>"), words="could not be made")


def test_server_without_pango_says_what_it_lacks(site, monkeypatch):
	done = subprocess.CompletedProcess([], 3, b"", b"cannot load library 'pango-1.0-0'")
	monkeypatch.setattr(paper.subprocess, "run", lambda *_args, **_options: done)
	refuse(paper.make_pdf, get_page("<p>x</p>"), words="Pango")


def test_process_of_the_renderer_knows_nothing_of_the_site(site):
	"""It imports neither Frappe nor the app: what it does not have, a document cannot make it read."""
	order = json.dumps({"html": "<p>x</p>", "seconds": 20, "megabytes": 2048})
	program = "import sys, runpy; runpy.run_path(sys.argv[1], run_name='__main__'); sys.stderr.write(' '.join(sys.modules))"
	done = subprocess.run(
		[sys.executable, "-I", "-c", program, str(paper.PROCESS)], input=order.encode(), capture_output=True
	)
	modules = done.stderr.decode().split()
	assert "weasyprint" in modules and not {"frappe", "salesflow_app"} & set(modules)


@pytest.mark.parametrize("make", [deals.make_sent_sow, proposals.make_sent])
def test_desk_mail_and_portal_print_with_the_same_renderer(users, as_user, make, monkeypatch):
	doc, made = make(users), []
	monkeypatch.setattr(paper, "make_pdf", lambda html: made.append(html) or b"%PDF ours")
	with as_user(users.am):
		pdf.download_pdf(doc.doctype, doc.name, doc.doctype)
		assert frappe.local.response.pop("filecontent") == b"%PDF ours"
		frappe.form_dict.pop("pdf_generator", None)
		pdf.download_pdf(doc.doctype, doc.name, doc.doctype, pdf_generator=pdf.GENERATOR)
		assert frappe.local.response.pop("filecontent") == b"%PDF ours"
	frappe.form_dict.pop("pdf_generator", None)
	assert frappe.attach_print(doc.doctype, doc.name, print_format=doc.doctype)["fcontent"] == b"%PDF ours"
	assert render_pdf(doc) == b"%PDF ours" and len(made) == 4


def test_our_print_is_not_made_by_the_generator_of_the_document_before(users):
	sow = deals.make_sent_sow(users)
	frappe.form_dict.pdf_generator = "wkhtmltopdf"
	try:
		assert (
			b"/StructTreeRoot" in render_pdf(sow)
			or "/StructTreeRoot" in PdfReader(io.BytesIO(render_pdf(sow))).trailer["/Root"]
		)
		assert frappe.form_dict.pdf_generator == "wkhtmltopdf"
	finally:
		frappe.form_dict.pop("pdf_generator", None)


def test_other_print_formats_keep_their_generator(site):
	assert pdf.generate(html="<html><body>An invoice</body></html>") is None
	assert frappe.get_hooks("pdf_generator")[-1] == "salesflow_app.clients.pdf.generate"


def test_several_documents_become_one_pdf_and_a_password_locks_it(site):
	from pypdf import PdfWriter

	writer = PdfWriter()
	assert pdf.generate(html=get_page("<p>x</p>"), output=writer) is writer and len(writer.pages) == 1
	locked = pdf.generate(html=get_page("<p>x</p>"), options={"password": "secret"})
	assert PdfReader(io.BytesIO(locked)).is_encrypted


def test_sow_of_500_lines_and_60_milestones_is_printed_within_a_minute_of_work(users, site, monkeypatch):
	monkeypatch.setattr(
		paper, "LONGEST_WAIT", 600
	)  # the machine of a test may do other things; SECONDS counts work
	item = factories.make_item().name
	rows = [
		{"item_code": item, "qty": 1, "uom": "Nos", "rate": 100, "description": "What it is"}
		for _ in range(500)
	]
	shares = [1.0] * 59 + [41.0]
	plan = [
		{"milestone_name": f"Part {no}", "percentage": share, "trigger": "Manual"}
		for no, share in enumerate(shares)
	]
	sow = deals.make_drafted_sow(users, items=rows, milestones=plan)
	text = get_pdf_text(render_pdf(sow))
	assert "Part 58" in text and cint(text.count("What it is")) == 500
