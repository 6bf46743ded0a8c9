"""The sealed PDF of a document: stored as a private file, found again by what the records say of it."""

import os
from pathlib import Path

import frappe
from frappe.model.document import Document

from salesflow_app.clients.pdf import render_pdf
from salesflow_app.evidence import site_records
from salesflow_app.evidence.proof.chain import read
from salesflow_app.evidence.proof.hashes import sha256

EVENT = "sealed"


def find(doctype: str, name: str, content_hash: str | None = None) -> dict | None:
	"""What the newest entry “sealed” of a document says; with `content_hash`, of that content."""
	filters = {"reference_doctype": doctype, "reference_name": name, "event": EVENT}
	if content_hash:
		filters["content_hash"] = content_hash
	rows = frappe.get_all(site_records.ENTRY, filters, ["payload"], order_by="sequence desc", limit=1)
	return read(rows[0]) if rows else None


def store(doc: Document, pdf: bytes, certificate_id: str, label: str = "sealed") -> str:
	"""Write a PDF as a private file of the document, read it back, and return its address.

	Raises OSError where the disk holds something else than what was written.
	"""
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{doc.name}-{label}-{certificate_id}.pdf".replace("/", "-"),
			"attached_to_doctype": doc.doctype,
			"attached_to_name": doc.name,
			"is_private": 1,
			"content": pdf,
		}
	).insert(ignore_permissions=True)  # the app seals, whoever asked for it
	path = Path(file.get_full_path())
	try:
		_flush(path)
		if sha256(path.read_bytes()) != sha256(pdf):
			raise OSError(f"{path.name} could not be read back as it was written")
	except OSError:
		path.unlink(missing_ok=True)
		raise
	return file.file_url


def discard(file_url: str) -> None:
	"""Take the bytes off the disk: the transaction that was to record them did not go through."""
	_get_path(file_url).unlink(missing_ok=True)


def read_file(file_url: str) -> bytes | None:
	"""The bytes at a private address; None where they are gone."""
	path = _get_path(file_url)
	return path.read_bytes() if path.is_file() else None


def read_whole(doc: Document, content_hash: str | None = None) -> bytes | None:
	"""The sealed PDF, if it is there and is what was sealed."""
	event = find(doc.doctype, doc.name, content_hash or doc.get("content_hash"))
	pdf = event and read_file(event["file_url"])
	return pdf if pdf and sha256(pdf) == event["pdf_hash"] else None


def get_client_pdf(doc: Document) -> bytes:
	"""What a client downloads: the sealed PDF once it is there, until then the document as it was sent."""
	return read_whole(doc) or render_pdf(doc)


def attach(doc: Document) -> list[dict]:
	"""The sealed PDF as an attachment of a mail; nothing where there is none."""
	event = find(doc.doctype, doc.name, doc.get("content_hash"))
	name = event and frappe.db.get_value("File", {"file_url": event["file_url"]})
	return [{"fid": name}] if name and read_whole(doc) else []


def _get_path(file_url: str) -> Path:
	return Path(frappe.get_site_path("private", "files", Path(file_url).name))


def _flush(path: Path) -> None:
	with open(path, "rb") as file:
		os.fsync(file.fileno())
