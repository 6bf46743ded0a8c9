"""What a page of HTML looks like on paper: its elements as ReportLab's paragraphs and tables."""

import re
from functools import lru_cache
from html import escape
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Spacer, Table, TableStyle

FONTS = {"Vera": "Vera", "Vera-Bold": "VeraBd", "Vera-Italic": "VeraIt", "Vera-BoldItalic": "VeraBI"}
SILENT = {"head", "script", "style", "template", "noscript", "iframe", "object", "img", "link", "meta", "svg"}
BLOCKS = set(
	"address article aside blockquote body details div dl dd dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
	"html li main nav ol p pre section table ul".split()
)
MARKS = {"b": "b", "strong": "b", "th": "b", "i": "i", "em": "i", "u": "u", "sub": "sub", "sup": "super"}
SIZES = {"h1": 18, "h2": 13, "h3": 11, "h4": 10, "h5": 10, "h6": 10, "small": 8}
ALIGNMENTS = {"right": TA_RIGHT, "center": TA_CENTER, "left": TA_LEFT}
INHERITED = {"color", "font-size", "font-weight", "text-align", "white-space"}
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SIZE = re.compile(r"([\d.]+)(pt|px)")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
PADDING = 4


class Layout:
	"""Turns the elements of one page into flowables. Of style sheets it knows tags and classes alone."""

	def __init__(self, page: BeautifulSoup):
		for name, file in FONTS.items():
			if name not in pdfmetrics.getRegisteredFontNames():
				pdfmetrics.registerFont(TTFont(name, f"{file}.ttf"))
		pdfmetrics.registerFontFamily("Vera", *FONTS)
		self.rules = [rule for style in page.find_all("style") for rule in _read_rules(style.string or "")]
		self.own_styles: dict[int, dict] = {}

	def read(self, element: Tag, width: float, style: dict | None = None) -> list[Flowable]:
		"""The flowables of what an element holds."""
		style = self._get_style(element, style or {})
		found: list[Flowable] = []
		run: list[str] = []
		for child in element.children:
			if isinstance(child, Tag) and child.name in BLOCKS and not self._is_hidden(child):
				self._end_run(run, style, found)
				found += self._read_block(child, width, style)
			else:
				run.append(self._get_markup(child, style))
		self._end_run(run, style, found)
		return found

	def _read_block(self, element: Tag, width: float, style: dict) -> list[Flowable]:
		if element.name == "hr":
			return [HRFlowable(width="100%", color=colors.lightgrey, spaceBefore=4, spaceAfter=4)]
		if element.name == "table":
			return self._read_table(element, width, self._get_style(element, style))
		if element.name in ("ul", "ol"):
			return self._read_list(element, width, self._get_style(element, style))
		found = self.read(element, width, style)
		if element.name.startswith("h") and element.name in SIZES:
			for flowable in found:
				flowable.keepWithNext = 1
			return [Spacer(0, 6), *found]
		return [*found, Spacer(0, 4)] if element.name == "p" else found

	def _read_list(self, element: Tag, width: float, style: dict) -> list[Flowable]:
		found = []
		for number, item in enumerate(element.find_all("li", recursive=False), 1):
			is_bullet = element.name == "ul" or item.get("data-list") == "bullet"
			content = self.read(item, width - 18, style) or [Spacer(0, 0)]
			mark = Paragraph("•" if is_bullet else f"{number}.", _get_paragraph_style(style))
			found.append(_make_table([[mark, content]], [18, width - 18], []))
		return found

	def _read_table(self, element: Tag, width: float, style: dict) -> list[Flowable]:
		rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
		cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
		count = max((sum(_get_span(cell) for cell in row) for row in cells), default=0)
		if not count:
			return []
		widths = _get_widths(cells, count, width)
		content, spans = [], []
		for position, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
			row_style = self._get_style(row, style)
			line: list[Any] = []
			for cell in row_cells:
				span, start = _get_span(cell), len(line)
				inner = sum(widths[start : start + span]) - 2 * PADDING
				line += [self.read(cell, inner, row_style), *[""] * (span - 1)]
				if span > 1:
					spans.append(("SPAN", (start, position), (start + span - 1, position)))
			content.append(line + [""] * (count - len(line)))
		lines = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.HexColor("#dfe3e6"))]
		return [_make_table(content, widths, spans + lines, PADDING), Spacer(0, 6)]

	# Text

	def _end_run(self, run: list[str], style: dict, found: list[Flowable]) -> None:
		text = "".join(run).strip()
		run.clear()
		if text:
			found.append(Paragraph(text, _get_paragraph_style(style)))

	def _get_markup(self, node: Any, style: dict) -> str:
		"""ReportLab's markup of text and of the elements within it."""
		if isinstance(node, PreformattedString):
			return ""
		if isinstance(node, NavigableString):
			text = escape(str(node), quote=False)
			keeps_lines = style.get("white-space") in ("pre", "pre-line", "pre-wrap")
			return text.replace("\n", "<br/>") if keeps_lines else re.sub(r"\s+", " ", text)
		if not isinstance(node, Tag) or self._is_hidden(node):
			return ""
		if node.name == "br":
			return "<br/>"
		inner = "".join(self._get_markup(child, self._get_style(node, style)) for child in node.children)
		mark = MARKS.get(node.name)
		return f"<{mark}>{inner}</{mark}>" if mark and inner.strip() else inner

	# Style

	def _is_hidden(self, element: Tag) -> bool:
		return element.name in SILENT or self._get_own_style(element).get("display") == "none"

	def _get_style(self, element: Tag, outer: dict) -> dict:
		own = self._get_own_style(element)
		return {**outer, **{name: value for name, value in own.items() if name in INHERITED}}

	def _get_own_style(self, element: Tag) -> dict:
		if id(element) not in self.own_styles:
			self.own_styles[id(element)] = self._read_own_style(element)
		return self.own_styles[id(element)]

	def _read_own_style(self, element: Tag) -> dict:
		style = {}
		if element.name in SIZES:
			style["font-size"] = f"{SIZES[element.name]}pt"
		if element.name == "th" or element.name.startswith("h"):
			style["font-weight"] = "bold"
		for parts, values in self.rules:
			if _matches(element, parts):
				style.update(values)
		return {**style, **_read_values(element.get("style") or "")}


