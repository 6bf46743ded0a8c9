"""DocShare: what one user lets another, or everyone, do with one document."""

import frappe
from frappe import _
from frappe.model.document import Document


class DocShare(Document):
	"""The rights that a document is shared with."""

	def validate(self):
		self.validate_user()
		if not self.flags.ignore_share_permission:
			frappe.share.check_share_permission(self.share_doctype, self.share_name)
		if self.share or self.write or self.submit:
			self.read = 1

	def validate_user(self) -> None:
		"""A share is for one user or for everyone."""
		if self.everyone:
			self.user = None
		elif not self.user:
			frappe.throw(_("User is mandatory for Share"), frappe.MandatoryError)
