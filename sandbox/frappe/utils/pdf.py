"""HTML as PDF: headings, paragraphs, lists and tables. Pictures are left out, so nothing is ever fetched."""

import io
from typing import Any

from bs4 import BeautifulSoup
from frappe.utils.pdf_layout import Layout
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import SimpleDocTemplate, Spacer

MARGIN = 15 * mm


def get_pdf(html: str, options: dict | None = None, output: PdfWriter | None = None) -> Any:
	"""The PDF of an HTML page as bytes; with `output`, its pages are added there."""
	page = BeautifulSoup(html, "html.parser")
	buffer = io.BytesIO()
	document = SimpleDocTemplate(
		buffer,
		pagesize=A4,
		leftMargin=MARGIN,
		rightMargin=MARGIN,
		topMargin=MARGIN,
		bottomMargin=MARGIN,
		title=page.title.get_text(strip=True) if page.title else "",
	)
	layout = Layout(page)
	document.build(layout.read(page.body or page, document.width) or [Spacer(0, 0)])
	password = (options or {}).get("password")
	if output is not None:
		output.append(PdfReader(buffer))
		return output
	return _lock(buffer, password) if password else buffer.getvalue()


def _lock(buffer: io.BytesIO, password: str) -> bytes:
	writer = PdfWriter(clone_from=PdfReader(buffer))
	writer.encrypt(password)
	locked = io.BytesIO()
	writer.write(locked)
	return locked.getvalue()
