"""Comment: what people and the system note on a document's timeline."""

import json

import frappe
from frappe.model.document import Document
from frappe.utils.html_utils import sanitize_html


class Comment(Document):
	"""A line on a document's timeline."""

	def validate(self):
		if not self.comment_email:
			self.comment_email = frappe.session.user
		self.content = sanitize_html(self.content, always_sanitize=True)

	def after_insert(self):
		self.note_on_document([*self._get_notes(), self._get_note()])

	def on_update(self):
		notes = self._get_notes()
		if any(note["name"] == self.name for note in notes):
			self.note_on_document([self._get_note() if note["name"] == self.name else note for note in notes])

	def on_trash(self):
		self.note_on_document([note for note in self._get_notes() if note["name"] != self.name])

	def _get_note(self) -> dict:
		return {"comment": self.content or "", "by": self.comment_by or self.owner, "name": self.name}

	def _get_notes(self) -> list[dict]:
		if not self._is_noted():
			return []
		return json.loads(
			frappe.db.get_value(self.reference_doctype, self.reference_name, "_comments") or "[]"
		)

	def note_on_document(self, notes: list[dict]):
		"""The document's own column `_comments` names the latest comments, for list views."""
		if self._is_noted():
			frappe.db.set_value(
				self.reference_doctype,
				self.reference_name,
				"_comments",
				json.dumps(notes[-100:]),
				update_modified=False,
			)

	def _is_noted(self) -> bool:
		if self.comment_type != "Comment" or not (self.reference_doctype and self.reference_name):
			return False
		return frappe.db.has_column(self.reference_doctype, "_comments")
