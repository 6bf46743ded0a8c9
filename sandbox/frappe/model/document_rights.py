"""Rights on a document, and what people leave on it: comments, tags, views."""

import frappe
from frappe import _


class DocumentRights:
	"""Part of `Document`."""

	def check_permission(self, permtype="read", permlevel=None) -> None:
		"""Raise PermissionError where the user has no right."""
		from frappe.permissions import has_permission

		may = self.flags.ignore_permissions or has_permission(
			self.doctype, permtype, self, raise_exception=False
		)
		if not may:
			self._tell_refusal(permtype)

	def has_permission(self, permtype="read", *, debug=False, user=None) -> bool:
		"""Has the user the right?"""
		from frappe.permissions import has_permission

		return bool(self.flags.ignore_permissions) or has_permission(
			self.doctype, permtype, self, user=user, debug=debug
		)

	def _tell_refusal(self, right: str) -> None:
		from frappe.permissions import check_doctype_permission

		check_doctype_permission(self.doctype, ptype=right)
		self.has_permission(right)  # its message tells why
		self.raise_no_permission_to(right)

	def raise_no_permission_to(self, perm_type) -> None:
		"""Raise PermissionError."""
		message = _("You need the '{0}' permission on {1} {2} to perform this action.")
		what = (_(perm_type), frappe.bold(_(self.doctype)), self.name or "")
		frappe.flags.error_message = message.format(*what)
		raise frappe.PermissionError()

	def get_permissions(self) -> list:
		"""Permission rows; those of the parent for a row."""
		if self.meta.istable:
			return frappe.get_meta(self.parenttype).permissions
		return self.meta.permissions

	def get_permlevel_access(self, permission_type="write") -> list[int]:
		"""Levels of the fields that the user may read or write."""
		mine = set(frappe.get_roles())
		giving = [row for row in self.get_permissions() if row.get(permission_type)]
		return list(dict.fromkeys(row.permlevel for row in giving if row.role in mine))

	def validate_higher_perm_levels(self) -> None:
		"""Put back the fields that the user may not change."""
		if self.flags.ignore_permissions or frappe.flags.in_install or frappe.session.user == "Administrator":
			return
		levels = self.get_permlevel_access()
		high = self.meta.get_high_permlevel_fields()
		if high:
			self.reset_values_if_no_permlevel_access(levels, high)
		if self.is_new():
			return
		for table in self.meta.get_table_fields():
			high = frappe.get_meta(table.options).get_high_permlevel_fields()
			for row in self.get(table.fieldname) if high else ():
				row.reset_values_if_no_permlevel_access(levels, high)

	def apply_fieldlevel_read_permissions(self) -> None:
		"""Take out of the document what the user may not read."""
		if frappe.session.user != "Administrator":
			levels = {0, None, *self.get_permlevel_access("read")}
			_hide([self], self.meta, levels)
			for table in self.meta.get_table_fields():
				_hide(self.get(table.fieldname) or [], frappe.get_meta(table.options), levels)

	def add_comment(self, comment_type="Comment", text=None, comment_email=None, comment_by=None):
		"""Leave a comment; returns it."""
		author = {"comment_by": comment_by, "comment_email": comment_email or frappe.session.user}
		about = {"reference_doctype": self.doctype, "reference_name": self.name}
		what = {"comment_type": comment_type, "content": text or comment_type}
		comment = frappe.get_doc({"doctype": "Comment", **what, **author, **about})
		return comment.insert(ignore_permissions=True)

	def get_onload(self, key=None):
		"""What `onload` left for the form."""
		values = self.get("__onload", frappe._dict())
		return values.get(key) if key else values

	def set_onload(self, key, value) -> None:
		"""Leave something for the form."""
		left = self.get("__onload") or frappe._dict()
		left[key] = value
		self.set("__onload", left)

	def get_title(self) -> str:
		"""The field that names the document."""
		fieldname = self.meta.get_title_field()
		return self.get(fieldname) or ""

	def log_error(self, title=None, message=None):
		"""Write an Error Log that refers to the document."""
		about = {"reference_doctype": self.doctype, "reference_name": self.name}
		return frappe.log_error(title=title, message=message, **about)


def _hide(rows: list, meta, levels: set) -> None:
	hidden = [df.fieldname for df in meta.fields if df.permlevel not in levels]
	for row in rows:
		for fieldname in hidden:
			row.__dict__.pop(fieldname, None)
