"""Values of documents and of single DocTypes, without loading a document."""

import re
from collections.abc import Iterable, Sequence

import frappe
import frappe.defaults
from frappe import _
from frappe.database.conditions import get_nested, get_where
from frappe.database.schema import coerce, get_table

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
PLAIN_NAME = re.compile(r"\w+$")
ALIASED = re.compile(r"(?P<field>.+?)\s+as\s+`?(?P<alias>\w+)`?$", re.I)


class Values:
	"""The part of `frappe.db` that reads and writes values."""

	def get_value(
		self,
		doctype,
		filters=None,
		fieldname="name",
		ignore=None,
		as_dict=False,
		debug=False,
		order_by=DEFAULT_ORDER,
		cache=False,
		for_update=False,
		*,
		pluck=False,
		distinct=False,
	):
		"""Value of a field of the first document that fits; several fields give a tuple or dict, none None."""
		options = {"ignore": ignore, "as_dict": as_dict, "order_by": order_by, "cache": cache}
		options.update(for_update=for_update, pluck=pluck, distinct=distinct, limit=1)
		rows = self.get_values(doctype, filters, fieldname, **options)
		if not rows:
			return None
		row = rows[0]
		return row if as_dict or pluck or fieldname == "*" or len(row) > 1 else row[0]

	def get_values(
		self,
		doctype,
		filters=None,
		fieldname="name",
		ignore=None,
		as_dict=False,
		debug=False,
		order_by=DEFAULT_ORDER,
		update=None,
		cache=False,
		for_update=False,
		*,
		pluck=False,
		distinct=False,
		limit=None,
	):
		"""Values of the fields of all documents that fit."""
		if filters is None or (filters == doctype and doctype != "DocType"):
			return self._get_values_from_single(doctype, fieldname, as_dict)
		key = (repr(filters), repr(fieldname), as_dict, order_by, limit)
		if cache and key in self.value_cache.get(doctype, {}):
			return self.value_cache[doctype][key]
		has_default_order = order_by == DEFAULT_ORDER
		where, given = get_where(doctype, filters)
		query = "select {distinct}{fields} from `{table}`{where}{order}{limit}{lock}".format(
			distinct="distinct " if distinct else "",
			fields=get_selected(fieldname).replace("%", "%%" if given else "%"),
			table=get_table(doctype),
			where=where,
			order="" if has_default_order and isinstance(filters, list | tuple) else _get_order(order_by),
			limit=f" limit {limit}" if limit else "",
			lock=" for update" if for_update else "",
		)
		try:
			options = {"as_dict": as_dict or fieldname == "*", "update": update, "pluck": pluck}
			rows = self.sql(query, given, ignore_ddl=bool(ignore), **options)
		except self.ProgrammingError as error:
			if not self.is_table_missing(error) or not frappe.get_meta(doctype).issingle:
				raise
			return self._find_single(doctype, fieldname, as_dict, filters)
		if cache:
			self.value_cache.setdefault(doctype, {})[key] = rows
		return rows

	def _get_values_from_single(self, doctype, fieldname, as_dict: bool) -> list:
		if fieldname == "*":
			return [self.get_singles_dict(doctype)]
		fields = [fieldname or "name"] if isinstance(fieldname, str | None) else list(fieldname)
		values = self.get_singles_dict(doctype)
		found = frappe._dict({field: values[field] for field in fields if field in values})
		if not found:
			return []
		return [found if as_dict else [found.get(field) for field in fields]]

	def _find_single(self, doctype: str, fieldname, as_dict: bool, filters) -> list:
		found = self.get_singles_dict(doctype)
		if not isinstance(filters, dict) or any(found.get(key) != value for key, value in filters.items()):
			return []
		return self._get_values_from_single(doctype, fieldname, as_dict)

	# Whether there is something, and how many

	def exists(self, dt, dn=None, cache=False):
		"""Name of a document of this name or of these filters, else None."""
		if isinstance(dt, dict):
			dn = {key: value for key, value in dt.items() if key != "doctype"}
			dt = dt["doctype"]
		is_single = dt == dn and dt != "DocType"
		return dn if is_single else self.get_value(dt, dn, cache=cache, ignore=True, order_by=None)

	def count(self, dt, filters=None, debug=False, cache=False, distinct: bool = True) -> int:
		"""How many documents fit."""
		where, given = get_where(dt, filters)
		return self.sql(f"select count(*) from `{get_table(dt)}`{where}", given)[0][0]

	def get_descendants(self, doctype: str, name: str) -> list[str]:
		"""Names below a node of a tree."""
		return get_nested(doctype, "name", "descendants of", name)

	@staticmethod
	def get_all(*args, **kwargs) -> list:
		"""`frappe.get_all`."""
		return frappe.get_all(*args, **kwargs)

	@staticmethod
	def get_list(*args, **kwargs) -> list:
		"""`frappe.get_list`."""
		return frappe.get_list(*args, **kwargs)

	# Single DocTypes and defaults

	def get_single_value(self, doctype: str, fieldname: str, cache: bool = True):
		"""Value of a field of a single DocType, of the field's type."""
		known = self.value_cache.setdefault(doctype, {})
		if fieldname not in known:
			field = frappe.get_meta(doctype).get_field(fieldname)
			if not field:
				message = _("Field {0} does not exist on {1}")
				frappe.throw(message.format(*map(frappe.bold, (fieldname, doctype))))
			query = "select value from `tabSingles` where doctype = %s and field = %s"
			rows = self.sql(query, (doctype, fieldname))
			known[fieldname] = frappe.utils.cast(field.fieldtype, rows[0][0] if rows else None)
		return known[fieldname]

	def get_singles_dict(self, doctype, debug=False, *, for_update=False, cast=False) -> dict:
		"""All values of a single DocType."""
		lock = " for update" if for_update else ""
		found = self.sql(f"select field, value from `tabSingles` where doctype = %s{lock}", doctype)
		if not cast:
			return frappe._dict(found)
		fields = {df.fieldname: df.fieldtype for df in frappe.get_meta(doctype).fields}
		return frappe._dict((field, frappe.utils.cast(fields.get(field), value)) for field, value in found)

	def set_single_value(
		self,
		doctype,
		fieldname,
		value=None,
		*,
		modified=None,
		modified_by=None,
		update_modified=True,
		debug=False,
	) -> None:
		"""Set one field of a single DocType, or several of a dict."""
		values = self._get_changes(fieldname, value, modified, modified_by, update_modified)
		self.delete("Singles", {"field": ("in", list(values)), "doctype": doctype})
		rows = [(doctype, field, each) for field, each in values.items()]
		self.bulk_insert("Singles", ["doctype", "field", "value"], rows)
		frappe.clear_document_cache(doctype, doctype)
		self.value_cache.pop(doctype, None)

	@staticmethod
	def get_default(key: str, parent: str = "__default"):
		"""The site's default for a key."""
		return frappe.defaults.get_defaults_for(parent).get(key)

	@staticmethod
	def set_default(key: str, val, parent: str = "__default", parenttype: str | None = None) -> None:
		"""Set the site's default for a key."""
		frappe.defaults.set_default(key, val, parent, parenttype)

	def get_global(self, key: str, user: str = "__global"):
		"""A value that the site keeps for itself."""
		return self.get_default(key, user)

	def set_global(self, key: str, val, user: str = "__global") -> None:
		"""Keep a value for the site."""
		self.set_default(key, val, user)

	# Writing

	def set_value(
		self, dt, dn, field, val=None, modified=None, modified_by=None, update_modified=True, debug=False
	) -> None:
		"""Set one field, or several of a dict, where the name or filters fit; runs no controller."""
		stamp = {"modified": modified, "modified_by": modified_by, "update_modified": update_modified}
		if dn is None or dn == dt:
			return self.set_single_value(dt, field, val, **stamp)
		changes = self.coerce_values(get_table(dt), self._get_changes(field, val, **stamp))
		assignments = ", ".join(f"`{column}` = %s" for column in changes)
		where, given = get_where(dt, dn)
		self.sql(f"update `{get_table(dt)}` set {assignments}{where}", [*changes.values(), *given])
		frappe.clear_document_cache(dt, dn if isinstance(dn, str | int) else None)
		self.value_cache.pop(dt, None)
		return None

	def _get_changes(self, field, value, modified, modified_by, update_modified) -> dict:
		values = dict(field) if isinstance(field, dict) else {field: value}
		if update_modified or modified or modified_by:
			values["modified"] = modified or frappe.utils.now()
			values["modified_by"] = modified_by or frappe.session.user
		return values

	def coerce_values(self, table: str, values: dict) -> dict:
		"""The values as the table's columns hold them; refuses what MariaDB's strict mode refuses."""
		types = self.get_column_types(table)
		return {name: coerce(name, types.get(name), value) for name, value in values.items()}

	def bulk_insert(
		self,
		doctype: str,
		fields: Sequence[str],
		values: Iterable[Sequence],
		ignore_duplicates: bool = False,
		*,
		chunk_size: int = 10_000,
	) -> None:
		"""Insert many rows; runs no controller."""
		table = get_table(doctype)
		verb = "insert or ignore" if ignore_duplicates else "insert"
		columns = ", ".join(f"`{field}`" for field in fields)
		query = f"{verb} into `{table}` ({columns}) values ({', '.join(['%s'] * len(fields))})"
		rows = [self.coerce_values(table, dict(zip(fields, row, strict=True))) for row in values]
		self.insert_rows(query, [list(row.values()) for row in rows])

	def delete(self, doctype: str, filters: dict | list | None = None, debug=False) -> tuple:
		"""Delete the rows that fit, all without filters; runs no controller."""
		self.value_cache.pop(doctype, None)
		where, given = get_where(doctype, filters)
		return self.sql(f"delete from `{get_table(doctype)}`{where}", given)


def get_selected(fieldname) -> str:
	"""What a query selects: one field, several, an expression or all."""
	fields = fieldname or "name"
	if isinstance(fields, str):
		fields = [fields] if "(" in fields else fields.split(",")
	return ", ".join(_get_column(str(field).strip()) for field in fields)


def _get_column(field: str) -> str:
	if aliased := ALIASED.match(field):
		return f"{_get_column(aliased.group('field'))} as `{aliased.group('alias')}`"
	return f"`{field}`" if PLAIN_NAME.match(field) else field


def _get_order(order_by: str | None) -> str:
	if order_by == DEFAULT_ORDER:
		order_by = "modified desc"
	if not order_by:
		return ""
	parts = [part.strip() for part in order_by.split(",")]
	return " order by " + ", ".join(
		part if part.lower().endswith((" asc", " desc")) else f"{part} desc" for part in parts
	)
