"""Brings the apps' DocTypes and standard records into the site's database."""

import json
from pathlib import Path

import frappe
from frappe.database import schema
from frappe.database.types import is_number
from frappe.model import registry

PARTS = {"fields": "DocField", "permissions": "DocPerm", "links": "DocType Link", "actions": "DocType Action"}
KINDS = ("notification", "print_format", "number_card", "workspace", "report", "page", "email_template")
"""Folders of standard records inside an app's module."""


def sync_for(app_name: str, force: int = 0, reset_permissions: bool = False) -> None:
	"""Make or change the tables of an app's DocTypes, note what they are, and import its standard records."""
	write_definitions(registry.get_doctypes(app_name), force=force)
	for path in get_records(app_name):
		import_record(path, force=force)


def sync_all(force: int = 0, reset_permissions: bool = False) -> None:
	"""Do it for all installed apps."""
	for app_name in frappe.get_installed_apps():
		sync_for(app_name, force, reset_permissions)
	frappe.clear_cache()


# DocTypes


def write_definitions(doctypes: list[str], force: int = 0) -> None:
	"""Note new and changed DocTypes with their fields and permissions, and make their tables."""
	known = dict(frappe.get_all("DocType", fields=["name", "migration_hash"], as_list=True))
	stamps = {doctype: get_stamp(registry.get_definition(doctype)) for doctype in doctypes}
	changed = [doctype for doctype in doctypes if force or known.get(doctype) != stamps[doctype]]
	if not changed:
		return
	make_tables(changed)
	forget_definitions([doctype for doctype in changed if doctype in known])
	write_rows(changed, stamps)
	make_roles(changed)
	frappe.clear_cache()


def get_stamp(definition: dict) -> str:
	"""Fingerprint of a definition."""
	return frappe.utils.sha256_hash(json.dumps(definition, sort_keys=True, default=str))[:32]


def make_tables(doctypes: list[str]) -> None:
	"""Make or change the tables."""
	for doctype in doctypes:
		meta = frappe.get_meta(doctype, cached=False)
		if not meta.issingle and not meta.get("is_virtual"):
			schema.sync_table(meta)


def forget_definitions(doctypes: list[str]) -> None:
	"""Delete what was noted of DocTypes; their tables stay."""
	for child in PARTS.values():
		frappe.db.delete(child, {"parent": ("in", doctypes), "parenttype": "DocType"})
	frappe.db.delete("DocType", {"name": ("in", doctypes)})


def write_rows(doctypes: list[str], stamps: dict[str, str]) -> None:
	"""Write the rows of DocTypes, their fields, permissions and links."""
	rows = {"DocType": [], **{child: [] for child in PARTS.values()}}
	for doctype in sorted(doctypes):
		definition = registry.get_definition(doctype)
		rows["DocType"].append({**definition, "name": doctype, "migration_hash": stamps[doctype]})
		for part, child in PARTS.items():
			for idx, row in enumerate(definition.get(part) or (), 1):
				parent = {"parent": doctype, "parenttype": "DocType", "parentfield": part, "idx": idx}
				rows[child].append({**row, **parent})
	for target, values in rows.items():
		_insert_rows(target, values)


def _insert_rows(doctype: str, rows: list[dict]) -> None:
	"""Write rows; those without a name get drawn ones, in order, which an index takes faster."""
	names = sorted(frappe.generate_hash(length=10) for _row in rows)
	rows = [{"name": name, **row} for name, row in zip(names, rows, strict=True)]
	now = frappe.utils.now()
	standard = {"owner": "Administrator", "modified_by": "Administrator", "creation": now, "modified": now}
	columns = set(frappe.db.get_table_columns(doctype)) - set(standard)
	used = {key for row in rows for key, value in row.items() if not isinstance(value, list | dict)} & columns
	empty = {column: _get_empty(doctype, column) for column in used}
	values = [[*(row.get(column) or empty[column] for column in empty), *standard.values()] for row in rows]
	frappe.db.bulk_insert(doctype, [*empty, *standard], values)


def _get_empty(doctype: str, column: str) -> int | None:
	return 0 if is_number(frappe.db.get_column_type(doctype, column)) else None


def make_roles(doctypes: list[str]) -> None:
	"""Roles that the permissions name, where they are missing."""
	from frappe.site_records import PORTAL_ROLES

	named = {row["role"] for name in doctypes for row in registry.get_definition(name)["permissions"]}
	missing = sorted(named - set(frappe.get_all("Role", pluck="name")))
	_insert_rows(
		"Role",
		[{"name": role, "role_name": role, "desk_access": int(role not in PORTAL_ROLES)} for role in missing],
	)


# Standard records


def get_records(app_name: str) -> list[Path]:
	"""Files of an app's standard records: workspaces, print formats and the like."""
	folder = Path(frappe.get_app_path(app_name))
	found = [path for kind in KINDS for path in sorted(folder.glob(f"*/{kind}/*/*.json"))]
	return [path for path in found if path.stem == path.parent.name]


def import_record(path: Path, force: int = 0) -> None:
	"""Import a record unless the site has it as it stands in the file."""
	values = json.loads(path.read_text("utf-8"))
	doctype, name = values["doctype"], values["name"]
	known = frappe.db.get_value(doctype, name, "modified")
	if known and not force and str(known) == str(values["modified"]):
		return
	if known:
		forget_record(doctype, name)
	doc = frappe.get_doc(values)
	for flag in (
		"ignore_links",
		"ignore_validate",
		"ignore_permissions",
		"ignore_mandatory",
		"ignore_version",
	):
		doc.flags[flag] = True
	doc.insert(set_name=name)
	frappe.db.set_value(doctype, name, "modified", values["modified"], update_modified=False)


def forget_record(doctype: str, name: str) -> None:
	"""Make room for a record that is imported anew: its rows go, and nothing else happens."""
	for df in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(df.options, {"parent": name, "parenttype": doctype, "parentfield": df.fieldname})
	frappe.db.delete(doctype, {"name": name})
	frappe.clear_document_cache(doctype, name)
