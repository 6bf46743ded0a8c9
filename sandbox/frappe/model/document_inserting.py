"""Inserting a document: its defaults, its name, its author."""

from contextlib import contextmanager

import frappe
from frappe.model.docstatus import DocStatus
from frappe.utils import now

BEFORE_NAMING = (
	"_set_defaults",
	"set_user_and_timestamp",
	"set_docstatus",
	"check_if_latest",
	"_validate_links",
	"check_permission create",
	"run_method before_insert",
)
AFTER_NAMING = ("set_parent_in_children", "validate_higher_perm_levels")
CHECKS = ("run_before_save_methods", "_validate", "set_docstatus")
AMENDING = ("validate_amended_from", "copy_attachments_from_amended_from")


class DocumentInserting:
	"""Part of `Document`."""

	def insert(
		self,
		ignore_permissions=None,
		ignore_links=None,
		ignore_if_duplicate=False,
		ignore_mandatory=None,
		set_name=None,
		set_child_names=True,
	):
		"""Check the document and write it as a new one."""
		if self.flags.in_print:
			return self
		wishes = dict(ignore_links=ignore_links, ignore_mandatory=ignore_mandatory)
		self._begin(ignore_permissions=ignore_permissions, **wishes)
		self.update({"__islocal": True})
		self._take_steps(BEFORE_NAMING)
		self.set_new_name(set_child_names=set_child_names, set_name=set_name)
		self._take_steps(AFTER_NAMING)
		with self._as_insert():
			self._take_steps(CHECKS)
		self._write_new(ignore_if_duplicate)
		self._take_steps(["run_method after_insert"])
		with self._as_insert():
			self._take_steps(AMENDING if self.get("amended_from") else ())
			self.run_post_save_methods()
		for key in ("__islocal", "__unsaved"):
			self.__dict__.pop(key, None)
		return self

	def _begin(self, **wishes) -> None:
		"""Note what the caller wishes, where it wishes anything."""
		given = {flag: wish for flag, wish in wishes.items() if wish is not None}
		self.flags.update(given, notifications_executed=[])

	@contextmanager
	def _as_insert(self):
		"""What fails in between leaves the flag as it is."""
		self.flags.update(in_insert=True)
		yield
		self.flags.update(in_insert=False)

	def _write_new(self, ignore_if_duplicate: bool) -> None:
		if not self.meta.issingle:
			self.db_insert(ignore_if_duplicate)
		else:
			self.update_single(self.get_valid_dict())
		for row in self.get_all_children():
			row.db_insert()

	def _set_defaults(self) -> None:
		if not frappe.flags.in_import:
			if self.is_new():
				self.update_if_missing(frappe.new_doc(self.doctype, as_dict=True))
			for table in self.meta.get_table_fields():
				self._set_defaults_of_rows(table)

	def _set_defaults_of_rows(self, table) -> None:
		if rows := [row for row in self.get(table.fieldname) or [] if row.is_new()]:
			place = {"parent_doc": self, "parentfield": table.fieldname}
			template = frappe.new_doc(table.options, as_dict=True, **place)
			for row in rows:
				row.update_if_missing(template)

	def set_user_and_timestamp(self) -> None:
		"""Say who changes the document, and when."""
		moment, author = now(), frappe.session.user
		self._original_modified, self.modified, self.modified_by = self.modified, moment, author
		if self.is_new() and not self._keeps_author():
			self.creation, self.owner = moment, author
		elif not self.meta.issingle:
			self.creation, self.owner = self.creation or moment, self.owner or author
		for row in self.get_all_children():
			row.modified, row.modified_by = moment, author
			row.creation, row.owner = row.creation or self.creation, row.owner or self.owner
		frappe.flags.currently_saving += [(self.doctype, self.name)]

	def _keeps_author(self) -> bool:
		flags = frappe.flags
		return bool(flags.in_import or flags.in_install or flags.in_migrate or flags.in_patch)

	def set_docstatus(self) -> None:
		"""Give the rows the state of the document."""
		if self.get("docstatus") is None:
			self.docstatus = DocStatus.draft()
		for row in self.get_all_children():
			row.docstatus = self.docstatus

	def set_new_name(self, force=False, set_name=None, set_child_names=True) -> None:
		"""Name the document and its rows."""
		from frappe.model.naming import set_new_name, validate_name

		if not force and self.flags.name_set:
			return
		unnamed = [] if set_name else [self]
		if set_name:
			self.name = validate_name(self.doctype, set_name)
		for one in [*unnamed, *(self.get_all_children() if set_child_names else ())]:
			set_new_name(one)
		self.flags.update(name_set=True)

	def set_parent_in_children(self) -> None:
		"""Tell the rows whose they are."""
		for row in self.get_all_children():
			row.parent, row.parenttype = self.name, self.doctype

	def set_name_in_children(self) -> None:
		"""Name the new rows."""
		from frappe.model.naming import set_new_name

		for row in self.get_all_children():
			if not row.name:
				set_new_name(row)

	def copy_attachments_from_amended_from(self) -> None:
		"""Attach what is attached to the document that this one amends."""
		before = {"attached_to_doctype": self.doctype, "attached_to_name": self.amended_from}
		for same in frappe.get_all("File", before, ["file_url", "file_name", "is_private"]):
			frappe.get_doc({"doctype": "File", **before, "attached_to_name": self.name, **same}).save()
