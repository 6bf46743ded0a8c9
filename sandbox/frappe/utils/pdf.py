"""HTML as a plain PDF: headings, paragraphs, lists and tables, without style sheets and pictures.

What it says is right, how it looks is not what a real site prints: nothing is fetched, nothing is coloured.
"""

import io
import re
from html import escape
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

MARGIN = 15 * mm
NOTE = "Plain print. On a real site, this paper has its layout, a letter head and page numbers."
FONTS = {"Vera": "Vera", "Vera-Bold": "VeraBd", "Vera-Italic": "VeraIt", "Vera-BoldItalic": "VeraBI"}
SILENT = {"head", "script", "style", "template", "noscript", "iframe", "object", "img", "link", "meta", "svg"}
BLOCKS = set(
	"address article aside blockquote body details div dl dd dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
	"html li main nav ol p pre section table ul".split()
)
MARKS = {"b": "b", "strong": "b", "th": "b", "i": "i", "em": "i", "u": "u"}
SIZES = {"h1": 18, "h2": 13, "h3": 11}
LINES = [
	("VALIGN", (0, 0), (-1, -1), "TOP"),
	("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.HexColor("#dfe3e6")),
]


def get_pdf(html: str, options: dict | None = None, output: PdfWriter | None = None) -> Any:
	"""The PDF of an HTML page as bytes; with `output`, its pages are added there."""
	if (options or {}).get("password"):
		raise NotImplementedError("frappe.utils.pdf.get_pdf with a password")
	page, buffer = BeautifulSoup(html, "html.parser"), io.BytesIO()
	title = page.title.get_text(strip=True) if page.title else ""
	margins = {f"{side}Margin": MARGIN for side in ("left", "right", "top", "bottom")}
	document = SimpleDocTemplate(buffer, pagesize=A4, title=title, **margins)
	_register_fonts()
	document.build([*_read(page.body or page, document.width), Paragraph(NOTE, _get_style(page))])
	if output is None:
		return buffer.getvalue()
	output.append(PdfReader(buffer))
	return output


def _register_fonts() -> None:
	for name, file in FONTS.items():
		if name not in pdfmetrics.getRegisteredFontNames():
			pdfmetrics.registerFont(TTFont(name, f"{file}.ttf"))
	pdfmetrics.registerFontFamily("Vera", *FONTS)


def _read(element: Tag, width: float) -> list[Flowable]:
	"""What an element holds, as ReportLab's paragraphs and tables."""
	found: list[Flowable] = []
	run: list[str] = []
	for child in element.children:
		if isinstance(child, Tag) and child.name in BLOCKS and not _is_hidden(child):
			_end_run(run, element, found)
			found += _read_block(child, width)
		else:
			run.append(_get_markup(child))
	_end_run(run, element, found)
	return found


def _read_block(element: Tag, width: float) -> list[Flowable]:
	if element.name == "table":
		return _read_table(element, width)
	if element.name == "li":
		number = len(element.find_previous_siblings("li")) + 1
		is_bullet = element.parent.name != "ol" or element.get("data-list") == "bullet"
		mark = Paragraph("•" if is_bullet else f"{number}.", _get_style(element))
		return [Table([[mark, _read(element, width - 18)]], colWidths=[18, width - 18], style=LINES[:1])]
	return [*_read(element, width), *([Spacer(0, 4)] if element.name in ("p", *SIZES) else [])]


def _read_table(element: Tag, width: float) -> list[Flowable]:
	"""Columns of one width; a cell over several columns stands in the first of them."""
	rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
	cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
	count = max((sum(_get_span(cell) for cell in row) for row in cells), default=0)
	if not count:
		return []
	content, spans = [], []
	for position, row in enumerate(cells):
		line: list[Any] = []
		for cell in row:
			span, start = _get_span(cell), len(line)
			line += [_read(cell, width * span / count - 12), *[""] * (span - 1)]
			spans.append(("SPAN", (start, position), (start + span - 1, position)))
		content.append(line + [""] * (count - len(line)))
	return [
		Table(content, colWidths=[width / count] * count, style=spans + LINES, splitInRow=1),
		Spacer(0, 6),
	]


def _get_span(cell: Tag) -> int:
	text = str(cell.get("colspan") or "")
	return max(int(text), 1) if text.isdigit() else 1


def _end_run(run: list[str], element: Tag, found: list[Flowable]) -> None:
	text = "".join(run).strip()
	run.clear()
	if text:
		found.append(Paragraph(text, _get_style(element)))


def _get_style(element: Tag) -> ParagraphStyle:
	size, is_bold = SIZES.get(element.name, 9.5), element.name == "th" or element.name in SIZES
	return ParagraphStyle(
		"text", fontName="Vera-Bold" if is_bold else "Vera", fontSize=size, leading=size * 1.4
	)


def _is_hidden(element: Tag) -> bool:
	return element.name in SILENT or "display:none" in str(element.get("style") or "").replace(" ", "")


def _get_markup(node: Any) -> str:
	"""ReportLab's markup of text and of the elements within it."""
	if isinstance(node, PreformattedString):
		return ""
	if isinstance(node, NavigableString):
		return re.sub(r"\s+", " ", escape(str(node), quote=False))
	if not isinstance(node, Tag) or _is_hidden(node):
		return ""
	if node.name == "br":
		return "<br/>"
	inner = "".join(_get_markup(child) for child in node.children)
	mark = MARKS.get(node.name)
	return f"<{mark}>{inner}</{mark}>" if mark and inner.strip() else inner
