"""Workflow: which states a document goes through, and who may take it from one to the next."""

import frappe
from frappe import _
from frappe.model.document import Document


class Workflow(Document):
	"""The states and transitions of one DocType's documents."""

	def validate(self):
		self.set_active()
		for prepare in (self.create_custom_field_for_workflow_state, self.update_default_workflow_status):
			prepare()
		self.validate_docstatus()

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

	def create_custom_field_for_workflow_state(self):
		"""The DocType gets the field for its state, where it has none."""
		if frappe.get_meta(self.document_type).get_field(self.workflow_state_field):
			return
		words = self.workflow_state_field.split("_")
		field = {"dt": self.document_type, "fieldname": "_".join(words), "label": " ".join(words).title()}
		marks = dict.fromkeys(("hidden", "allow_on_submit", "no_copy"), 1)
		kind = {"fieldtype": "Link", "options": "Workflow State"}
		frappe.get_doc(doctype="Custom Field", owner="Administrator", **field, **kind, **marks).save()
		frappe.msgprint(
			_("Created Custom Field {0} in {1}").format(self.workflow_state_field, self.document_type),
			alert=True,
		)

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

	def validate_docstatus(self):
		"""A step may submit or cancel, but never take a submitted document back."""
		for row in self.transitions:
			state, next_state = self._get_state(row.state, row), self._get_state(row.next_state, row)
			before, after = int(state.doc_status or 0), int(next_state.doc_status or 0)
			if before == 2:
				frappe.throw(
					_("Cannot change state of Cancelled Document ({0} State)").format(
						frappe.bold(state.state)
					)
				)
			if before == 1 and after == 0:
				frappe.throw(
					_("Submitted Document cannot be converted back to draft. Transition row {0}").format(
						row.idx
					)
				)
			if before == 0 and after == 2:
				frappe.throw(_("Cannot cancel before submitting. See Transition {0}").format(row.idx))

	def _get_state(self, name: str, transition):
		for row in self.states:
			if row.state == name:
				return row
		frappe.throw(frappe._("{0} not a valid State").format(name))
