"""How a document or a row is written to the database and read from it, without any check."""

import frappe
from frappe import _
from frappe.utils import now


class RowInDatabase:
	"""Part of `BaseDocument`."""

	def db_insert(self, ignore_if_duplicate=False) -> None:
		"""Write a new row, without any check."""
		if not self.name:
			from frappe.model.naming import set_new_name

			set_new_name(self)
		if not self.creation:
			self.creation = self.modified = now()
			self.owner = self.modified_by = frappe.session.user
		values = self.get_valid_dict(convert_dates_to_str=True, ignore_virtual=True)
		values = frappe.db.coerce_values(f"tab{self.doctype}", values)
		columns = ", ".join(f"`{key}`" for key in values)
		marks = ", ".join(["%s"] * len(values))
		try:
			frappe.db.sql(
				f"insert into `tab{self.doctype}` ({columns}) values ({marks})", list(values.values())
			)
		except Exception as error:
			if not self._explain_duplicate(error, ignore_if_duplicate):
				raise
		self.set("__islocal", False)

	def _explain_duplicate(self, error: Exception, ignore: bool) -> bool:
		if frappe.db.is_primary_key_violation(error):
			if not ignore:
				message = _("{0} {1} already exists").format(_(self.doctype), frappe.bold(self.name))
				frappe.msgprint(message, title=_("Duplicate Name"), indicator="red")
				raise frappe.DuplicateEntryError(self.doctype, self.name, error)
			return True
		if frappe.db.is_unique_key_violation(error):
			self.show_unique_validation_message(error)
		return False

	def db_update(self) -> None:
		"""Write the values, without any check."""
		if self.get("__islocal") or not self.name:
			return self.db_insert()
		values = self.get_valid_dict(convert_dates_to_str=True, ignore_virtual=True)
		name = values.pop("name")
		values = frappe.db.coerce_values(f"tab{self.doctype}", values)
		columns = ", ".join(f"`{key}` = %s" for key in values)
		try:
			frappe.db.sql(
				f"update `tab{self.doctype}` set {columns} where `name` = %s", [*values.values(), name]
			)
		except Exception as error:
			if frappe.db.is_unique_key_violation(error):
				self.show_unique_validation_message(error)
			raise

	def show_unique_validation_message(self, error: Exception) -> None:
		"""Say which field has to be unique, and raise."""
		fieldname = frappe.db.get_violated_column(error)
		label = self.get_label_from_fieldname(fieldname) or fieldname
		frappe.msgprint(_("{0} must be unique").format(label or fieldname))
		raise frappe.UniqueValidationError(self.doctype, self.name, error)

	def get_label_from_fieldname(self, fieldname: str) -> str | None:
		"""Label of a field."""
		df = self.meta.get_field(fieldname)
		return df.label if df else None

	def get_parentfield_of_doctype(self, doctype: str) -> str | None:
		"""The child table whose rows are of a DocType."""
		return next((df.fieldname for df in self.meta.get_table_fields() if df.options == doctype), None)
