"""The documents of the app as a zip beside the site's backups, written before an uninstall deletes them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import frappe
from frappe.utils import now_datetime

from salesflow_app.sealing import bundles
from salesflow_app.sealing.facts import ANSWERS
from salesflow_app.setup.leaving import get_doctypes

MANIFEST = "SHA256SUMS"
ONLY_THE_OWNER = 0o600


def write() -> Path | None:
	"""Write every document of ours with its files; returns the zip, None where there is nothing.

	`sha256sum -c SHA256SUMS` in the unpacked folder checks it.
	"""
	if not any(frappe.db.count(doctype) for doctype in get_doctypes()):
		return None
	stamp = now_datetime().strftime("%Y%m%d_%H%M%S")
	folder = Path(frappe.conf.get("backup_path") or frappe.get_site_path("private", "backups"))
	folder.mkdir(parents=True, exist_ok=True)
	path = folder / f"{stamp}-{frappe.local.site.replace('.', '_')}-salesflow-records.zip"
	sums = {}
	with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
		path.chmod(ONLY_THE_OWNER)
		for name, content in (*_get_documents(), *_get_files(), *_get_bundles()):
			archive.writestr(name, content)
			sums[name] = hashlib.sha256(content).hexdigest()
		archive.writestr(MANIFEST, "".join(f"{digest}  {name}\n" for name, digest in sums.items()))
	_validate(path, len(sums))
	return path.resolve()


def _get_documents() -> Iterator[tuple[str, bytes]]:
	"""One JSON file a document, with the rows of its tables."""
	for doctype in get_doctypes():
		for name in frappe.get_all(doctype, pluck="name", order_by="creation asc, name asc"):
			content = json.dumps(
				frappe.get_doc(doctype, name).as_dict(), default=str, indent=1, ensure_ascii=False
			)
			yield f"{frappe.scrub(doctype)}/{_as_file_name(name)}.json", content.encode()


def _get_files() -> Iterator[tuple[str, bytes]]:
	"""What is attached to them, as far as it is on the disk."""
	filters = {"attached_to_doctype": ("in", get_doctypes()), "is_folder": 0}
	for name in frappe.get_all("File", filters, pluck="name", order_by="creation asc, name asc"):
		file = frappe.get_doc("File", name)
		path = Path(file.get_full_path())
		if not file.is_remote_file and path.is_file():
			folder = f"files/{frappe.scrub(file.attached_to_doctype)}/{_as_file_name(file.attached_to_name)}"
			yield f"{folder}/{name}-{_as_file_name(file.file_name)}", path.read_bytes()


def _get_bundles() -> Iterator[tuple[str, bytes]]:
	"""The evidence of each answered document, in a bundle that is checked without this site."""
	for doctype, event in ANSWERS.items():
		filters = {"reference_doctype": doctype, "event": event}
		names = frappe.get_all(
			"Salesflow Evidence Entry",
			filters,
			pluck="reference_name",
			distinct=True,
			order_by="reference_name asc",
		)
		for name in sorted(name for name in names if frappe.db.exists(doctype, name)):
			yield f"evidence/{_as_file_name(name)}.zip", bundles.make(frappe.get_doc(doctype, name))


def _as_file_name(text: str) -> str:
	return "".join(c if c.isalnum() or c in "-_. " else "_" for c in text)


def _validate(path: Path, entries: int) -> None:
	"""A file that cannot be read back saves nothing."""
	with zipfile.ZipFile(path) as archive:
		if archive.testzip() or len(archive.namelist()) != entries + 1:
			raise frappe.ValidationError(f"{path} could not be read back. Nothing was deleted.")
