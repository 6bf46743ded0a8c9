"""Brings an app's DocTypes and standard records into the site's database."""

import json
from pathlib import Path

import frappe
from frappe.database import schema
from frappe.model import registry

PARTS = {"fields": "DocField", "permissions": "DocPerm", "links": "DocType Link", "actions": "DocType Action"}
KINDS = "notification print_format number_card workspace report page email_template onboarding_step".split()
"""Folders of standard records inside an app's module."""
PORTAL_ROLES = ("Customer", "Supplier", "Guest")
"""Roles without access to the desk."""


def sync_for(app_name: str) -> None:
	"""Make the tables of an app's DocTypes, note what they are, and import its standard records."""
	doctypes = registry.get_doctypes(app_name)
	make_tables(doctypes)
	write_rows(doctypes)
	make_roles(doctypes)
	frappe.clear_cache()
	for path in get_records(app_name):
		import_record(json.loads(path.read_text("utf-8")), "ignore_permissions", "ignore_mandatory")


# DocTypes


def make_tables(doctypes: list[str]) -> None:
	"""Make or change the tables."""
	for doctype in doctypes:
		schema.sync_table(frappe.get_meta(doctype, cached=False))


def write_rows(doctypes: list[str]) -> None:
	"""Write the rows of DocTypes, their fields, permissions and links."""
	rows = {"DocType": [], **{child: [] for child in PARTS.values()}}
	for doctype in sorted(doctypes):
		definition = registry.get_definition(doctype)
		rows["DocType"].append({**definition, "name": doctype})
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
	return 0 if schema.is_number(frappe.db.get_column_type(doctype, column)) else None


def make_roles(doctypes: list[str]) -> None:
	"""Roles that the permissions name, where they are missing."""
	named = {row["role"] for name in doctypes for row in registry.get_definition(name)["permissions"]}
	missing = sorted(named - set(frappe.get_all("Role", pluck="name")))
	_insert_rows(
		"Role",
		[{"name": role, "role_name": role, "desk_access": int(role not in PORTAL_ROLES)} for role in missing],
	)


# Records


def get_records(app_name: str) -> list[Path]:
	"""Files of an app's standard records: workspaces, print formats and the like."""
	folder = Path(frappe.get_app_path(app_name))
	found = [path for kind in KINDS for path in sorted(folder.glob(f"*/{kind}/*/*.json"))]
	return [path for path in found if path.stem == path.parent.name]


def import_fixtures(app_name: str) -> None:
	"""Import the records in an app's `fixtures` folder; each is checked as any other, its links aside."""
	for path in sorted(Path(frappe.get_app_path(app_name)).glob("fixtures/*.json")):
		for values in json.loads(path.read_text("utf-8")):
			import_record(values)


def import_record(values: dict, *flags: str) -> None:
	"""Put the app's record in the place of that name."""
	doc = frappe.get_doc(values)
	if frappe.db.exists(doc.doctype, values["name"]):
		_forget_record(doc.doctype, values["name"])
	doc.flags.update(dict.fromkeys((*flags, "ignore_links", "ignore_version"), True))
	frappe.flags.in_import = True
	doc.insert(set_name=values["name"])
	frappe.flags.in_import = False


def _forget_record(doctype: str, name: str) -> None:
	"""Make room for a record that is imported anew: its rows go, and nothing else happens."""
	for df in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(df.options, {"parent": name, "parenttype": doctype, "parentfield": df.fieldname})
	frappe.db.delete(doctype, {"name": name})
	frappe.clear_document_cache(doctype, name)
