"""The outbox's work of an export: makes the PDF or the zip with the rights of whoever asked, and hands it to them alone."""

import json
from pathlib import Path

import frappe
from frappe import _
from frappe.utils import escape_html

from salesflow_app.documents.acts import system_act
from salesflow_app.dossier import collecting, exports, paper, zips
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.outbox.worker import NotSent
from salesflow_app.text.reader import write_in


def make(row: frappe._dict) -> dict:
	"""The handler of rows of kind Dossier. Raises NotSent where the reader has left or may no longer read it."""
	if frappe.db.exists(exports.LOG, {"request": row.name}):
		return {}
	account = frappe.db.get_value("User", row.actor, ["enabled", "language"], as_dict=True)
	if not account or not account.enabled:
		raise NotSent(_("{0} has no login any more").format(row.actor))
	system = frappe.session.user
	frappe.set_user(row.actor)
	try:
		with write_in(account.language):
			_make(row, json.loads(row.payload))
	except (frappe.PermissionError, frappe.DoesNotExistError) as error:
		raise NotSent(_("{0} may no longer read this dossier").format(row.actor)) from error
	finally:
		frappe.set_user(system)
	return {}


def _make(row: frappe._dict, asked: dict) -> None:
	dossier = collecting.collect(
		row.reference_doctype, row.reference_name, collecting.make_filters(asked["filters"])
	)
	path = _get_path(row, asked["form"])
	try:
		if asked["form"] == exports.PDF:
			path.write_bytes(paper.make_pdf(dossier))
			missing = 0
		else:
			missing = zips.write(path, dossier, row.name, asked["filters"])
		_hand_over(row, asked, dossier, path, missing)
	except BaseException:  # also a worker that is told to stop leaves nothing behind
		path.unlink(missing_ok=True)
		raise


def _get_path(row: frappe._dict, form: str) -> Path:
	"""Of one request always the same: a second try writes over what a worker that died left there."""
	name = f"dossier-{row.name}.{form.lower()}"
	return Path(frappe.get_site_path("private", "files", name))


def _hand_over(row: frappe._dict, asked: dict, dossier: collecting.Dossier, path: Path, missing: int) -> None:
	"""A private file of the reader, the entry in the log, and a notification."""
	file = _attach(path, dossier)
	log = frappe.get_doc(
		{
			"doctype": exports.LOG,
			"reference_doctype": dossier.doctype,
			"reference_name": dossier.name,
			"exported_by": row.actor,
			"form": asked["form"],
			"filters": json.dumps({key: value for key, value in asked["filters"].items() if value}),
			"entry_count": len(dossier.entries),
			"left_out": sum(dossier.left_out.values()),
			"missing": missing,
			"file_url": file.file_url,
			"file_size": file.file_size,
			"file_hash": zips.hash_file(path),
			"request": row.name,
		}
	)
	with system_act(log):
		log.insert(ignore_permissions=True)  # nobody has the right to write the log
	_tell(row, asked, dossier, file, missing)


def _attach(path: Path, dossier: collecting.Dossier) -> frappe.model.document.Document:
	"""A File of no document: its owner alone reads it. Frappe's own way reads the whole file, and refuses large ones."""
	title = f"{dossier.doctype}-{dossier.name}".replace(" ", "-").replace("/", "-")
	file = frappe.get_doc(
		{
			"doctype": "File",
			"name": sha256(path.name.encode())[:10],
			"file_name": f"Dossier-{title}{path.suffix}"[:140],
			"file_url": f"/private/files/{path.name}",
			"file_size": path.stat().st_size,
			"content_hash": zips.hash_file(
				path, "md5"
			),  # without it, Frappe leaves the bytes when the row goes
			"is_private": 1,
			"folder": "Home",
		}
	)
	file.db_insert()
	return file


def _tell(
	row: frappe._dict,
	asked: dict,
	dossier: collecting.Dossier,
	file: frappe.model.document.Document,
	missing: int,
) -> None:
	subject = _("The dossier of {0} {1} is ready ({2})").format(
		_(dossier.doctype), dossier.name, asked["form"]
	)
	if missing:
		subject = _("{0}. {1} files are missing; it says which").format(subject, missing)
	frappe.get_doc(
		{
			"doctype": "Notification Log",
			"for_user": row.actor,
			"from_user": "Administrator",
			"type": "Alert",
			"subject": escape_html(subject),
			"document_type": dossier.doctype,
			"document_name": dossier.name,
			"link": file.file_url,
		}
	).insert(ignore_permissions=True)  # the site tells its reader
