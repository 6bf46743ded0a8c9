"""The words of an HTML text, with the little Markdown that a reader of plain text understands."""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "section"}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
SILENT = {"style", "script", "title", "head"}
BLANKS = re.compile(r"\s+")


def to_markdown(html: str) -> str:
	"""The text of an HTML text."""
	reader = _Reader()
	reader.feed(html)
	reader.close()
	return re.sub(r"\n{3,}", "\n\n", "".join(reader.written)).strip("\n") + "\n"


class _Reader(HTMLParser):
	def __init__(self):
		super().__init__(convert_charrefs=True)
		self.written: list[str] = []
		self.silent = 0
		self.addresses: list[str] = []
		self.rows = self.cells = 0

	def handle_starttag(self, tag, attrs):
		if tag in SILENT:
			self.silent += 1
		elif tag == "br":
			self.written.append("  \n")
		elif tag == "li":
			self.written.append("\n* ")
		elif tag == "a":
			self.addresses.append(dict(attrs).get("href") or "")
			self.written.append("[")
		elif tag in ("tr", "td", "th"):
			self._start_cell(tag)
		elif tag in MARKS:
			self.written.append(MARKS[tag])
		elif tag in BLOCKS:
			self.rows = 0
			self.written.append("\n\n" + ("#" * int(tag[1]) + " " if tag[1:].isdigit() else ""))

	def handle_endtag(self, tag):
		if tag in SILENT:
			self.silent = max(0, self.silent - 1)
		elif tag == "a" and self.addresses:
			self.written.append(f"]({self.addresses.pop()})")
		elif tag in ("td", "th"):
			self.written.append(" |")
		elif tag == "tr":
			self._end_row()
		elif tag in MARKS:
			self.written.append(MARKS[tag])
		elif tag in BLOCKS:
			self.written.append("\n\n")

	def handle_data(self, data):
		if self.silent:
			return
		text = BLANKS.sub(" ", data)
		if text != " " or (self.written and not self.written[-1].endswith((" ", "\n", "|"))):
			self.written.append(text)

	def _start_cell(self, tag: str) -> None:
		if tag == "tr":
			self.cells = 0
			self.written.append("\n|")
		else:
			self.cells += 1
			self.written.append(" ")

	def _end_row(self) -> None:
		self.rows += 1
		if self.rows == 1:
			self.written.append("\n|" + " --- |" * self.cells)
