"""Version: what a change of a document changed."""

import json

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document


class Version(Document):
	"""One change, as JSON in `data`."""

	def update_version_info(self, old: Document | None, new: Document) -> bool:
		"""Note the changes between two states of a document; returns whether there are any."""
		if not old or not (diff := get_diff(old, new)):
			return False
		self.ref_doctype, self.docname = new.doctype, new.name
		self.data = frappe.as_json(diff, indent=None, separators=(",", ":"))
		return True

	def get_data(self) -> dict:
		"""The changes."""
		return json.loads(self.data)


def get_diff(
	old: Document, new: Document, for_child: bool = False, compare_cancelled: bool = False
) -> dict | None:
	"""Changed values, and rows that were added, removed or changed; None where nothing was."""
	out = frappe._dict(
		changed=[], added=[], removed=[], row_changed=[], data_import=None, updater_reference=None
	)
	for df in new.meta.fields:
		if df.fieldtype in no_value_fields and df.fieldtype not in table_fields:
			continue
		if df.fieldtype in table_fields:
			_compare_rows(out, df.fieldname, old.get(df.fieldname) or [], new.get(df.fieldname) or [])
		elif change := _get_change(df, old, new):
			out.changed.append(change)
	for fieldname in () if for_child else ("docstatus",):
		if old.get(fieldname) != new.get(fieldname):
			out.changed.append([fieldname, old.get(fieldname), new.get(fieldname)])
	if not any(out[key] for key in ("changed", "added", "removed", "row_changed")):
		return None
	out.data_import, out.updater_reference = new.flags.data_import, new.flags.updater_reference
	return out


def _get_change(df, old: Document, new: Document) -> list | None:
	before, after = old.get(df.fieldname), new.get(df.fieldname)
	if before == after or (before in (None, "") and after in (None, "")):
		return None
	if df.fieldtype in ("Date", "Datetime", "Time") and str(before) == str(after):
		return None
	return [df.fieldname, _get_text(df, old), _get_text(df, new)]


def _get_text(df, doc: Document):
	value = doc.get(df.fieldname)
	if df.fieldtype == "Link":
		return value or ""
	return doc.get_formatted(df.fieldname) if value else value


def _compare_rows(out: dict, table: str, old_rows: list, new_rows: list) -> None:
	old_by_name = {row.name: row for row in old_rows if row.name}
	for place, row in enumerate(new_rows):
		before = old_by_name.pop(row.name, None)
		if not before:
			out.added.append([table, row.as_dict()])
		elif diff := get_diff(before, row, for_child=True):
			out.row_changed.append([table, place, row.name, diff.changed])
	out.removed.extend([table, row.as_dict()] for row in old_by_name.values())
