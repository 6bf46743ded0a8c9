"""What pages call on top of the functions of every template: styles, scripts, the direction of the text."""

import frappe


def is_rtl(rtl: bool | None = None) -> bool:
	"""Whether the language is written from right to left."""
	return frappe.local.lang in ("ar", "he", "fa", "ps") if rtl is None else rtl


def bundled_asset(path: str, rtl: bool | None = None) -> str:
	"""Address of an asset; the files `<name>.bundle.css` and `.js` lie in `public/` of the app."""
	if ".bundle." in path and not path.startswith("/assets"):
		path = f"/assets/frappe/{path.rpartition('.')[2]}/{path}"
	return f"/{path.lstrip('/')}"


def include_style(path: str, rtl: bool | None = None, preload: bool = True) -> str:
	"""HTML that loads a style sheet."""
	return f'<link type="text/css" rel="stylesheet" href="{bundled_asset(path, rtl)}">'
