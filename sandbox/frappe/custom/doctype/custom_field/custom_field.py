"""Custom Field: a field that the site, or an app, adds to a DocType."""

import frappe
from frappe import _
from frappe.model import default_fields, no_value_fields, optional_fields, table_fields
from frappe.model.document import Document

NEEDS_OPTIONS = ("Link", *table_fields)


class CustomField(Document):
	"""One field added to a DocType."""

	def autoname(self):
		self.set_fieldname()
		self.name = f"{self.dt}-{self.fieldname}"

	def set_fieldname(self):
		"""Derive the fieldname from the label where none is given."""
		if self.fieldname:
			self.fieldname = self.fieldname.lower()
			return
		if not self.label and self.fieldtype not in no_value_fields:
			frappe.throw(_("Label is mandatory"))
		label = self.label or self.fieldtype
		self.fieldname = "custom_" + "".join(c for c in frappe.scrub(label) if c.isalnum() or c == "_")

	def before_insert(self):
		self.set_fieldname()

	def validate(self):
		self.validate_fieldname()
		if self.insert_after:
			self.set_idx()
		if self.fieldname == self.insert_after:
			frappe.throw(_("Insert After cannot be set as {0}").format(self.insert_after))
		if self.fieldtype in NEEDS_OPTIONS and not self.options and not self.flags.ignore_validate:
			frappe.throw(
				_("{0}: Options required for Link or Table type field {1} in row {2}").format(
					self.dt, self.label, self.idx
				)
			)

	def validate_fieldname(self):
		"""The column must be new."""
		if self.is_new() and not self.flags.ignore_validate:
			standard = {df.fieldname for df in frappe.get_meta(self.dt, cached=False).fields}
			if self.fieldname in (*standard, *default_fields, *optional_fields):
				message = _("A field with the name {0} already exists in {1}")
				frappe.throw(message.format(frappe.bold(self.fieldname), self.dt))

	def set_idx(self):
		names = [df.fieldname for df in frappe.get_meta(self.dt, cached=False).fields]
		if self.insert_after in names:
			self.idx = names.index(self.insert_after) + 1

	def on_update(self):
		if not self.flags.ignore_sync:
			_sync(self.dt)

	def on_trash(self):
		own = {"field_name": self.fieldname, "doc_type": self.dt}
		frappe.db.delete("Property Setter", own)
		frappe.clear_cache(doctype=self.dt)


def create_custom_fields(custom_fields: dict, ignore_validate: bool = False, update: bool = True) -> None:
	"""Make or update the fields of many DocTypes: `{"Lead": [{"fieldname": ...}], ("A", "B"): {...}}`."""
	changed = []
	for doctypes, fields in custom_fields.items():
		for doctype in (doctypes,) if isinstance(doctypes, str) else doctypes:
			changed.append(doctype)
			for df in [fields] if isinstance(fields, dict) else fields:
				_create_or_update(doctype, df, ignore_validate, update)
	for doctype in changed:
		_sync(doctype)


def _sync(doctype: str) -> None:
	frappe.clear_cache(doctype=doctype)
	frappe.db.updatedb(doctype)


def _create_or_update(doctype: str, df: dict, ignore_validate: bool, update: bool) -> None:
	name = frappe.db.get_value("Custom Field", {"dt": doctype, "fieldname": df["fieldname"]})
	if name and not update:
		return
	if name:
		field = frappe.get_doc("Custom Field", name)
		field.update(df)
	else:
		values = {"dt": doctype, "permlevel": 0, "is_system_generated": 1, "owner": "Administrator", **df}
		field = frappe.get_doc({"doctype": "Custom Field", **values})
	field.flags.ignore_validate = ignore_validate
	field.flags.ignore_sync = True
	field.save()
	if not name:
		frappe.clear_cache(doctype=doctype)
