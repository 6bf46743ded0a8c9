"""Rows in Frappe's and ERPNext's tables that point at the app; uninstall takes them away."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import frappe

from salesflow_app import compat
from salesflow_app.setup.custom_fields import MODULE

APP = "salesflow_app"
UNLINKED = ("Communication", "Email Queue")
"""Mails stay, without their link: people wrote and got them."""
LEFT_TO_FRAPPE = ("Custom Field", "DocField", "DocType", "DocType Action", "DocType Link", "DocType State")
"""What goes with our DocTypes and fields themselves."""


def remove() -> None:
	"""What is about documents that go away goes with them: tasks, comments, files, links, the site's own views of them."""
	ours = frappe.get_all("DocType", {"module": MODULE}, pluck="name", order_by="name asc")
	_delete_files(ours)
	delete_workflow_actions({"reference_doctype": ("in", ours)})
	for doctype, fieldname in _get_fields_that_name_doctypes():
		if doctype not in ours:
			_delete_about(doctype, fieldname, ours)
	_delete_without_link(ours)
	_delete_series(ours)
	_delete_scheduled_jobs()
	_delete_menu_items()
	_delete_entry_points()
	_delete_settings()


def delete_workflow_actions(filters: dict) -> None:
	"""Delete pending workflow actions, with the roles that may take them."""
	names = frappe.get_all("Workflow Action", filters, pluck="name", order_by="creation asc")
	frappe.db.delete("Workflow Action Permitted Role", {"parent": ("in", names or [""])})
	frappe.db.delete("Workflow Action", {"name": ("in", names or [""])})


def forget() -> None:
	"""Delete what the app noted for itself."""
	frappe.db.delete("DefaultValue", {"defkey": ("like", "salesflow\\_%")})
	frappe.clear_cache()


# Rows about our documents


def _get_fields_that_name_doctypes() -> list[tuple[str, str]]:
	"""Each field of another DocType in which the name of a DocType stands."""
	link = {"fieldtype": "Link", "options": "DocType"}
	rows = frappe.get_all("DocField", link, ["parent", "fieldname"], order_by="parent asc, idx asc")
	own = frappe.get_all("Custom Field", link, ["dt", "fieldname"], order_by="dt asc, idx asc")
	found = [(row.parent, row.fieldname) for row in rows] + [(row.dt, row.fieldname) for row in own]
	return [(doctype, fieldname) for doctype, fieldname in found if _has_rows(doctype)]


def _has_rows(doctype: str) -> bool:
	if doctype in LEFT_TO_FRAPPE or not frappe.db.exists("DocType", doctype):
		return False
	meta = frappe.get_meta(doctype)
	return not (meta.issingle or meta.get("is_virtual")) and frappe.db.table_exists(doctype)


def _delete_about(doctype: str, fieldname: str, ours: list[str]) -> None:
	names = frappe.get_all(doctype, {fieldname: ("in", ours)}, pluck="name", order_by="name asc")
	if names and doctype in UNLINKED:
		_unlink(doctype, fieldname, ours)
	elif names:
		_delete_rows(doctype, names)


def _unlink(doctype: str, fieldname: str, ours: list[str]) -> None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).set(table[fieldname], None).where(table[fieldname].isin(ours))
	if fieldname == "reference_doctype":
		query = query.set(table.reference_name, None)
	query.run()


def _delete_rows(doctype: str, names: list[str]) -> None:
	"""Row by row: in developer mode Frappe's way of deleting standard records deletes the app's files as well."""
	for field in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(field.options, {"parenttype": doctype, "parent": ("in", names)})
	frappe.db.delete(doctype, {"name": ("in", names)})


def _delete_without_link(ours: list[str]) -> None:
	"""Rows that name a DocType in a field of plain text, or in a table that is no DocType."""
	about = ("in", ours)
	frappe.db.delete("Deleted Document", {"deleted_doctype": about})
	frappe.db.delete("List View Settings", {"name": about})
	frappe.db.delete("Custom DocPerm", {"parent": about})
	frappe.db.delete("Custom Field", {"dt": about})
	frappe.db.delete("Property Setter", {"doc_type": about})
	frappe.db.delete("__UserSettings", {"doctype": about})
	frappe.db.delete("__global_search", {"doctype": about})


def _delete_files(ours: list[str]) -> None:
	"""The files of our documents; on the disk once that is committed, where no other File has the same content."""
	filters = {"attached_to_doctype": ("in", ours)}
	files = frappe.get_all("File", filters, ["name", "file_url"], order_by="name asc")
	frappe.db.delete("File", {"name": ("in", [file.name for file in files] or [""])})
	for url in sorted({file.file_url for file in files if file.file_url}):
		if not frappe.db.exists("File", {"file_url": url}):
			frappe.db.after_commit.add(partial(_delete_from_disk, url))


def _delete_from_disk(file_url: str) -> None:
	folder = "private" if file_url.startswith("/private/files/") else "public"
	if file_url.startswith(("/private/files/", "/files/")):
		Path(frappe.get_site_path(folder, "files", Path(file_url).name)).unlink(missing_ok=True)


def _delete_series(ours: list[str]) -> None:
	"""The counters of our documents' names, where no other DocType counts with the same letters."""
	for prefix in _get_prefixes(ours):
		counters = frappe.qb.DocType("Series")
		names = (
			frappe.qb.from_(counters)
			.select(counters.name)
			.where(counters.name.like(f"{prefix}%"))
			.run(pluck=True)
		)
		own = [name for name in names if re.fullmatch(rf"{re.escape(prefix)}(\d{{4}}-)?", name)]
		frappe.db.delete("Series", {"name": ("in", own or [""])})


def _get_prefixes(ours: list[str]) -> list[str]:
	rows = frappe.get_all(
		"DocType", {"autoname": ("like", "%.#%")}, ["name", "autoname"], order_by="name asc"
	)
	others = {row.autoname.split(".")[0] for row in rows if row.name not in ours}
	series = frappe.get_all(
		"DocField", {"fieldname": "naming_series"}, pluck="options", order_by="parent asc"
	)
	others |= {line.split(".")[0] for options in series for line in (options or "").split("\n")}
	return sorted({row.autoname.split(".")[0] for row in rows if row.name in ours} - others)


# What the app brought beside its module


def _delete_scheduled_jobs() -> None:
	"""Until the next migrate, Frappe's scheduler would go on calling functions that are no longer there."""
	frappe.db.delete("Scheduled Job Type", {"method": ("like", f"{APP}.%")})


def _delete_menu_items() -> None:
	routes = [item["route"] for item in frappe.get_hooks("standard_portal_menu_items", app_name=APP)]
	frappe.db.delete("Portal Menu Item", {"route": ("in", routes or [""])})


def _delete_entry_points() -> None:
	for doctype, names in compat.get_entry_points(APP, MODULE).items():
		_delete_rows(doctype, names or [""])


def _delete_settings() -> None:
	"""Frappe drops tables, but keeps the values of single documents."""
	singles = frappe.get_all("DocType", {"module": MODULE, "issingle": 1}, pluck="name")
	frappe.db.delete("Singles", {"doctype": ("in", singles)})
