"""DocShare: what one user lets another, or everyone, do with one document."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname


class DocShare(Document):
	"""The rights that a document is shared with."""

	def validate(self):
		self.validate_user()
		for check in (self.check_share_permission, self.check_is_submittable):
			check()
		self.cascade_permissions_downwards()

	def after_insert(self):
		whom = _("everyone") if self.everyone else get_fullname(self.user)
		self._comment(
			"Shared",
			_("{0} shared this document with {1}").format(get_fullname(frappe.session.user), whom),
		)

	def on_trash(self):
		self.check_share_permission()
		whom = _("everyone") if self.everyone else get_fullname(self.user)
		self._comment(
			"Unshared",
			_("{0} un-shared this document with {1}").format(get_fullname(frappe.session.user), whom),
		)

	def _comment(self, comment_type: str, text: str) -> None:
		frappe.get_doc(self.share_doctype, self.share_name).add_comment(comment_type, text)

	def validate_user(self) -> None:
		"""A share is for one user or for everyone."""
		if self.everyone:
			self.user = None
		elif not self.user:
			frappe.throw(_("User is mandatory for Share"), frappe.MandatoryError)

	def check_share_permission(self) -> None:
		"""Whoever shares needs the right to."""
		if not self.flags.ignore_share_permission:
			frappe.share.check_share_permission(self.share_doctype, self.share_name)

	def check_is_submittable(self) -> None:
		"""The right to submit is for documents that can be submitted."""
		if self.submit and not frappe.get_meta(self.share_doctype).is_submittable:
			frappe.throw(
				_("Cannot share {0} with submit permission as the doctype {1} is not submittable").format(
					frappe.bold(self.share_name), frappe.bold(self.share_doctype)
				)
			)

	def cascade_permissions_downwards(self) -> None:
		"""Who may do more may read."""
		if self.share or self.write or self.submit:
			self.read = 1
