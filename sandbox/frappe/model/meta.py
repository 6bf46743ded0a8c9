"""Meta: a DocType as it is on this site, with its custom fields, property setters and permissions."""

import functools

import frappe
from frappe.model import data_fieldtypes, default_fields, registry, std_fields
from frappe.model.field_formats import (  # noqa: F401
	get_default_df,
	get_field_currency,
	get_field_precision,
)
from frappe.model.meta_fields import MetaRow
from frappe.model.meta_loading import TABLES, MetaLoading
from frappe.model.meta_rights import MetaRights
from frappe.utils import cint

SPECIAL = frozenset(
	("DocField", "DocPerm", "DocType", "Module Def", "DocType Action", "DocType Link", "DocType State")
)
_metas: dict[tuple[str, str], tuple] = {}


def get_meta(doctype: str, cached: bool = True) -> "Meta":
	"""The Meta of a DocType. Raises DoesNotExistError."""
	if isinstance(doctype, Meta):
		return doctype
	checked = _get_checked()
	if not cached or doctype not in checked:
		checked[doctype] = _get_current(doctype, cached)
	return checked[doctype]


def _get_checked() -> dict[str, "Meta"]:
	"""Metas that this transaction knows to be right."""
	database = getattr(frappe.local, "db", None)
	if not database or frappe.local.flags.get("in_install_db"):
		return {}
	database.get_version()
	return database.own_cache.setdefault("metas", {})


def _get_current(doctype: str, cached: bool) -> "Meta":
	key = (frappe.local.site_path, doctype)
	stamp = _get_stamps().get(doctype)
	known = _metas.get(key) if cached else None
	if not known or known[0] != stamp:
		known = _metas[key] = (stamp, Meta(doctype))
	return known[1]


def clear_meta_cache(doctype: str | None = None) -> None:
	"""Read the customisations again."""
	from frappe.model.base_document import clear_controllers

	for key in [key for key in _metas if doctype in (None, key[1])]:
		del _metas[key]
	clear_controllers(doctype)
	if getattr(frappe.local, "db", None):
		for kept in ("meta_stamps", "metas"):
			frappe.db.own_cache.pop(kept, None)


def _get_stamps() -> dict[str, tuple]:
	"""When each DocType was customised last, read once in a transaction."""
	database = getattr(frappe.local, "db", None)
	if not database or frappe.flags.in_install_db:
		return {}
	database.get_version()
	if (stamps := database.own_cache.get("meta_stamps")) is None:
		stamps = database.own_cache["meta_stamps"] = _read_stamps()
	return stamps


def _read_stamps() -> dict[str, tuple]:
	stamps: dict[str, tuple] = {}
	for table, column in (
		("Custom Field", "dt"),
		("Property Setter", "doc_type"),
		("Custom DocPerm", "parent"),
	):
		query = f"select `{column}`, count(*), max(`modified`) from `tab{table}` group by `{column}`"
		for doctype, number, modified in frappe.db.sql(query, ignore_ddl=1):
			stamps[doctype] = (*stamps.get(doctype, ()), table, number, modified)
	for doctype, modified in frappe.db.sql(
		"select `name`, `modified` from `tabDocType` where `custom` = 1", ignore_ddl=1
	):
		stamps[doctype] = (*stamps.get(doctype, ()), modified)
	return stamps


@functools.cache
def _get_defaults() -> dict:
	"""What a property is where the definition does not name it: checks are off."""
	fields = registry.get_definition("DocType")["fields"]
	return {
		field["fieldname"]: 0 if field["fieldtype"] in ("Check", "Int") else field.get("default")
		for field in fields
		if field["fieldtype"] in data_fieldtypes
	}


