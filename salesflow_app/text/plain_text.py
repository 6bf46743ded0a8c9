"""Plain text of people in fields that the desk shows as HTML: in forms, lists, reports and timelines.

Frappe takes what could run out of every field that is saved, but leaves alone what happens to be valid JSON, like a
text in quotes; and it does not see what is written without a save.
"""

from frappe.model.document import Document
from frappe.utils import sanitize_html
from frappe.utils.html_utils import is_json

PLAIN_TEXT = ("Data", "Small Text", "Text", "Read Only")


def clean(doc: Document, _method: str | None = None) -> None:
	"""Before a document of ours is validated: nothing in its texts, or those of its rows, runs."""
	for each in (doc, *doc.get_all_children()):
		for df in each.meta.fields:
			if df.fieldtype in PLAIN_TEXT and isinstance(each.get(df.fieldname), str):
				each.set(df.fieldname, make_safe(each.get(df.fieldname)))


def make_safe(words: str) -> str:
	"""The words as they may stand in a field that is set without a save."""
	if "<" not in words:
		return words
	return sanitize_html(words, always_sanitize=is_json(words))
