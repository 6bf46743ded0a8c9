"""What a list selects: columns, columns of child tables and linked documents, and functions."""

import re

import frappe
from frappe import _
from frappe.model import get_permitted_fields

STANDARD = ("name", "owner", "creation", "modified", "modified_by", "docstatus", "idx")
OPTIONAL = ("_user_tags", "_comments", "_assign", "_liked_by", "_seen")
ALIAS = re.compile(r"^(?P<field>.+?)\s+as\s+(?P<alias>`[^`]+`|'[^']+'|\w+)$", re.I | re.S)
NAME = re.compile(r"^`?(?P<name>\w+)`?$")
DOTTED = re.compile(r"^`?(?P<table>[\w -]+?)`?\.`?(?P<field>\w+|\*)`?$")
FUNCTION = re.compile(r"^(?P<name>\w+)\s*\((?P<inside>.*)\)$", re.S)
LITERAL = re.compile(r"^'[^']*'$|^\"[^\"]*\"$|^\d+(\.\d+)?$")
FORBIDDEN_FUNCTIONS = set(
	"concat concat_ws if ifnull nullif coalesce connection_id current_user database last_insert_id session_user"
	" system_user user version global sleep".split()
)
FORBIDDEN_WORDS = re.compile(
	r"\b(?:select|create|insert|delete|drop|update|case|show|union)\b|;|--|/\*", re.I
)


def get_selected(query, fields: list, ignore_permissions: bool) -> list[str]:
	"""SQL of the fields; those that the user may not read are left out."""
	selected = []
	for field in fields:
		if field:
			selected += _get_sql(query, str(field), ignore_permissions)
	if query.joins:
		selected = [
			each if "." in each or "(" in each else f"`tab{query.doctype}`.{each}" for each in selected
		]
	return selected


def _get_sql(query, field: str, ignore_permissions: bool) -> list[str]:
	aliased = ALIAS.match(field)
	alias = f" as {aliased.group('alias')}" if aliased else ""
	field = (aliased.group("field") if aliased else field).strip()
	prefix = "distinct " if field.lower().startswith("distinct ") else ""
	field = field[len(prefix) :].strip()
	return [prefix + each + alias for each in _read(query, field, ignore_permissions)]


def _read(query, field: str, ignore_permissions: bool) -> list[str]:
	permitted = None if ignore_permissions else _get_permitted(query, query.doctype)
	if field == "*":
		return ["*"] if permitted is None else [f"`{name}`" for name in permitted]
	if found := NAME.match(field):
		name = found.group("name")
		return [f"`{name}`"] if _is_permitted(name, permitted) else []
	if found := DOTTED.match(field):
		if _is_known(query, field):
			return _get_dotted(query, found.group("table"), found.group("field"), ignore_permissions)
		return [f"`{field}`"] if ignore_permissions else []
	if LITERAL.match(field):
		return [field]
	return _get_function(field, permitted)


def _is_known(query, field: str) -> bool:
	"""Does a table in backticks or a field stand before the dot?"""
	return field.startswith("`tab") or bool(frappe.get_meta(query.doctype).get_field(field.split(".")[0]))


def _is_permitted(name: str, permitted) -> bool:
	return permitted is None or name in permitted or name in OPTIONAL


def _get_permitted(query, doctype: str) -> list[str]:
	meta = frappe.get_meta(doctype)
	parent = query.parent_doctype or (query.doctype if meta.istable and doctype != query.doctype else None)
	may_read = frappe.has_permission(doctype, "read", user=query.user, parent_doctype=parent)
	return get_permitted_fields(
		doctype, parenttype=parent, user=query.user, permission_type="read" if may_read else "select"
	)


def _get_dotted(query, table: str, field: str, ignore_permissions: bool) -> list[str]:
	doctype, name = _join(query, table, ignore_permissions)
	permitted = None if ignore_permissions else _get_permitted(query, doctype)
	if field == "*":
		return [f"{name}.*"] if permitted is None else [f"{name}.`{each}`" for each in permitted]
	return [f"{name}.`{field}`"] if _is_permitted(field, permitted) else []


def _join(query, table: str, ignore_permissions: bool) -> tuple[str, str]:
	"""DocType and name in the query of what stands before the dot."""
	doctype = table[3:] if table.startswith("tab") else None
	if doctype == query.doctype:
		return doctype, f"`{table}`"
	df = None if doctype else frappe.get_meta(query.doctype).get_field(table)
	if df is None:
		return doctype or table, query.join_child(doctype or table)
	if not ignore_permissions and df.fieldtype == "Link":
		query.check_may_read(df.options)
	return df.options, query.join_link(df) if df.fieldtype == "Link" else query.join_child(df.options)


def _get_function(field: str, permitted) -> list[str]:
	found = FUNCTION.match(field)
	name = found.group("name").lower() if found else ""
	if name in FORBIDDEN_FUNCTIONS:
		frappe.throw(_("Use of function {0} in field is restricted").format(name), frappe.DataError)
	if FORBIDDEN_WORDS.search(field) or ("," in field and not found):
		frappe.throw(_("Use of sub-query or function is restricted"), frappe.DataError)
	if not found:
		return [field]
	inside = NAME.match(found.group("inside").strip())
	return [field] if not inside or _is_permitted(inside.group("name"), permitted) else []
