"""ToDo: a task of one user, alone or on a document, which shows it in its comments and `_assign`."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.permissions import AUTOMATIC_ROLES
from frappe.utils import get_fullname

NO_LONGER = ("Cancelled", "Closed")


class ToDo(Document):
	def validate(self):
		self._assignment = None
		before = self.get_doc_before_save()
		if not before:
			self._assignment = {"text": self._get_words_of_start(), "comment_type": "Assigned"}
		elif before.status != self.status or before.allocated_to != self.allocated_to:
			self._assignment = {"text": self._get_words_of_end(), "comment_type": "Assignment Completed"}

	def on_update(self):
		if self._assignment:
			self.add_assign_comment(**self._assignment)
		self.update_in_reference()

	def on_trash(self):
		self.update_in_reference()

	def _get_words_of_start(self) -> str:
		if self.assigned_by and self.assigned_by == self.allocated_to:
			return _("{0} self assigned this task: {1}").format(
				get_fullname(self.assigned_by), self.description
			)
		return _("{0} assigned {1}: {2}").format(
			get_fullname(self.assigned_by), get_fullname(self.allocated_to), self.description
		)

	def _get_words_of_end(self) -> str:
		if self.allocated_to == frappe.session.user:
			return _("{0} removed their assignment.").format(get_fullname(frappe.session.user))
		return _("Assignment of {0} removed by {1}").format(
			get_fullname(self.allocated_to), get_fullname(frappe.session.user)
		)

	def add_assign_comment(self, text: str, comment_type: str) -> None:
		"""Say on the document what happened to the task."""
		if self.reference_type and self.reference_name:
			frappe.get_doc(self.reference_type, self.reference_name).add_comment(comment_type, text)

	def update_in_reference(self) -> None:
		"""Keep the document's `_assign` column: users whose task is open."""
		about = {key: self.get(key) for key in ("reference_type", "reference_name")}
		if not all(about.values()) or frappe.get_meta(self.reference_type).issingle:
			return
		is_open = {"status": ("not in", NO_LONGER), "allocated_to": ("is", "set")}
		users = frappe.get_all("ToDo", {**about, **is_open}, pluck="allocated_to")
		frappe.db.set_value(
			self.reference_type,
			self.reference_name,
			"_assign",
			json.dumps(users[::-1]) if users else "",
			update_modified=False,
		)


def get_permission_query_conditions(user) -> str | None:
	"""Who has no role with a right of its own sees his tasks and those he gave."""
	user = user or frappe.session.user
	if _may_see_all(user):
		return None
	user = frappe.db.escape(user)
	return f"(`tabToDo`.allocated_to = {user} or `tabToDo`.assigned_by = {user})"


def has_permission(doc, ptype="read", user=None) -> bool:
	"""One's own task, one given to somebody else, or a role with a right of its own."""
	user = user or frappe.session.user
	return _may_see_all(user) or user in (doc.allocated_to, doc.assigned_by)


def _may_see_all(user: str) -> bool:
	roles = set(frappe.permissions.get_doctype_roles("ToDo")) - set(AUTOMATIC_ROLES)
	return bool(roles & set(frappe.get_roles(user)))
