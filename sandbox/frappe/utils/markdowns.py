"""Markdown to HTML."""

import markdown2
from frappe.utils.text import is_html

EXTRAS = {
	"fenced-code-blocks": None,
	"tables": None,
	"header-ids": None,
	"toc": None,
	"highlightjs-lang": None,
	"html-classes": {"table": "table table-bordered", "img": "screenshot"},
}


def md_to_html(markdown_text: str) -> str | None:
	"""The HTML of a Markdown text."""
	return str(markdown2.markdown(markdown_text or "", extras=EXTRAS))


def markdown(text: str) -> str:
	"""The HTML of a text that is HTML already, or Markdown."""
	return text if is_html(text) else md_to_html(text)
