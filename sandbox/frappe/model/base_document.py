"""What a document and a row have in common: their values, and how they are written to the database."""

import weakref

import frappe
from frappe.model import child_table_fields, default_fields, float_like_fields, registry
from frappe.model.checks import Checks
from frappe.model.column_values import MOMENTS, refuse_list
from frappe.model.docstatus import DocStatus
from frappe.model.row_as_text import RowAsText
from frappe.model.row_in_database import RowInDatabase
from frappe.utils import cint, cstr, flt

UNPICKLABLE = ("_meta", "_parent_doc", "_permitted_fieldnames")
KEPT_KEYS = ("__islocal", "__onload", "__unsaved", "_user_tags", "_liked_by", "_comments", "_assign")
RESERVED = {"doctype", "meta", "flags", "parent_doc", "_parent_doc", "_table_fieldnames", "_meta"}
_controllers: dict[tuple[str, str], type] = {}


def get_controller(doctype: str) -> type:
	"""The Python class of a DocType. Raises ImportError where there is no such DocType."""
	key = (frappe.local.site, doctype)
	if key not in _controllers:
		_controllers[key] = import_controller(doctype)
	return _controllers[key]


def clear_controllers(doctype: str | None = None) -> None:
	"""Look for the classes again."""
	for key in [key for key in _controllers if doctype in (None, key[1])]:
		del _controllers[key]


def import_controller(doctype: str) -> type:
	"""Find the class: an override in the hooks, the DocType's own module, or `Document`."""
	from frappe.model.document import Document
	from frappe.modules.utils import load_doctype_module
	from frappe.utils.nestedset import NestedSet, Tree

	if overrides := frappe.get_hooks("override_doctype_class", {}).get(doctype):
		return frappe.get_attr(overrides[-1])
	module, custom = _get_module_of(doctype)
	class_name = doctype.replace(" ", "").replace("-", "")
	if custom:
		return NestedSet if frappe.get_meta(doctype).is_tree else Document
	try:
		return getattr(load_doctype_module(doctype, module), class_name)
	except ModuleNotFoundError:
		base = Tree if registry.get_definition(doctype).get("is_tree") else Document
		return type(class_name, (base,), {"__module__": "frappe.model.document"})


def _get_module_of(doctype: str) -> tuple[str, bool]:
	if registry.has_definition(doctype):
		return registry.get_definition(doctype)["module"], False
	found = frappe.db.get_value("DocType", doctype, ("module", "custom"))
	if not found:
		name = frappe.scrub(doctype)
		raise ImportError(
			f"Module import failed for {doctype}, the DocType you're trying to open might be deleted."
			f"\nError: No module named 'frappe.core.doctype.{name}'"
		)
	return found[0], bool(found[1])


def _rebuild(doctype: str) -> "BaseDocument":
	"""An empty document of the DocType's class, to be filled by `pickle` or `copy`."""
	return object.__new__(get_controller(doctype))