@lru_cache(maxsize=20)
def _read_rules(css: str) -> list[tuple[list[str], dict]]:
	"""Selectors, by their parts, and values. Rules for states and for media are no rules here."""
	found = []
	for selectors, values in RULE.findall(COMMENT.sub("", css)):
		if "@" not in selectors and ":" not in selectors:
			found += [(selector.split(), _read_values(values)) for selector in selectors.split(",")]
	return [(parts, values) for parts, values in found if parts]


def _read_values(text: str) -> dict[str, str]:
	pairs = (part.partition(":") for part in text.split(";"))
	return {
		name.strip().lower(): value.replace("!important", "").strip()
		for name, _colon, value in pairs
		if value
	}


def _matches(element: Tag, parts: list[str]) -> bool:
	"""Whether the last part names the element, and those before it, in order, elements around it."""
	*outer, last = parts
	if not _is_named(element, last):
		return False
	for parent in element.parents:
		if outer and _is_named(parent, outer[-1]):
			outer.pop()
	return not outer


def _is_named(element: Tag, part: str) -> bool:
	tag, *classes = part.split(".")
	if tag not in ("", "*", element.name):
		return False
	return set(classes) <= set(element.get("class") or ()) and bool(tag or classes)


def _get_paragraph_style(style: dict) -> ParagraphStyle:
	found = SIZE.fullmatch(style.get("font-size", ""))
	size = float(found[1]) * (0.75 if found[2] == "px" else 1) if found else 9.5
	color = style.get("color", "")
	is_bold = style.get("font-weight") in ("bold", "600", "700")
	return ParagraphStyle(
		"text",
		fontName="Vera-Bold" if is_bold else "Vera",
		fontSize=size,
		leading=size * 1.4,
		textColor=colors.HexColor(color) if COLOR.fullmatch(color) else colors.HexColor("#1f272e"),
		alignment=ALIGNMENTS.get(style.get("text-align", ""), TA_LEFT),
	)


# Tables


def _get_span(cell: Tag) -> int:
	text = str(cell.get("colspan") or "")
	return max(int(text), 1) if text.isdigit() else 1


def _get_widths(cells: list[list[Tag]], count: int, width: float) -> list[float]:
	"""Widths of the columns by what stands in them; the longest word counts as much as a short line."""
	needs = [4.0] * count
	for row in cells:
		start = 0
		for cell in row:
			span = _get_span(cell)
			if span == 1:
				text = cell.get_text(" ", strip=True)
				longest = max((len(word) for word in text.split()), default=0)
				needs[start] = max(needs[start], min(len(text), 40), min(longest * 1.3, 70))
			start += span
	return [width * need / sum(needs) for need in needs]


def _make_table(content: list[list], widths: list[float], commands: list[tuple], padding: int = 0) -> Table:
	table = Table(content, colWidths=widths, splitInRow=1)
	table.setStyle(
		TableStyle(
			[
				("VALIGN", (0, 0), (-1, -1), "TOP"),
				("LEFTPADDING", (0, 0), (-1, -1), padding),
				("RIGHTPADDING", (0, 0), (-1, -1), padding),
				("TOPPADDING", (0, 0), (-1, -1), padding / 2),
				("BOTTOMPADDING", (0, 0), (-1, -1), padding / 2),
				*commands,
			]
		)
	)
	return table
