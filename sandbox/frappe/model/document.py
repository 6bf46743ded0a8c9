"""Documents: they are read, inserted, saved, submitted, cancelled and deleted here."""

import frappe
from frappe import _
from frappe.model.base_document import BaseDocument, get_controller
from frappe.model.document_checks import DocumentChecks
from frappe.model.document_inserting import DocumentInserting
from frappe.model.document_rights import DocumentRights
from frappe.model.document_saving import DocumentSaving
from frappe.model.document_steps import DocumentSteps
from frappe.utils import now


def get_doc(*args, **kwargs) -> "Document":
	"""A document: `get_doc("Note", name)`, `get_doc("Note", filters)`, `get_doc({...})` or by keywords."""
	first = args[0] if args else kwargs
	if isinstance(first, BaseDocument):
		return first
	if isinstance(first, str):
		return get_controller(first)(*args, **kwargs)
	_check_values(first)
	return get_controller(first["doctype"])(*args, **first)


def _check_values(values) -> None:
	is_dict = isinstance(values, dict)
	if is_dict and "doctype" in values:
		return
	need = '"doctype" is a required key'
	raise ValueError(need if is_dict else "First non keyword argument must be a string or dict")


class Document(
	DocumentInserting, DocumentSaving, DocumentSteps, DocumentChecks, DocumentRights, BaseDocument
):
	"""A document. Its class has the methods that run at each step of its life."""

	def __init__(self, *args, **kwargs):
		self.doctype, self.name, self.flags = None, None, frappe._dict()
		if args and isinstance(args[0], str):
			self._init_by_name(*args, **kwargs)
		else:
			self._init_by_values(args[0] if args and isinstance(args[0], dict) else kwargs)

	def _init_by_values(self, values: dict) -> None:
		if not values:
			raise ValueError("Illegal arguments")
		super().__init__(values)
		for prepare in (self.init_child_tables, self.init_valid_columns):
			prepare()

	def _init_by_name(self, doctype: str, name=None, *, for_update=None) -> None:
		self.doctype = doctype
		self.name = doctype if name is None and self.meta.issingle else name
		if isinstance(name, dict | list):
			self.name = frappe.db.get_value(doctype, name, "name", for_update=for_update)
			if self.name is None:
				self._throw_not_found(name)
		self.flags.for_update = for_update
		self.load_from_db()

	def __repr__(self) -> str:
		words = [f"{type(self).__name__}: {self.name or 'unsaved'}"]
		words += [f"{key}={value}" for key in ("docstatus", "parent") if (value := getattr(self, key, None))]
		return f"<{' '.join(words)}>"

	def __str__(self) -> str:
		return f"{type(self).__name__}({self.name or 'unsaved'})"

	# Reading

	def load_from_db(self):
		"""Read the document and its rows; returns the document."""
		for_update, is_single = self.flags.for_update, self.meta.issingle
		self.flags.update(ignore_children=True)
		values = self._read_single(for_update) if is_single else self._read_row(for_update)
		BaseDocument.__init__(self, values)
		for mend in (self.init_valid_columns, self._fix_numeric_types) if is_single else ():
			mend()
		self.flags.pop("ignore_children", None)
		self.load_children_from_db(for_update)
		getattr(self, "__setup__", lambda: None)()
		return self

	def _read_row(self, for_update) -> dict:
		row = None
		if self.name is not None:
			how = {"as_dict": True, "for_update": for_update}
			row = frappe.db.get_value(self.doctype, self.name, "*", **how)
		return row or self._throw_not_found(self.name)

	def _throw_not_found(self, name) -> None:
		message = _("{0} {1} not found").format(_(self.doctype), name)
		frappe.throw(message, frappe.DoesNotExistError(doctype=self.doctype))

	def _read_single(self, for_update) -> dict:
		values = frappe.db.get_singles_dict(self.doctype, for_update=bool(for_update))
		if not values:
			values = frappe.new_doc(self.doctype, as_dict=True)
			values.pop("name", None)
			values.pop("__islocal", None)
			values.pop("__unsaved", None)
		values["name"] = self.doctype
		return values

	def load_children_from_db(self, for_update=None) -> None:
		"""Read the rows of the child tables."""
		how = {"as_dict": True, "order_by": "idx asc", "for_update": for_update}
		for table in self._get_table_fields():
			place = {"parent": self.name, "parenttype": self.doctype, "parentfield": table.fieldname}
			is_filled = not table.get("is_virtual") and frappe.db.has_rows(table.options, *place.values())
			rows = frappe.db.get_values(table.options, place, "*", **how) if is_filled else []
			self.set(table.fieldname, rows)

	def init_child_tables(self) -> None:
		"""Give every child table without rows an empty list."""
		values = self.__dict__
		values.update({name: [] for name in self._table_fieldnames if values.get(name) is None})

	def reload(self):
		"""Read the document again."""
		self.load_from_db()
		return self

	def get_latest(self):
		"""The document as the database has it now."""
		if not getattr(self, "_latest", None):
			self._latest = frappe.get_doc(self.doctype, self.name)
		return self._latest

	def get_doc_before_save(self):
		"""The document as it was before it is saved now; None while it is inserted."""
		return self.__dict__.get("_doc_before_save")

	def load_doc_before_save(self, *, raise_exception: bool = False) -> None:
		"""Read what the database has, and lock the row."""
		before = None
		try:
			if not self.is_new():
				before = frappe.get_doc(self.doctype, self.name, for_update=True)
		except frappe.DoesNotExistError:
			if raise_exception:
				raise
			frappe.clear_last_message()
		finally:
			self._doc_before_save = before

	def has_value_changed(self, fieldname: str) -> bool:
		"""Will the save change this field?"""
		before = self.get_doc_before_save()
		if not before:
			return True
		old, new = before.get_value(fieldname), self.get_value(fieldname)
		return old != new

	def get_all_children(self, parenttype=None) -> list:
		"""The rows of all child tables."""
		fields = [df for df in self._get_table_fields() if parenttype in (None, df.options)]
		return [row for df in fields for row in self.get(df.fieldname) or []]

	# Single values

	def db_set(self, fieldname, value=None, update_modified=True, notify=False, commit=False):
		"""Write values of the saved document, without its checks."""
		is_saving = (self.doctype, self.name) in frappe.flags.currently_saving
		self.update(fieldname if isinstance(fieldname, dict) else {fieldname: value})
		if update_modified and not is_saving:
			self.update({"modified": now(), "modified_by": frappe.session.user})
		if self.get_doc_before_save() is None:
			self.load_doc_before_save()
		self.run_method("before_change")
		if self.name is None:
			return
		changed = fieldname if isinstance(fieldname, dict) else {fieldname: self.get(fieldname)}
		stamp = (self.modified, self.modified_by)
		frappe.db.set_value(self.doctype, self.name, changed, None, *stamp, update_modified=update_modified)
		self._tell_of_change(notify)
		if commit:
			frappe.db.commit()

	def _tell_of_change(self, notify: bool) -> None:
		self.run_method("on_change")
		for tell in (self.notify_update, self.clear_cache) if notify else (self.clear_cache,):
			tell()

	def db_get(self, fieldname: str):
		"""A value as the database has it."""
		key = (self.doctype, self.name)
		return frappe.db.get_value(*key, fieldname)

	def update_modified(self) -> None:
		"""Say that the document was changed now."""
		self.update({"modified": now()})
		change = {"modified": self.modified}
		frappe.db.set_value(self.doctype, self.name, change, update_modified=False)


class NotOffered(Document):
	"""A DocType whose fields are here and whose work is not."""

	def validate(self):
		raise NotImplementedError(f"saving a {self.doctype}")
