"""Saving, submitting, cancelling and deleting a document."""

import frappe
from frappe.model.docstatus import DocStatus
from frappe.utils import cstr

BEFORE_CHECKS = (
	"_set_defaults",
	"check_permission write",
	"set_user_and_timestamp",
	"set_docstatus",
	"check_if_latest",
	"set_parent_in_children",
	"set_name_in_children",
	"validate_higher_perm_levels",
	"_validate_links",
	"run_before_save_methods",
)
CHECKS = {"cancel": (), "update_after_submit": ("_validate", "validate_update_after_submit")}
AFTER_CHECKS = ("set_docstatus", "_write_changes", "update_children", "run_post_save_methods")


class DocumentSaving:
	"""Part of `Document`."""

	def save(self, *args, **kwargs):
		"""Check the document and write it."""
		return self if self.flags.in_print else self._save(*args, **kwargs)

	def _save(self, ignore_permissions=None, ignore_version=None):
		without_version = frappe.flags.in_test if ignore_version is None else ignore_version
		self._begin(ignore_permissions=ignore_permissions)
		self.flags.update(ignore_version=without_version)
		if not self.get("name") or self.get("__islocal"):
			return self.insert()
		self._take_steps(BEFORE_CHECKS)
		self._take_steps(CHECKS.get(self._action, ("_validate",)))
		self._take_steps(AFTER_CHECKS)
		self.__dict__.pop("__unsaved", None)
		return self

	def _take_steps(self, steps) -> None:
		"""Each step is the name of a method; a word behind it is the argument."""
		for step in steps:
			name, *args = step.split()
			getattr(self, name)(*args)

	def _write_changes(self) -> None:
		if not self.meta.issingle:
			self.db_update()
			return
		self.update_single(self.get_valid_dict())

	def update_single(self, d: dict) -> None:
		"""Write the values of a single."""
		frappe.db.delete("Singles", dict(doctype=self.doctype))
		for field in [key for key in d if key != "doctype"]:
			value = int(d[field]) if field == "docstatus" else d[field]
			frappe.db.sql(
				"insert into `tabSingles` (`doctype`, `field`, `value`) values (%s, %s, %s)",
				[self.doctype, field, None if value is None else cstr(value)],
			)
		frappe.db.value_cache.clear()

	def update_children(self) -> None:
		"""Write the rows of all child tables."""
		for table in self.meta.get_table_fields():
			self.update_child_table(table.fieldname, table)

	def update_child_table(self, fieldname: str, df=None) -> None:
		"""Write the rows of a child table, and delete those that are gone."""
		df = df or self.meta.get_field(fieldname)
		rows = self.get(fieldname) or []
		for row in rows:
			row.db_update()
		if df.options in (self.flags.ignore_children_type or ()):
			return
		filters = {"parent": self.name, "parenttype": self.doctype, "parentfield": fieldname}
		if rows:
			filters["name"] = ("not in", [row.name for row in rows])
		frappe.db.delete(df.options, filters)

	def submit(self):
		"""Make the document final."""
		return self._submit()

	def _submit(self):
		self.docstatus = DocStatus.submitted()
		return self.save()

	def cancel(self):
		"""Take the submitted document back."""
		return self._cancel()

	def _cancel(self):
		self.docstatus = DocStatus.cancelled()
		return self.save()

	def delete(self, ignore_permissions=False, force=False, *, delete_permanently=False):
		"""Delete the document."""
		wishes = {"ignore_permissions": ignore_permissions, "delete_permanently": delete_permanently}
		return frappe.delete_doc(self.doctype, self.name, force=force, flags=self.flags, **wishes)
