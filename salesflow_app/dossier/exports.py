"""Asks for the export of a dossier, and says how far it is. The work is the outbox's (`making.py`)."""

import hashlib
import json
from dataclasses import asdict

import frappe
from frappe import _
from frappe.utils import cint

from salesflow_app.dossier import collecting, documents, readers
from salesflow_app.outbox import entries

LOG = "Salesflow Dossier Export"
EVENT = "Dossier Export"
ZIP, PDF = "Zip", "PDF"
RIGHTS = {ZIP: "export", PDF: "print"}
"""Form -> the right on the document that takes it: Frappe's own for taking data out, and for paper."""
REMEMBERED = 3600
"""Seconds that the progress of an export is known."""


@frappe.whitelist(methods=["POST"])
def start(doctype: str, name: str, form: str, filters: dict | str | None = None) -> dict:
	"""Have the dossier exported as its reader may read it now; the same request twice is one export.

	Raises PermissionError, DoesNotExistError, ValidationError.
	"""
	doctype = documents.get_start(doctype)
	if form not in RIGHTS:
		raise frappe.DoesNotExistError
	readers.validate_reader(doctype, name)
	if not readers.may_take_away(doctype, RIGHTS[form]):
		frappe.throw(
			_(
				"{0} {1}: you have no right to {2} this kind of document. Ask your administrator for it."
			).format(_(doctype), name, _(RIGHTS[form])),
			frappe.PermissionError,
		)
	asked = asdict(collecting.make_filters(frappe.parse_json(filters)))
	key = get_key(doctype, name, form, asked)
	doc = frappe._dict(doctype=doctype, name=name, creation=frappe.utils.now())
	entries.add(EVENT, doc, key, kind=entries.DOSSIER, form=form, filters=asked)
	if entries.get_state(key) in (entries.FAILED, entries.NOT_SENT):
		entries.reset(entries.get_name(key))
	return {"request": entries.get_name(key)}


def get_key(doctype: str, name: str, form: str, filters: dict) -> str:
	"""The key of a request: it is new once the one before it was delivered."""
	user = frappe.session.user
	done = {"reference_doctype": doctype, "reference_name": name, "exported_by": user}
	asked = hashlib.sha256(json.dumps([form, filters], sort_keys=True).encode()).hexdigest()[:12]
	return f"{EVENT}:{doctype}:{name}:{user}:{asked}:{frappe.db.count(LOG, done)}"


@frappe.whitelist()
def get_state(request: str) -> dict:
	"""How far an export of the session's user is; with the address of the file, once it is there."""
	fields = ["actor", "kind", "state", "error"]
	row = frappe.db.get_value(entries.DOCTYPE, request, fields, as_dict=True)
	if not row or row.kind != entries.DOSSIER or row.actor != frappe.session.user:
		raise frappe.DoesNotExistError
	delivered = frappe.db.get_value(LOG, {"request": request}, ["file_url", "missing"], as_dict=True)
	return {
		"is_done": bool(delivered),
		"percent": 100 if delivered else cint(frappe.cache.get_value(get_progress_key(request))),
		"error": "" if delivered else row.error or "",
		"file_url": delivered.file_url if delivered else "",
		"missing": delivered.missing if delivered else 0,
	}


def note_progress(request: str, done: int, total: int) -> None:
	"""For the page that waits for it; nothing depends on it."""
	percent = min(99, 100 * done // max(1, total))
	frappe.cache.set_value(get_progress_key(request), percent, expires_in_sec=REMEMBERED)


def get_progress_key(request: str) -> str:
	return f"salesflow_dossier:{request}"
