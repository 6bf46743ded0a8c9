"""Workflow: which states a document goes through, and who may take it from one to the next."""

import frappe
from frappe.model.document import Document


class Workflow(Document):
	"""The states and transitions of one DocType's documents."""

	def validate(self):
		self.set_active()
		self.validate_state_field()
		self.update_default_workflow_status()

	def on_update(self):
		self.update_doc_status()
		frappe.clear_cache(doctype=self.document_type)
		frappe.cache.hdel("workflow", self.document_type)

	def on_trash(self):
		frappe.cache.hdel("workflow", self.document_type)

	def set_active(self):
		"""One workflow of a DocType is active at most."""
		if int(self.is_active or 0):
			others = {"document_type": self.document_type, "name": ("!=", self.name), "is_active": 1}
			for name in frappe.get_all("Workflow", others, pluck="name"):
				frappe.db.set_value("Workflow", name, "is_active", 0)

	def validate_state_field(self):
		"""A real site makes the field for the state where the DocType has none."""
		if not frappe.get_meta(self.document_type).get_field(self.workflow_state_field):
			raise NotImplementedError(f"Workflow: making the field {self.workflow_state_field}")

	def update_default_workflow_status(self):
		"""Documents without a state get the first one of their docstatus."""
		seen, table = set(), frappe.qb.DocType(self.document_type)
		state_field = table[self.workflow_state_field]
		for row in self.get("states"):
			docstatus = int(row.doc_status or 0)
			if docstatus not in seen:
				seen.add(docstatus)
				is_empty = state_field.isnull() | (state_field == "")
				frappe.qb.update(table).set(state_field, row.state).where(
					is_empty & (table.docstatus == docstatus)
				).run()

	def update_doc_status(self):
		"""A state whose docstatus was changed takes its documents along."""
		before = self.get_doc_before_save()
		if not before:
			return
		known = {row.state: row.doc_status for row in before.get("states")}
		for row in self.get("states"):
			if row.state in known and known[row.state] != row.doc_status:
				raise NotImplementedError("Workflow: another docstatus for a state that was there before")
