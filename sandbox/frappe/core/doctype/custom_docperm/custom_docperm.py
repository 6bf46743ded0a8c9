"""Custom DocPerm: the site's own permissions of a DocType, in place of the standard ones."""

import frappe
from frappe.model.document import Document


class CustomDocPerm(Document):
	"""One line of a DocType's permissions."""

	def on_update(self):
		frappe.clear_cache(doctype=self.parent)

	def on_trash(self):
		frappe.clear_cache(doctype=self.parent)
