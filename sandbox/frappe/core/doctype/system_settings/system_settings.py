"""System Settings: the site's language, formats, currency and rules. Each is a default of everybody's too."""

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.model.document import Document


class SystemSettings(Document):
	"""Settings of the whole site."""

	def validate(self):
		if self.enable_two_factor_auth:
			raise NotImplementedError("System Settings.enable_two_factor_auth")
		if self.disable_user_pass_login and not self.login_with_email_link:
			frappe.throw(
				_(
					"Please enable atleast one Social Login Key or LDAP or Login With Email Link before "
					"disabling username/password based login."
				)
			)

	def on_update(self):
		names = [df.fieldname for df in self.meta.get("fields") if df.fieldtype not in no_value_fields]
		for name in filter(self.has_value_changed, names):
			frappe.db.set_default(name, self.get(name))
		if self.language:
			frappe.db.set_default("lang", self.language)
		frappe.clear_document_cache(self.doctype, self.name)
