"""Values of documents and of single DocTypes, without loading a document."""

import re
import warnings
from collections.abc import Iterable, Sequence

import frappe
from frappe import _
from frappe.database.conditions import get_where, quote_name
from frappe.database.types import coerce

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
PLAIN_NAME = re.compile(r"\w+$")
ALIASED = re.compile(r"(?P<field>.+?)\s+as\s+`?(?P<alias>\w+)`?$", re.I)


def get_table(doctype: str) -> str:
	"""Name of the DocType's table."""
	return doctype if doctype.startswith("__") else f"tab{doctype}"


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
		run=True,
		pluck=False,
		distinct=False,
		skip_locked=False,
		wait=True,
	):
		"""Value of a field of the first document that fits; several fields give a tuple or dict, none None."""
		rows = self.get_values(
			doctype,
			filters,
			fieldname,
			ignore=ignore,
			as_dict=as_dict,
			debug=debug,
			order_by=order_by,
			cache=cache,
			for_update=for_update,
			run=run,
			pluck=pluck,
			distinct=distinct,
			limit=1,
			skip_locked=skip_locked,
			wait=wait,
		)
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
		run=True,
		pluck=False,
		distinct=False,
		limit=None,
		skip_locked=False,
		wait=True,
	):
		"""Values of the fields of all documents that fit."""
		if filters is None or (filters == doctype and doctype != "DocType"):
			return self._get_values_from_single(doctype, fieldname, as_dict, for_update)
		key = (repr(filters), repr(fieldname), as_dict, order_by, limit)
		if cache and key in self.value_cache.get(doctype, {}):
			return self.value_cache[doctype][key]
		if not run:
			raise NotImplementedError("frappe.db.get_values: run=False")
		by_default = order_by == DEFAULT_ORDER
		where, given = get_where(doctype, filters)
		query = "select {distinct}{fields} from `{table}`{where}{order}{limit}{lock}".format(
			distinct="distinct " if distinct else "",
			fields=get_selected(fieldname).replace("%", "%%" if given else "%"),
			table=get_table(doctype),
			where=where,
			order="" if by_default and isinstance(filters, list | tuple) else _get_order(order_by),
			limit=f" limit {limit}" if limit else "",
			lock=_get_lock(for_update, skip_locked, wait),
		)
		options = {"as_dict": as_dict or fieldname == "*", "debug": debug, "update": update}
		try:
			rows = self.sql(query, given, pluck=pluck, ignore_ddl=bool(ignore), **options)
		except self.ProgrammingError as error:
			if not self.is_table_missing(error):
				raise
			return self._get_values_from_single(doctype, fieldname, as_dict, for_update, filters)
		if cache:
			self.value_cache.setdefault(doctype, {})[key] = rows
		return rows

	def _get_values_from_single(self, doctype, fieldname, as_dict, for_update, filters=None) -> list:
		if fieldname == "*" or filters:
			return self._find_single(doctype, fieldname, as_dict, filters or {})
		fields = [fieldname or "name"] if isinstance(fieldname, str | None) else list(fieldname)
		where, given = get_where("Singles", {"field": ("in", fields), "doctype": doctype})
		lock = " for update" if for_update else ""
		rows = self.sql(f"select field, value from `tabSingles`{where}{lock}", given)
		if not rows:
			return []
		found = dict(rows)
		if as_dict:
			return [frappe._dict((field, found[field]) for field in fields if field in found)]
		return [[found.get(field) for field in fields]]

	def _find_single(self, doctype: str, fieldname, as_dict: bool, filters) -> list:
		found = self.get_singles_dict(doctype)
		if not isinstance(filters, dict) or any(found.get(key) != value for key, value in filters.items()):
			return []
		if as_dict or fieldname == "*":
			return [found]
		return [[found.get(field) for field in ([fieldname] if isinstance(fieldname, str) else fieldname)]]

	def get(self, doctype, filters=None, as_dict=True, cache=False):
		"""All columns of the first document that fits."""
		return self.get_value(doctype, filters, "*", as_dict=as_dict, cache=cache)

	# Single DocTypes

	def get_single_value(self, doctype: str, fieldname: str, cache: bool = True):
		"""Value of a field of a single DocType, of the field's type."""
		known = self.value_cache[doctype] if doctype in self.value_cache else {}
		if fieldname in known:
			return known[fieldname]
		field = frappe.get_meta(doctype).get_field(fieldname)
		if not field:
			message = _("Field {0} does not exist on {1}")
			frappe.throw(message.format(*map(frappe.bold, (fieldname, doctype))))
		value = frappe.utils.cast(field.fieldtype, self._read_single(doctype, fieldname))
		self.value_cache.setdefault(doctype, {})[fieldname] = value
		return value

	def _read_single(self, doctype: str, fieldname: str):
		query = "select value from `tabSingles` where doctype = %s and field = %s"
		rows = self.sql(query, (doctype, fieldname))
		return rows[0][0] if rows else None

	def get_singles_dict(self, doctype, debug=False, *, for_update=False, cast=False) -> dict:
		"""All values of a single DocType."""
		lock = " for update" if for_update else ""
		query = "select field, value from `tabSingles` where doctype = %s"
		found = frappe._dict(self.sql(query + lock, doctype, debug=debug))
		if not cast:
			return found
		fields = {df.fieldname: df.fieldtype for df in frappe.get_meta(doctype).fields}
		return frappe._dict(
			(field, frappe.utils.cast(fields[field], value) if field in fields else value)
			for field, value in found.items()
		)

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
		self.delete("Singles", {"field": ("in", list(values)), "doctype": doctype}, debug=debug)
		rows = [(doctype, field, each) for field, each in values.items()]
		self.bulk_insert("Singles", ["doctype", "field", "value"], rows)
		frappe.clear_document_cache(doctype, doctype)
		self.value_cache.pop(doctype, None)

	# Writing

	def set_value(
		self,
		dt,
		dn,
		field,
		val=None,
		modified=None,
		modified_by=None,
		update_modified=True,
		debug=False,
	) -> None:
		"""Set one field, or several of a dict, where the name or filters fit; runs no controller."""
		if dn is None or dn == dt:
			message = "Calling db.set_value on single doctype is deprecated. Use db.set_single_value instead."
			warnings.warn(message, DeprecationWarning, stacklevel=2)
			return self.set_single_value(
				dt,
				field,
				val,
				modified=modified,
				modified_by=modified_by,
				update_modified=update_modified,
				debug=debug,
			)
		values = self._get_changes(field, val, modified, modified_by, update_modified)
		changes = self.coerce_values(get_table(dt), values)
		assignments = ", ".join(f"{quote_name(column)} = %s" for column in changes)
		where, given = get_where(dt, dn)
		self.sql(
			f"update `{get_table(dt)}` set {assignments}{where}", [*changes.values(), *given], debug=debug
		)
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
		return {name: coerce(table, name, types.get(name), value) for name, value in values.items()}

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
		verb = "insert ignore" if ignore_duplicates else "insert"
		marks = ", ".join(["%s"] * len(fields))
		columns = ", ".join(map(quote_name, fields))
		query = f"{verb} into `{table}` ({columns}) values ({marks})"
		rows = [self.coerce_values(table, dict(zip(fields, row, strict=True))) for row in values]
		self.insert_rows(query, [list(row.values()) for row in rows])

	def delete(self, doctype: str, filters: dict | list | None = None, debug=False, **kwargs) -> tuple:
		"""Delete the rows that fit, all without filters; runs no controller."""
		filters = filters or kwargs.pop("conditions", None)
		if kwargs:
			raise NotImplementedError(f"frappe.db.delete: {', '.join(kwargs)}")
		self.value_cache.pop(doctype, None)
		where, given = get_where(doctype, filters)
		return self.sql(f"delete from `{get_table(doctype)}`{where}", given, debug=debug)


def get_selected(fieldname) -> str:
	"""What a query selects: one field, several, an expression or all."""
	fields = fieldname or "name"
	if isinstance(fields, str):
		fields = [fields] if "(" in fields else fields.split(",")
	return ", ".join(_get_column(str(field).strip()) for field in fields)


def _get_column(field: str) -> str:
	if aliased := ALIASED.match(field):
		return f"{_get_column(aliased.group('field'))} as `{aliased.group('alias')}`"
	return quote_name(field) if PLAIN_NAME.match(field) else field


def _get_order(order_by: str | None) -> str:
	if order_by == DEFAULT_ORDER:
		order_by = "modified desc"
	if not order_by:
		return ""
	parts = [part.strip() for part in order_by.split(",")]
	return " order by " + ", ".join(
		part if part.lower().endswith((" asc", " desc")) else f"{part} desc" for part in parts
	)


def _get_lock(for_update: bool, skip_locked: bool, wait: bool) -> str:
	if not for_update:
		return ""
	return " for update" + (" skip locked" if skip_locked else "" if wait else " nowait")
