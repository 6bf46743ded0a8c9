"""Rich text for pages and prints: a short list of tags, no scripts, no styles, nothing from other hosts."""

import re

import nh3

TAGS = set(
	"p br hr div span h1 h2 h3 h4 h5 h6 strong b em i u s sub sup small blockquote pre code "
	"ul ol li table thead tbody tfoot tr th td a img".split()
)
ATTRIBUTES = {
	"a": {"href"},
	"img": {"src", "alt", "width", "height"},
	"li": {"data-list", "class"},
	"p": {"class"},
	"td": {"colspan", "rowspan"},
	"th": {"colspan", "rowspan"},
	**{f"h{level}": {"class"} for level in range(1, 7)},
}
DROPPED = {"script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "title"}
OWN_IMAGE = re.compile(r"/files/[^\\:?#\"'<>]+\.(png|jpe?g|gif|webp)", re.IGNORECASE)
EDITOR_CLASS = re.compile(r"ql-(align-(center|right|justify)|indent-[1-8])")


def clean(html: str | None) -> str:
	"""Safe HTML of a rich text. What is not on the list is dropped."""
	safe = nh3.clean(
		html or "",
		tags=TAGS,
		clean_content_tags=DROPPED,
		attributes=ATTRIBUTES,
		attribute_filter=_filter_attribute,
		url_schemes={"http", "https", "mailto"},
		link_rel="noopener noreferrer",
	)
	return re.sub(r"<img(?![^>]* src=)[^>]*>", "", safe)


def is_empty(html: str | None) -> bool:
	"""Would the reader see nothing?"""
	safe = clean(html)
	return "<img" not in safe and not re.sub(r"<[^>]*>|&nbsp;|\s", "", safe)


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
	if attribute == "src":
		return value if OWN_IMAGE.fullmatch(value) and ".." not in value else None
	if attribute == "class":
		return " ".join(name for name in value.split() if EDITOR_CLASS.fullmatch(name)) or None
	if attribute == "data-list":
		return value if value in ("bullet", "ordered", "checked", "unchecked") else None
	return value
