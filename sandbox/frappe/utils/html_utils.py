"""Cleaning HTML that people wrote: what is not allowed is escaped or left out."""

import html as html_library
import json
import re
from html.parser import HTMLParser
from typing import Any

from frappe.utils.text import is_html

ALLOWED_TAGS = set(
	"a abbr acronym address area article aside audio b big blockquote br button canvas caption center cite code col "
	"colgroup dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 "
	"header hr i img input ins kbd label legend li link map mark menu meta meter nav ol optgroup option output p "
	"pre progress q s samp section select small source span strike strong style sub summary sup svg table tbody td "
	"textarea tfoot th thead time title tr tt u ul var video".split()
)
DOCUMENT_TAGS = {"html", "head", "body"}
ALLOWED_ATTRIBUTES = set(
	"abbr accept action align alt autocomplete autofocus bgcolor border bordercolor cellpadding cellspacing charset "
	"checked cite class color cols colspan content contenteditable controls datetime dir disabled draggable "
	"enctype face for frame headers height hidden href hreflang hspace id label lang list loop max maxlength media "
	"method min multiple name nowrap open pattern placeholder poster preload readonly rel required rev role rows rowspan "
	"rules scope selected shape size span spellcheck src start step style summary tabindex target title type valign "
	"value vspace width wrap".split()
)
ADDRESS_ATTRIBUTES = {"action", "cite", "href", "poster", "src"}
SCHEMES = {"http", "https", "mailto", "tel"}
VOID_TAGS = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source"}
CLOSED_BY = {
	"li": {"li"},
	"option": {"option"},
	"td": {"td", "th"},
	"th": {"td", "th"},
	"tr": {"td", "th", "tr"},
	"dd": {"dd", "dt"},
	"dt": {"dd", "dt"},
}
BLOCKS = set(
	"address article blockquote div dl fieldset footer form h1 h2 h3 h4 h5 h6 header hr ol p pre table ul".split()
)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0]+")


def is_json(text: str) -> bool:
	"""Whether the text is JSON."""
	try:
		json.loads(text)
	except ValueError:
		return False
	return True


def unescape_html(value: str) -> str:
	"""Text for HTML-escaped text."""
	return html_library.unescape(value)


def sanitize_html(html: Any, linkify: bool = False, always_sanitize: bool = False) -> Any:
	"""HTML with the elements and attributes that are safe; text without tags and JSON stay as they are."""
	if not isinstance(html, str):
		return html
	if not always_sanitize and (is_json(html) or not is_html(html)):
		return html
	return _Cleaner().clean(html)


class _Cleaner(HTMLParser):
	"""Writes what it reads, but for what is not allowed."""

	def __init__(self):
		super().__init__(convert_charrefs=False)
		self.written: list[str] = []
		self.open_tags: list[str] = []

	def clean(self, html: str) -> str:
		self.feed(html)
		self.close()
		self._close_to(0)
		return "".join(self.written)

	def handle_starttag(self, tag, attrs):
		if tag in DOCUMENT_TAGS:
			return
		if tag not in ALLOWED_TAGS:
			return self.handle_data(self.get_starttag_text())
		self._close_before(tag)
		if tag == "tr" and self.open_tags[-1:] == ["table"]:
			self._open("tbody", "")
		self._open(tag, _write_attributes(attrs))

	def handle_startendtag(self, tag, attrs):
		self.handle_starttag(tag, attrs)
		if tag in ALLOWED_TAGS - VOID_TAGS:
			self.handle_endtag(tag)

	def handle_endtag(self, tag):
		if tag in self.open_tags:
			self._close_to(len(self.open_tags) - 1 - self.open_tags[::-1].index(tag))
		elif tag not in ALLOWED_TAGS | DOCUMENT_TAGS:
			self.handle_data(f"</{tag}>")
		elif tag == "br":
			self.written.append("<br>")

	def handle_data(self, data):
		raw = self.open_tags[-1:] == ["style"]
		self.written.append(data if raw else html_library.escape(data, quote=False))

	def handle_entityref(self, name):
		self.written.append(f"&{name};")

	def handle_charref(self, name):
		self.written.append(f"&#{name};")

	def handle_comment(self, data):
		self.written.append(f"<!--{html_library.escape(data, quote=False)}-->")

	def _open(self, tag: str, attributes: str) -> None:
		self.written.append(f"<{tag}{attributes}>")
		if tag not in VOID_TAGS:
			self.open_tags.append(tag)

	def _close_before(self, tag: str) -> None:
		if tag in BLOCKS and self.open_tags[-1:] == ["p"]:
			self._close_to(len(self.open_tags) - 1)
		while self.open_tags and self.open_tags[-1] in CLOSED_BY.get(tag, ()):
			self._close_to(len(self.open_tags) - 1)

	def _close_to(self, depth: int) -> None:
		while len(self.open_tags) > depth:
			self.written.append(f"</{self.open_tags.pop()}>")


def _write_attributes(attributes: list[tuple[str, str | None]]) -> str:
	return "".join(_write_attribute(name, value) for name, value in attributes if _is_allowed(name, value))


def _is_allowed(name: str, value: str | None) -> bool:
	if name not in ALLOWED_ATTRIBUTES and not name.startswith("data-"):
		return False
	if name not in ADDRESS_ATTRIBUTES:
		return True
	found = SCHEME.match(INVISIBLE.sub("", value or ""))
	return not found or found[1].lower() in SCHEMES


def _write_attribute(name: str, value: str | None) -> str:
	if value is None:
		return f" {name}"
	if name == "style":
		value = "".join(f"{part.rstrip()};" for part in value.split(";") if ":" in part)
	mark = "'" if '"' in value else '"'
	value = value.replace("&", "&amp;").replace("<", "&lt;")
	if mark == "'":
		value = value.replace("'", "&#39;")
	return f" {name}={mark}{value}{mark}"
