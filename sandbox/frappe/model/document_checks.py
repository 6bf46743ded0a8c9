"""What is checked of a whole document before it is written."""

import frappe
from frappe import _
from frappe.model import datetime_fields, optional_fields, table_fields
from frappe.utils import cstr

CHECKS = (
	"_validate_data_fields",
	"_validate_selects",
	"_validate_non_negative",
	"_validate_length",
	"_sync_autoname_field",
	"_sanitize_content",
	"_save_passwords",
)
STATES = {0: "0 (Draft)", 1: "1 (Submitted)", 2: "2 (Cancelled)"}


class DocumentChecks:
	"""Part of `Document`."""

	def check_if_latest(self) -> None:
		"""Refuse to overwrite what somebody else saved meanwhile."""
		self.load_doc_before_save(raise_exception=True)
		self._action = "save"
		before = self._doc_before_save
		if not before:
			self.check_docstatus_transition(0)
			return
		if cstr(before.modified) != cstr(self._original_modified):
			parts = (
				_("Error: Document has been modified after you have opened it"),
				f"({before.modified}, {self.modified}).",
				_("Please refresh to get the latest document."),
			)
			frappe.msgprint(" ".join(parts), raise_exception=frappe.TimestampMismatchError)
		if not self.meta.issingle:
			self.check_docstatus_transition(before.docstatus)

	def check_docstatus_transition(self, to_docstatus) -> None:
		"""Which step is this, from the state in the database (`to_docstatus`) to the new one? Is it one?"""
		old, new = int(to_docstatus), int(self.docstatus)
		if old == 2:
			raise frappe.ValidationError(_("Cannot edit cancelled document"))
		if new not in STATES:
			raise frappe.ValidationError(_("Invalid docstatus"), self.docstatus)
		steps = {(0, 0): "save", (0, 1): "submit", (1, 1): "update_after_submit", (1, 2): "cancel"}
		if (old, new) not in steps:
			message = _("Cannot change docstatus from {0} to {1}").format(STATES[old], STATES[new])
			raise frappe.DocstatusTransitionError(message)
		self._action = steps[(old, new)]
		if self._action != "save":
			self.check_permission("cancel" if self._action == "cancel" else "submit")

	def _validate(self) -> None:
		self._validate_mandatory()
		for row in [self, *self.get_all_children()]:
			for check in CHECKS:
				getattr(row, check)()
			if row is self:
				self.validate_workflow()
		if not self.is_new():
			self.validate_set_only_once()
			return
		self.update(dict.fromkeys(optional_fields))

	def _validate_mandatory(self) -> None:
		if self.flags.ignore_mandatory:
			return
		missing = [
			one for row in [self, *self.get_all_children()] for one in row._get_missing_mandatory_fields()
		]
		if not missing:
			return
		for _fieldname, message in missing:
			frappe.msgprint(message)
		names = ", ".join(fieldname for fieldname, _message in missing)
		raise frappe.MandatoryError(f"[{self.doctype}, {self.name}]: {names}")

	def _validate_links(self) -> None:
		if self.flags.ignore_links or self._action == "cancel":
			return
		invalid, cancelled = self.get_invalid_links()
		for row in self.get_all_children():
			result = row.get_invalid_links(is_submittable=self.meta.is_submittable)
			invalid += result[0]
			cancelled += result[1]
		if invalid:
			message = ", ".join(one[2] for one in invalid)
			frappe.throw(_("Could not find {0}").format(message), frappe.LinkValidationError)
		if cancelled:
			message = ", ".join(one[2] for one in cancelled)
			frappe.throw(_("Cannot link cancelled document: {0}").format(message), frappe.CancelledLinkError)

	def validate_workflow(self) -> None:
		"""Refuse a step that the workflow does not offer."""
		from frappe.model.workflow import set_workflow_state_on_action, validate_workflow

		is_installing = frappe.flags.in_install == "frappe"
		workflow = None if is_installing else self.meta.get_workflow()
		if not workflow:
			return
		validate_workflow(self)
		action = self._action
		if action != "save":
			set_workflow_state_on_action(self, workflow, action)

	def validate_set_only_once(self) -> None:
		"""Refuse to change what is set once."""
		if not self._doc_before_save:
			return
		for field in self.meta.get_set_only_once_fields():
			new, old = self.get(field.fieldname), self._doc_before_save.get(field.fieldname)
			if field.fieldtype in table_fields:
				changed = not self.is_child_table_same(field.fieldname)
			elif field.fieldtype in datetime_fields:
				changed = str(new) != str(old)
			else:
				changed = new != old
			if changed:
				label = frappe.bold(self.meta.get_label(field.fieldname))
				frappe.throw(
					_("Value cannot be changed for {0}").format(label), exc=frappe.CannotChangeConstantError
				)

	def is_child_table_same(self, fieldname: str) -> bool:
		"""Are the rows as they were?"""
		old, new = self._doc_before_save.get(fieldname), self.get(fieldname)
		if len(old) != len(new):
			return False
		left_out = ("modified", "modified_by", "creation")
		for before, row in zip(old, new, strict=True):
			first, second = (
				{key: cstr(value) for key, value in one.as_dict(convert_dates_to_str=True).items()}
				for one in (before, row)
			)
			if any(first.get(key) != second.get(key) for key in first if key not in left_out):
				return False
		return True

	def validate_update_after_submit(self) -> None:
		"""A submitted document keeps its values, but those that are allowed to change."""
		if self.flags.ignore_validate_update_after_submit:
			return
		self._validate_update_after_submit(self._doc_before_save)
		for row in self.get_all_children():
			if row.is_new() and self.meta.get_field(row.parentfield).allow_on_submit:
				continue
			before = self._doc_before_save.get(row.parentfield) or []
			row._validate_update_after_submit(next((one for one in before if one.name == row.name), None))

	def validate_amended_from(self) -> None:
		"""Only what is cancelled is amended."""
		if frappe.db.get_value(self.doctype, self.amended_from, "docstatus") != 2:
			message = _(
				"{0} cannot be amended because it is not cancelled. "
				"Please cancel the document before creating an amendment."
			).format(frappe.utils.get_link_to_form(self.doctype, self.amended_from))
			frappe.throw(message, title=_("Amendment Not Allowed"))

	def check_no_back_links_exist(self) -> None:
		"""Refuse to cancel what a submitted document links to."""
		from frappe.model.delete_doc import check_if_doc_is_dynamically_linked, check_if_doc_is_linked

		for check in (check_if_doc_is_linked, check_if_doc_is_dynamically_linked):
			if not self.flags.ignore_links:
				check(self, "Cancel")
