"""What a browser sends back for the fields of a form."""

import json

import frappe
from frappe.utils import cint, flt
from frappe.utils.file_manager import save_file

from trial.desk.fields import NUMBERS, TABLES, get_key


def apply(doc, request, with_files: bool = True) -> None:
	"""Put what was typed into the document. Files are attached first, where the document is saved already."""
	files = request.files if with_files else {}
	for df in doc.meta.fields:
		if df.fieldtype in TABLES:
			_apply_table(doc, df, request, files)
		elif f"f:{df.fieldname}" in request.form or f"has:{df.fieldname}" in request.form:
			doc.set(df.fieldname, _read(request.form.get(f"f:{df.fieldname}"), df))
		elif file := files.get(f"f:{df.fieldname}"):
			doc.set(df.fieldname, attach(doc, file) or doc.get(df.fieldname))


def attach(doc, file) -> str | None:
	"""Keep an uploaded file, private, on the document if it is saved; returns its address."""
	if not file.filename:
		return None
	target = (doc.doctype, doc.name) if not doc.is_new() else (None, None)
	return save_file(file.filename, file.read(), *target, is_private=1).file_url


def _read(value: str | None, df):
	if df.fieldtype == "Check":
		return 1 if value else 0
	if value in (None, ""):
		return None
	if df.fieldtype in NUMBERS:
		return cint(value) if df.fieldtype == "Int" else flt(value)
	return value.replace("T", " ") if df.fieldtype == "Datetime" else value.replace("\r\n", "\n")


def _apply_table(doc, df, request, files) -> None:
	order = request.form.get(f"table:{df.fieldname}")
	if not order:
		return
	meta = frappe.get_meta(df.options)
	known = {get_key(row, number): row for number, row in enumerate(doc.get(df.fieldname) or [], 1)}
	rows = []
	for key in json.loads(order):
		row = known.get(key)
		values = _read_row(doc, request, files, f"t:{df.fieldname}:{key}:", meta)
		rows.append({**row.as_dict(), **values} if row else values)
	doc.set(df.fieldname, rows)


def _read_row(doc, request, files, prefix: str, meta) -> dict:
	values = {}
	for df in meta.fields:
		if f"{prefix}{df.fieldname}" in request.form or f"{prefix}has:{df.fieldname}" in request.form:
			values[df.fieldname] = _read(request.form.get(f"{prefix}{df.fieldname}"), df)
		elif (file := files.get(f"{prefix}{df.fieldname}")) and file.filename:
			values[df.fieldname] = attach(doc, file)
	return values
