"""Every difference between Frappe / ERPNext v15 and v16. No other file knows the version."""

import inspect
from types import FrameType

import frappe
from frappe.model.document import Document


def get_version() -> tuple[int, int]:
	"""Major and minor version of the installed Frappe: 16.9.1 is (16, 9)."""
	major, minor = frappe.__version__.split(".")[:2]
	return int(major), int("".join(filter(str.isdigit, minor)) or 0)


def is_frappe_between(first: tuple[int, int], mended: tuple[int, int]) -> bool:
	"""Is the installed Frappe `first` or later, and older than `mended`?"""
	return first <= get_version() < mended


def shares_portal_pages() -> bool:
	"""Does Frappe keep one page of `/invoices` and its other portal lists, and show it to everybody?"""
	return is_frappe_between((16, 0), (16, 14))


def get_no_objection() -> bool | None:
	"""What a `has_permission` hook answers where it forbids nothing.

	15 takes the first answer other than None for the last word, and asks no other app; 16 takes None for a no.
	"""
	return True if get_version() >= (16, 0) else None


def get_language_format(language: str, kind: str) -> str | None:
	"""`number_format` or `date_format` of a Language, which Frappe then uses; 15 knows only the site's."""
	if not frappe.get_meta("Language").has_field(kind):
		return None
	return frappe.db.get_value("Language", language, kind, cache=True)


def get_entry_points(app: str, module: str) -> dict[str, list[str]]:
	"""What v16's desk shows of an app, DocType -> names: its icon, and sidebars, also those that users changed."""
	ours = {"Desktop Icon": {"app": app}, "Workspace Sidebar": {"app": app, "module": module}}
	return {
		doctype: frappe.get_all(doctype, or_filters=filters, pluck="name", order_by="name asc")
		for doctype, filters in ours.items()
		if frappe.db.exists("DocType", doctype)
	}


def read_bytes(file: Document) -> bytes:
	"""The bytes of a File as they are stored: Frappe 16 returns text for whatever fits windows-1250, and a zip may."""
	as_stored = {"encodings": ()} if "encodings" in inspect.signature(file.get_content).parameters else {}
	content = file.get_content(**as_stored)
	return content.encode() if isinstance(content, str) else content


def get_uninstall_options() -> dict[str, bool]:
	"""`dry_run` and `yes` of the running uninstall. Frappe calls `before_uninstall` on a dry run as well, and tells it nothing."""
	frame = inspect.currentframe()
	while frame and not _is_remove_app(frame):
		frame = frame.f_back
	known = frame.f_locals if frame else {}
	return {name: bool(known.get(name)) for name in ("dry_run", "yes")}


def _is_remove_app(frame: FrameType) -> bool:
	return frame.f_code.co_name == "remove_app" and frame.f_globals.get("__name__") == "frappe.installer"