class BaseDocument(Checks, RowInDatabase, RowAsText):
	"""Values of a document, its child tables and its row in the database."""

	def __init__(self, d):
		if doctype := d.get("doctype"):
			self.doctype = doctype
		self.flags = getattr(self, "flags", frappe._dict())
		self._table_fieldnames = set(self.meta._table_doctypes)
		self.update(d)
		self.dont_update_if_missing = []
		getattr(self, "__setup__", lambda: None)()

	def __getstate__(self):
		return {key: value for key, value in self.__dict__.items() if key not in UNPICKLABLE}

	def __reduce__(self):
		return _rebuild, (self.doctype,), self.__getstate__()

	@property
	def meta(self):
		"""Fields and settings of the document's DocType."""
		if (meta := self.__dict__.get("_meta")) is None:
			meta = self.__dict__["_meta"] = frappe.get_meta(self.doctype)
		return meta

	@property
	def parent_doc(self):
		"""The document that a row belongs to."""
		parent = self.__dict__.get("_parent_doc")
		return parent() if parent else None

	@parent_doc.setter
	def parent_doc(self, value):
		self.__dict__["_parent_doc"] = weakref.ref(value) if value is not None else None

	@property
	def docstatus(self) -> DocStatus:
		"""Draft, submitted or cancelled."""
		return DocStatus(cint(self.__dict__.get("docstatus")))

	@docstatus.setter
	def docstatus(self, value):
		self.__dict__["docstatus"] = DocStatus(cint(value))

	def _get_table_fields(self) -> list:
		return self.meta.get_table_fields()

	def get_table_field_doctype(self, fieldname: str) -> str | None:
		"""DocType of the rows of a child table."""
		df = self.meta.get_field(fieldname)
		if df is None:
			raise AttributeError("'NoneType' object has no attribute 'options'")
		return df.options

	# Values

	def update(self, d):
		"""Take over values; returns the document."""
		if "name" in d:
			self.name = d["name"]
		tables = () if self.flags.ignore_children else self._table_fieldnames
		for key, value in list(d.items()):
			if key in tables:
				self.set(key, value)
			elif key not in RESERVED:
				self.__dict__[key] = value
		return self

	def update_if_missing(self, d) -> None:
		"""Take over values of fields that are empty here."""
		values = d.get_valid_dict() if isinstance(d, BaseDocument) else d
		for key, value in values.items():
			if value is not None and self.get(key) is None and key not in self.dont_update_if_missing:
				self.set(key, value)

	def get(self, key, filters=None, limit=None, default=None):
		"""A value, or the rows of a child table that match `filters`."""
		if isinstance(key, dict):
			return _filter(self.get_all_children(), key, limit=limit)
		if filters and not isinstance(filters, dict):
			default, filters = filters, None
		value = self.__dict__.get(key, default)
		if value is None and key == "docstatus":
			return self.docstatus
		if filters:
			return _filter(value or [], filters, limit=limit)
		if limit and isinstance(value, list | tuple):
			value = value[:limit]
		return value

	def set(self, key, value, as_value=False) -> None:
		"""Set a value; a list of dicts becomes the rows of a child table."""
		if key in RESERVED:
			return
		is_table = not as_value and key in self._table_fieldnames
		self.__dict__[key] = [] if is_table else value
		if is_table and value:
			self.extend(key, value)

	def append(self, key: str, value=None, position: int = -1):
		"""Add a row to a child table and return it."""
		rows = self.__dict__.get(key)
		if rows is None:
			rows = self.__dict__[key] = []
		row = self._init_child({} if value is None else value, key)
		if position == -1:
			rows.append(row)
		else:
			rows.insert(position, row)
			for number, one in enumerate(rows, 1):
				one.idx = number
		row.parent_doc = self
		return row

	def extend(self, key: str, value) -> None:
		"""Add rows to a child table."""
		if not hasattr(value, "__iter__") or isinstance(value, str):
			raise ValueError
		for row in list(value):
			self.append(key, row)

	def remove(self, doc) -> None:
		"""Take a row out of its child table."""
		rows = self.get(doc.parentfield)
		rows.remove(doc)
		for number, row in enumerate(rows, 1):
			row.idx = number

	def _init_child(self, value, key: str):
		if not isinstance(value, BaseDocument):
			value["doctype"] = self.get_table_field_doctype(key)
			if not value["doctype"]:
				raise AttributeError(key)
			value = get_controller(value["doctype"])(value)
		value.parent, value.parenttype, value.parentfield = self.name, self.doctype, key
		if value.get("docstatus") is None:
			value.docstatus = 0
		if not value.get("idx"):
			value.idx = len(self.get(key) or []) + 1
		if not value.get("name"):
			value.__dict__["__islocal"] = 1
		return value

	def init_valid_columns(self) -> None:
		"""Give every field of the DocType that has no value yet None."""
		for key in default_fields:
			self.__dict__.setdefault(key, None)
		for key in ("docstatus", "idx"):
			if self.__dict__[key] is None:
				self.__dict__[key] = 0
		for key in self.get_valid_columns():
			self.__dict__.setdefault(key, None)

	def get_valid_columns(self) -> list[str]:
		"""Fields that stand in the database."""
		return self.meta.get_valid_columns()

	def is_new(self) -> bool:
		"""Was it never saved?"""
		return self.get("__islocal")

	def get_valid_dict(
		self, sanitize=True, convert_dates_to_str=False, ignore_nulls=False, ignore_virtual=False
	) -> frappe._dict:
		"""The values as they go to the database."""
		found = frappe._dict()
		values = self.__dict__
		for fieldname, df, convert in self.meta.columns:
			value = values.get(fieldname)
			if isinstance(value, list) and df:
				refuse_list(df)
			if convert:
				value = convert(value)
			if convert_dates_to_str and isinstance(value, MOMENTS):
				value = str(value)
			if value is not None or not ignore_nulls:
				found[fieldname] = value
		found["docstatus"] = self.docstatus
		return found

	def as_dict(
		self,
		no_nulls=False,
		no_default_fields=False,
		convert_dates_to_str=False,
		no_child_table_fields=False,
		no_private_properties=False,
	) -> dict:
		"""The values as a dict, child tables as lists of dicts."""
		doc = self.get_valid_dict(convert_dates_to_str=convert_dates_to_str, ignore_nulls=no_nulls)
		doc["doctype"] = self.doctype
		for fieldname in (df.fieldname for df in self._get_table_fields()):
			doc[fieldname] = [
				row.as_dict(no_nulls, no_default_fields, convert_dates_to_str, no_child_table_fields)
				if isinstance(row, BaseDocument)
				else row
				for row in self.get(fieldname) or []
			]
		left_out = (default_fields if no_default_fields else ()) + (
			child_table_fields if no_child_table_fields else ()
		)
		for key in left_out:
			doc.pop(key, None)
		if not no_private_properties:
			doc.update({key: self.get(key) for key in KEPT_KEYS if self.get(key)})
		return doc

	def as_json(self) -> str:
		"""The values as JSON."""
		return frappe.as_json(self.as_dict())

	def _fix_numeric_types(self) -> None:
		for df in self.meta.get("fields"):
			if df.fieldtype == "Check":
				self.__dict__[df.fieldname] = cint(self.__dict__.get(df.fieldname))
			elif self.__dict__.get(df.fieldname) is None:
				continue
			elif df.fieldtype == "Int":
				self.__dict__[df.fieldname] = cint(self.__dict__[df.fieldname])
			elif df.fieldtype in float_like_fields:
				self.__dict__[df.fieldname] = flt(self.__dict__[df.fieldname])
		if self.__dict__.get("docstatus") is not None:
			self.docstatus = cint(self.__dict__["docstatus"])


def _filter(data, filters: dict, limit=None) -> list:
	"""Rows that match: plain values, True for any value, `"^..."` for a beginning, or `(operator, value)`."""
	found = []
	for row in data:
		if all(_matches(row.get(key), wanted) for key, wanted in filters.items()):
			found.append(row)
			if limit and len(found) == limit:
				break
	return found


def _matches(value, wanted) -> bool:
	from frappe.utils import compare

	if isinstance(wanted, bool):
		return (value is not None) == wanted or not wanted
	if isinstance(wanted, list | tuple):
		return compare(value, wanted[0], wanted[1])
	if isinstance(wanted, str) and wanted.startswith("^"):
		return cstr(value).startswith(wanted[1:])
	return value == wanted
