"""Property Setter: changes one property of a DocType, or of one of its fields, on this site."""

import frappe
from frappe import _
from frappe.model.document import Document

NOT_CHANGEABLE = {"fieldtype"}
COLUMN_PROPERTIES = {"unique", "search_index", "length", "precision", "default"}


class PropertySetter(Document):
	"""One property that the site sets otherwise."""

	def autoname(self):
		place = self.field_name or self.row_name or "main"
		self.name = "-".join(map(str, (self.doc_type, place, self.property)))

	def validate(self):
		if self.is_new():
			self._replace_older()

	def _replace_older(self):
		if self.doctype_or_field == "DocField" and self.property in NOT_CHANGEABLE:
			raise NotImplementedError("Property Setter of fieldtype")
		delete_property_setter(self.doc_type, self.property, self.field_name, self.row_name)
		frappe.clear_cache(doctype=self.doc_type)

	def on_update(self):
		frappe.clear_cache(doctype=self.doc_type)
		if self.property in COLUMN_PROPERTIES:
			frappe.db.updatedb(self.doc_type)

	def on_trash(self):
		frappe.clear_cache(doctype=self.doc_type)


def make_property_setter(
	doctype,
	fieldname,
	property,
	value,
	property_type,
	for_doctype: bool = False,
	validate_fields_for_doctype: bool = True,
	is_system_generated: bool = True,
):
	"""Make one; returns it."""
	if not for_doctype and validate_fields_for_doctype and not frappe.get_meta(doctype).get_field(fieldname):
		frappe.throw(_("{0} is not a valid field of {1}").format(fieldname, doctype))
	setter = frappe.get_doc(
		{
			"doctype": "Property Setter",
			"doctype_or_field": "DocType" if for_doctype else "DocField",
			"doc_type": doctype,
			"field_name": fieldname,
			"property": property,
			"value": value,
			"property_type": property_type,
			"is_system_generated": int(is_system_generated),
		}
	)
	setter.flags.ignore_permissions = True
	return setter.insert()


def delete_property_setter(doc_type, property=None, field_name=None, row_name=None) -> None:
	"""Delete those that set the property, or all of the DocType."""
	given = {"property": property, "field_name": field_name, "row_name": row_name}
	chosen = {key: value for key, value in given.items() if value}
	frappe.db.delete("Property Setter", {"doc_type": doc_type, **chosen})
