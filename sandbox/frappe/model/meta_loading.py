"""Where a Meta comes from: the DocType's definition and what was changed of it on the site."""

import json

import frappe
from frappe import _
from frappe.model import child_table_fields, registry, table_fields
from frappe.model.column_values import get_converter
from frappe.model.meta_fields import DocField, MetaRow, place_fields
from frappe.utils import cint

TABLES = ("fields", "permissions", "actions", "links", "states")


class MetaLoading:
	"""Part of `Meta`."""

	def _load(self) -> None:
		if registry.has_definition(self.name):
			definition = registry.get_definition(self.name)
		else:
			definition = self._read_definition()
		self.__dict__.update({key: value for key, value in definition.items() if key not in TABLES})
		self.fields = [DocField(field, parent=self.name) for field in definition["fields"]]
		for table in TABLES[1:]:
			setattr(self, table, [MetaRow(row) for row in definition.get(table) or ()])

	def _read_definition(self) -> dict:
		rows = frappe.db.sql("select * from `tabDocType` where `name` = %s", [self.name], as_dict=True)
		if not rows:
			message = _("{0} {1} not found").format(_("DocType"), self.name)
			frappe.throw(message, frappe.DoesNotExistError(doctype="DocType"))
		definition = rows[0]
		for table, doctype in (("fields", "DocField"), ("permissions", "DocPerm")):
			definition[table] = frappe.db.sql(
				f"select * from `tab{doctype}` where `parent` = %s order by `idx`", [self.name], as_dict=True
			)
		return definition

	def _customise(self) -> None:
		custom = self._read("Custom Field", "dt", "`idx`, `creation`")
		for row in custom:
			self.fields.append(DocField(row, parent=self.name, is_custom_field=1))
		setters = self._read("Property Setter", "doc_type", "`creation`")
		self._apply(setters)
		self.fields = place_fields(self.fields, self.__dict__.get("field_order"))
		if not self.istable:
			if permissions := self._read("Custom DocPerm", "parent", "`creation`, `idx`"):
				self.permissions = [MetaRow(row, doctype="Custom DocPerm") for row in permissions]

	def _read(self, doctype: str, column: str, order: str) -> list:
		query = f"select * from `tab{doctype}` where `{column}` = %s order by {order}"
		return frappe.db.sql(query, [self.name], as_dict=True, ignore_ddl=1) or []

	def _apply(self, setters: list) -> None:
		by_name = {field.fieldname: field for field in self.fields}
		for setter in setters:
			value = setter.value
			if setter.property_type in ("Int", "Check"):
				value = cint(value)
			if setter.doctype_or_field == "DocType":
				self.__dict__[setter.property] = value
			elif setter.doctype_or_field == "DocField":
				if field := by_name.get(setter.field_name):
					field[setter.property] = value
			else:
				raise NotImplementedError(f"Property Setter of {setter.doctype_or_field}")

	def _index(self) -> None:
		order = self.__dict__.get("field_order")
		if isinstance(order, str):
			self.__dict__["field_order"] = json.loads(order)
		self._fields = {field.fieldname: field for field in self.fields}
		self._table_fields = [field for field in self.fields if field.fieldtype in table_fields]
		self._table_doctypes = {field.fieldname: field.options for field in self._table_fields}
		columns = [name for name in self.default_fields if name != "doctype"]
		columns += [field.fieldname for field in self.fields if field.has_column()]
		self.columns = []
		self._valid_columns = columns + (list(child_table_fields) if self.istable else [])
		for name in self._valid_columns:
			field = self._fields.get(name)
			self.columns.append((name, field, field and get_converter(field)))
		self._by_type: dict = {}
		self._answers: dict = {}
		for number, field in enumerate(self.fields, 1):
			field["idx"] = number
			self._by_type.setdefault(field.fieldtype, []).append(field)
