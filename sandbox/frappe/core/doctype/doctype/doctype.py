"""DocType: a kind of document. The apps' files define the standard ones; a site may make its own."""

import frappe
from frappe import _
from frappe.model.document import Document


class DocType(Document):
	"""The definition of a kind of document."""

	def validate(self):
		if not self.custom and not frappe.flags.in_install and not frappe.flags.in_migrate:
			raise NotImplementedError("saving a standard DocType; change its JSON file and migrate")
		if self.issingle and self.istable:
			frappe.throw(_("A DocType cannot be single and a table at once"))

	def on_update(self):
		frappe.clear_cache(doctype=self.name)
		frappe.db.updatedb(self.name)

	def on_trash(self):
		frappe.clear_cache(doctype=self.name)
		frappe.db.delete("Custom DocPerm", {"parent": self.name})
		for setter in ("Custom Field", "Property Setter"):
			frappe.db.delete(setter, {"dt" if setter == "Custom Field" else "doc_type": self.name})

	def after_delete(self):
		if self.issingle:
			frappe.db.delete("Singles", {"doctype": self.name})
		else:
			frappe.db.sql_ddl(f"drop table if exists `tab{self.name}`")
