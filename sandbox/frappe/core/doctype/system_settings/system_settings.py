"""System Settings: the site's language, formats, currency and rules. Each is a default of everybody's too."""

import frappe
from frappe.model import no_value_fields
from frappe.model.document import Document


class SystemSettings(Document):
	"""Settings of the whole site."""

	def on_update(self):
		names = [df.fieldname for df in self.meta.get("fields") if df.fieldtype not in no_value_fields]
		for name in filter(self.has_value_changed, names):
			frappe.db.set_default(name, self.get(name))
		if self.language:
			frappe.db.set_default("lang", self.language)
		frappe.clear_document_cache(self.doctype, self.name)
