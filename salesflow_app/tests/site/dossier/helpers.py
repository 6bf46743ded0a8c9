"""Asks for dossiers and exports, as the users of the tests."""

import io
import zipfile
from collections.abc import Callable

import frappe
from frappe.model.document import Document

from salesflow_app.dossier import collecting, exports, page
from salesflow_app.dossier.collecting import Dossier
from salesflow_app.outbox import worker
from salesflow_app.tests.site import deals, factories


def collect(user: str, doc: Document, **filters: str) -> Dossier:
	with deals.as_user(user):
		return collecting.collect(doc.doctype, doc.name, collecting.make_filters(filters))


def show(user: str, doc: Document, **filters: str) -> dict:
	with deals.as_user(user):
		return page.get_page(doc.doctype, doc.name, filters)


def ask(user: str, doc: Document, form: str = exports.ZIP, **filters: str) -> str:
	with deals.as_user(user):
		return exports.start(doc.doctype, doc.name, form, filters)["request"]


def export(user: str, doc: Document, form: str = exports.ZIP, **filters: str) -> Document:
	"""The entry of the log, once the outbox did its work."""
	request = ask(user, doc, form, **filters)
	worker.work(request)
	return frappe.get_doc(exports.LOG, {"request": request})


def read(log: Document) -> bytes:
	with open(frappe.get_site_path(log.file_url.lstrip("/")), "rb") as file:
		return file.read()


def unpack(content: bytes) -> dict[str, bytes]:
	with zipfile.ZipFile(io.BytesIO(content)) as archive:
		return {name: archive.read(name) for name in archive.namelist()}


def pack(files: dict[str, bytes]) -> bytes:
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
		for name, content in files.items():
			archive.writestr(name, content)
	return packed.getvalue()


def attach(doc: Document, name: str, content: bytes) -> Document:
	values = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name, "is_private": 1}
	return frappe.get_doc({"doctype": "File", "file_name": name, "content": content, **values}).insert()


def restrict(user: str, company: str) -> None:
	values = {"doctype": "User Permission", "user": user, "allow": "Company", "for_value": company}
	frappe.get_doc(values).insert()
	frappe.clear_cache(user=user)


def make_comments(doc: Document, number: int) -> None:
	"""As many as a long deal has, without the work of a save each."""
	name = factories.get_unique("note")
	for index in range(number):
		values = {"reference_doctype": doc.doctype, "reference_name": doc.name, "comment_type": "Comment"}
		row = frappe.get_doc({"doctype": "Comment", "content": f"<p>Note {index}</p>", **values})
		row.name = f"{name}-{index}"
		row.db_insert()


def count_statements(action: Callable) -> int:
	"""All statements, Frappe's own too."""
	seen = []
	run = frappe.db.sql

	def watch(*args, **kwargs):
		seen.append(args)
		return run(*args, **kwargs)

	frappe.db.sql = watch
	try:
		action()
	finally:
		del frappe.db.sql
	return len(seen)
