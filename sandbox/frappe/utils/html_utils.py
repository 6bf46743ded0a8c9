"""Cleaning HTML that people wrote, by nh3: what is not allowed is left out. A real site escapes some of it instead."""

import json
from typing import Any

import nh3
from frappe.utils.text import is_html

TAGS = nh3.ALLOWED_TAGS | set(
	"address big button canvas dialog dir fieldset font footer form input label legend main menu meter optgroup "
	"option output progress section select source textarea video audio".split()
)
ATTRIBUTES = set(
	"align alt border cellpadding cellspacing checked class color cols colspan contenteditable datetime dir disabled "
	"face for height href hspace id label lang max maxlength min multiple name placeholder poster readonly required "
	"rows rowspan selected size span spellcheck src start style summary tabindex target title type valign value "
	"width wrap".split()
)


def is_json(text: str) -> bool:
	"""Whether the text is JSON."""
	try:
		json.loads(text)
	except ValueError:
		return False
	return True


def sanitize_html(html: Any, linkify: bool = False, always_sanitize: bool = False) -> Any:
	"""HTML with the elements and attributes that are safe; text without tags and JSON stay as they are."""
	if not isinstance(html, str):
		return html
	if not always_sanitize and (is_json(html) or not is_html(html)):
		return html
	return nh3.clean(
		html,
		tags=TAGS,
		attributes={"*": ATTRIBUTES},
		generic_attribute_prefixes={"data-"},
		strip_comments=False,
		link_rel=None,
	)
