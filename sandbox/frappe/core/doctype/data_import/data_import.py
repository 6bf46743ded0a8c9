"""Data Import: makes or changes documents from the rows of a CSV or XLSX file."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

INSERT, UPDATE = "Insert New Records", "Update Existing Records"
PENDING, SUCCESS, PARTIAL, ERROR = "Pending", "Success", "Partial Success", "Error"


class DataImport(Document):
	"""One import and how it ended."""

	def validate(self):
		before = self.get_doc_before_save()
		if before and before.import_file != self.import_file:
			self.status, self.template_warnings = PENDING, ""
		if self.google_sheets_url:
			raise NotImplementedError("Data Import.google_sheets_url")
		if self.import_file:
			from frappe.core.doctype.data_import.importer import read_table

			self.payload_count = len(read_table(self).get_payloads())


def start_import(data_import: str) -> None:
	"""Import what the file holds, each document for itself; the log tells how each ended."""
	doc = frappe.get_doc("Data Import", data_import)
	try:
		_import(doc)
	except Exception:
		frappe.db.rollback()
		doc.db_set("status", ERROR)
		frappe.log_error("Data import failed", reference_doctype=doc.doctype, reference_name=doc.name)
	finally:
		frappe.flags.in_import = frappe.flags.mute_emails = False


def _import(doc: DataImport) -> None:
	from frappe.core.doctype.data_import.importer import read_table

	table = read_table(doc)
	payloads, warnings = table.get_payloads(), table.get_warnings()
	if [warning for warning in warnings if warning.get("type") != "info"]:
		doc.db_set("template_warnings", json.dumps(warnings))
		return
	doc.db_set("template_warnings", "")
	frappe.flags.in_import, frappe.flags.mute_emails = True, bool(doc.mute_emails)
	done = [_import_one(doc, index, payload) for index, payload in enumerate(payloads)]
	doc.db_set("status", SUCCESS if all(done) else PARTIAL if any(done) else ERROR)
	frappe.db.commit()


def _import_one(doc: DataImport, index: int, payload) -> bool:
	"""Import one document and log it; what it had changed before it failed is rolled back."""
	frappe.clear_messages()
	try:
		made = _process(doc, payload.values)
	except Exception:
		messages, trace = frappe.local.message_log, frappe.get_traceback()
		frappe.clear_messages()
		frappe.db.rollback()
		_log(doc, index, payload, messages=json.dumps(messages), exception=trace)
		return False
	_log(doc, index, payload, success=1, docname=made.name, messages=json.dumps(frappe.local.message_log))
	frappe.db.commit()
	return True


def _process(doc: DataImport, values: dict) -> Document:
	if doc.import_type == UPDATE:
		return _update(doc, values)
	new = _get_new(doc.reference_doctype, values)
	new.flags.updater_reference = {"doctype": doc.doctype, "docname": doc.name, "label": _("via Data Import")}
	if not values.get("name"):
		new.set("name", None)
	new.insert()
	if new.meta.is_submittable and cint(doc.submit_after_import):
		new.submit()
	return new


def _get_new(doctype: str, values: dict) -> Document:
	"""A document with its defaults: while an import runs, inserting one sets none."""
	new = frappe.new_doc(doctype)
	for field, value in values.items():
		if not isinstance(value, list):
			new.set(field, value)
			continue
		table = new.meta.get_field(field).options
		for row in value:
			defaults = frappe.new_doc(table, parent_doc=new, parentfield=field, as_dict=True)
			new.append(field, {**defaults, **row})
	return new


def _update(doc: DataImport, values: dict) -> Document:
	known = frappe.get_doc(doc.reference_doctype, values["name"])
	known.update(values)
	known.flags.updater_reference = {
		"doctype": doc.doctype,
		"docname": doc.name,
		"label": _("via Data Import"),
	}
	known.save()
	return known


def _log(doc: DataImport, index: int, payload, **values) -> None:
	frappe.get_doc(
		{
			"doctype": "Data Import Log",
			"data_import": doc.name,
			"log_index": index,
			"row_indexes": json.dumps(payload.row_numbers),
			"success": 0,
			**values,
		}
	).db_insert()