class Meta(MetaLoading, MetaRights):
	"""Fields, permissions and settings of a DocType."""

	default_fields = list(default_fields[1:])
	standard_set_once_fields = (
		MetaRow(fieldname="creation", fieldtype="Datetime"),
		MetaRow(fieldname="owner", fieldtype="Data"),
	)

	def __init__(self, doctype: str):
		self.doctype, self.name = "DocType", doctype
		self.__dict__.update(_get_defaults())
		self._load()
		if doctype not in SPECIAL and getattr(frappe.local, "db", None) and not frappe.flags.in_install_db:
			self._customise()
		self._index()

	def __repr__(self) -> str:
		return f"<Meta: {self.name}>"

	def __deepcopy__(self, memo):
		return self

	# Reading

	def get(self, key, filters=None, limit=None, default=None):
		"""A setting, or the rows of `fields`, `permissions`, ... that match."""
		from frappe.model.base_document import _filter

		value = self.__dict__.get(key)
		if value is None:
			value = default
		if not isinstance(filters, dict):
			return value
		if self._answers.get("revision") != MetaRow.revision:
			self._answers = {"revision": MetaRow.revision}
		question = f"{key} {filters} {limit}"
		if question not in self._answers:
			self._answers[question] = _filter(value or [], filters, limit)
		return list(self._answers[question])

	def as_dict(self, no_nulls: bool = False) -> dict:
		"""Settings and fields as a dict."""
		values = {key: value for key, value in self.__dict__.items() if key[0] != "_" and key != "columns"}
		for table in TABLES:
			values[table] = [row.as_dict() for row in values[table]]
		return frappe._dict(
			{key: value for key, value in values.items() if not no_nulls or value is not None}
		)

	def get_field(self, fieldname: str):
		"""A field, or None."""
		return self._fields.get(fieldname)

	def has_field(self, fieldname: str) -> bool:
		"""Is there such a field?"""
		return fieldname in self._fields

	def get_label(self, fieldname: str) -> str:
		"""Label of a field, also of a standard one."""
		if df := self.get_field(fieldname):
			return df.get("label")
		return STANDARD_LABELS.get(fieldname, "No Label")

	def _of_type(self, *fieldtypes: str) -> list:
		return [df for fieldtype in fieldtypes for df in self._by_type.get(fieldtype, ())]

	def get_link_fields(self) -> list:
		"""Fields that link to a DocType."""
		return [df for df in self._of_type("Link") if df.options != "[Select]"]

	def get_dynamic_link_fields(self) -> list:
		"""Fields that link to a DocType which another field names."""
		return self._of_type("Dynamic Link")

	def get_data_fields(self) -> list:
		"""Fields of one line of text."""
		return self._of_type("Data")

	def get_select_fields(self) -> list:
		"""Fields with a choice."""
		return [df for df in self._of_type("Select") if df.options not in ("[Select]", "Loading...")]

	def get_table_fields(self) -> list:
		"""Child tables."""
		return self._table_fields

	def get_table_field_doctype(self, fieldname: str) -> str | None:
		"""DocType of the rows of a child table."""
		return self._table_doctypes.get(fieldname)

	def get_set_only_once_fields(self) -> list:
		"""Fields that stay as they were saved first."""
		return [df for df in self.fields if df.set_only_once] + list(self.standard_set_once_fields)

	def get_high_permlevel_fields(self) -> list:
		"""Fields above permission level 0."""
		return [df for df in self.fields if cint(df.permlevel) > 0]

	def get_valid_columns(self) -> list[str]:
		"""Fields that stand in the database."""
		return self._valid_columns

	def get_fieldnames_with_value(self, with_field_meta=False, with_virtual_fields=False) -> list:
		"""Fields that hold a value."""
		fields = [df for df in self.fields if df.has_column() or (with_virtual_fields and df.holds_value())]
		return fields if with_field_meta else [df.fieldname for df in fields]

	def get_fields_to_fetch(self, link_fieldname: str | None = None) -> list:
		"""Fields that take their value from a linked document."""
		fetched = self.get("fields", {"fetch_from": True})
		fields = [df for df in fetched if df.fetch_from and df.has_column()]
		if link_fieldname:
			fields = [df for df in fields if df.fetch_from.split(".", 1)[0] == link_fieldname]
		return fields

	def get_title_field(self) -> str:
		"""The field that names a document, else `name`."""
		return self.title_field or ("title" if self.has_field("title") else "name")

	def get_search_fields(self) -> list[str]:
		"""Fields that a link search reads."""
		fields = [name.strip() for name in (self.search_fields or "name").split(",")]
		return fields if "name" in fields else [*fields, "name"]

	def get_naming_series_options(self) -> list[str]:
		"""The series to choose from."""
		df = self.get_field("naming_series")
		return df.options.split("\n") if df else []

	def get_workflow(self) -> str | None:
		"""The active workflow."""
		from frappe.model.workflow import get_workflow_name

		return get_workflow_name(self.name)


STANDARD_LABELS = {field["fieldname"]: field["label"] for field in std_fields}


def is_single(doctype: str) -> bool:
	"""Has the DocType one document only?"""
	return bool(get_meta(doctype).issingle)


def get_table_columns(doctype: str) -> list[str]:
	"""Columns in the database."""
	return frappe.db.get_table_columns(doctype)
