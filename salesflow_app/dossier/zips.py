"""What goes into the zip of a dossier: entries, page, PDF, mails, files, evidence, and what checks them offline."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import frappe

from salesflow_app import __version__
from salesflow_app.documents import shared_names
from salesflow_app.dossier import changes, exports, page, paper
from salesflow_app.dossier.collecting import Dossier
from salesflow_app.dossier.entries import MAIL, Entry
from salesflow_app.dossier.packing import PIECE, Packer, find_file, get_safe_name
from salesflow_app.evidence import keys, site_records
from salesflow_app.evidence.proof import dossier as proof
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.sealing import bundles, facts

SCHEMA = "salesflow-dossier/v1"
BATCH = 100
README = """Dossier of {document}

dossier.json     every entry that {reader} may read, in time order; what is left out and why; what is missing.
dossier.pdf      the same to read.
mails/           the mails, as they were sent and received.
files/           the files, byte for byte. dossier.json says which is which.
evidence/        for each document that clients answered its own bundle, for the others their records.
manifest.json    SHA-256 of every file here; manifest.sig is its signature by certificate.pem.

To check it all, with Python 3.10 or newer, in this folder:

    pip install -r requirements.txt
    python3 verify.py

It ends with 0 whole, 1 tampered, 2 incomplete, 3 cannot check. Nothing is sent anywhere.
Compare the fingerprint of the certificate that it prints with the one the seller publishes: {address}
"""


def write(path: Path, dossier: Dossier, request: str, filters: dict) -> int:
	"""Write the zip; returns how many files are missing, which the dossier names. Raises OSError where the disk is full."""
	packer, missing = Packer(path), []
	key = keys.get_seal_key()
	steps = len(dossier.entries) + 1
	packed = _pack_files(packer, dossier, missing, request, steps)
	_pack_mails(packer, dossier)
	_pack_evidence(packer, dossier)
	changes.fill(dossier.entries)
	_pack_paper(packer, dossier, missing)
	told = {**describe(dossier, filters), "files": packed, "missing": missing}
	packer.add(proof.DOSSIER, json.dumps(told, ensure_ascii=False, indent=1).encode())
	packer.add("README.txt", _get_readme(dossier).encode())
	packer.add("certificate.pem", key.certificate.encode())
	for name, content in bundles.get_program().items():
		packer.add(name, content)
	packer.close(key)
	return len(missing)


def describe(dossier: Dossier, filters: dict) -> dict:
	"""What the dossier says in words and numbers, without its files."""
	return {
		"schema": SCHEMA,
		"doctype": dossier.doctype,
		"name": dossier.name,
		"made_by": f"salesflow_app {__version__}",
		"made_for": frappe.session.user,
		"made_at": frappe.utils.now(),
		"filters": {key: value for key, value in filters.items() if value},
		**page.get_summary(dossier),
		"entries": [_describe(entry) for entry in dossier.entries],
	}


def _describe(entry: Entry) -> dict:
	told = {key: value for key, value in page.describe(entry).items() if key != "link"}
	return {**told, "record": list(entry.record or ()), "file_url": entry.file_url}


def _get_readme(dossier: Dossier) -> str:
	return README.format(
		document=f"{dossier.doctype} {dossier.name}",
		reader=frappe.session.user,
		address=frappe.utils.get_url("/verify"),
	)


def _pack_files(packer: Packer, dossier: Dossier, missing: list, request: str, steps: int) -> list[dict]:
	"""Each file once, whoever it is attached to. One that is gone is named, and stops nothing."""
	packed, known = [], set()
	for number, entry in enumerate(dossier.entries, start=1):
		exports.note_progress(request, number, steps)
		if not entry.file_url or entry.file_url in known:
			continue
		known.add(entry.file_url)
		path = find_file(entry.file_url)
		problem = _find_problem(packer, path)
		if problem:
			missing.append(
				{"file": entry.file_url, "of": f"{entry.doctype} {entry.name}", "problem": problem}
			)
		else:
			name = get_safe_name(number, path.name)
			digest = packer.add_file(name, path)
			packed.append(
				{"packed_as": name, "file_url": entry.file_url, "title": entry.title, "sha256": digest}
			)
	return packed


def _find_problem(packer: Packer, path: Path | None) -> str:
	if path is None:
		return "lies on another server and is not in the dossier"
	if not path.is_file() or not os.access(path, os.R_OK):
		return "was missing on the seller's server when the dossier was made"
	return "" if packer.has_room(path.stat().st_size) else "is too large for the dossier"


def _pack_mails(packer: Packer, dossier: Dossier) -> None:
	mails = [entry.record[1] for entry in dossier.entries if entry.kind == MAIL]
	fields = ["name", "subject", "sender", "recipients", "cc", "communication_date", "message_id", "content"]
	for start in range(0, len(mails), BATCH):
		names = {"name": ("in", mails[start : start + BATCH])}
		for row in frappe.get_all("Communication", names, fields, order_by="creation asc, name asc"):
			told = json.dumps(row, ensure_ascii=False, indent=1, default=str)
			packer.add(f"mails/{row.name}.json", told.encode())


def _pack_evidence(packer: Packer, dossier: Dossier) -> None:
	"""Of what is in the dossier, and of records that its reader may read."""
	for doctype, name in _find_recorded(dossier):
		doc = shared_names.load(doctype, name)
		slug = get_safe_name(0, f"{doctype}-{name}").partition("-")[2]
		slug = f"{proof.EVIDENCE}{slug}-{sha256(f'{doctype}:{name}'.encode())[:8]}"
		if doctype in facts.ANSWERS and facts.get_answer(doc):
			packer.add(f"{slug}{proof.BUNDLE_ENDING}", bundles.make(doc))
		else:
			packer.add(f"{slug}{proof.RECORDS_ENDING}", bundles.get_records(doc))


def _find_recorded(dossier: Dossier) -> Iterator[tuple[str, str]]:
	named = {
		(entry.doctype, entry.name)
		for entry in dossier.entries
		if (entry.record or [""])[0] == site_records.ENTRY
	}
	return iter(sorted(named))


def _pack_paper(packer: Packer, dossier: Dossier, missing: list) -> None:
	"""A dossier that is too long for paper is whole without it."""
	try:
		packer.add("dossier.pdf", paper.make_pdf(dossier))
	except frappe.ValidationError as error:
		frappe.clear_last_message()
		packer.add("dossier-pdf.txt", frappe.utils.strip_html(str(error)).encode())


def hash_file(path: Path, algorithm: str = "sha256") -> str:
	"""Hash of a file, read in pieces."""
	digest = hashlib.new(algorithm, usedforsecurity=False)
	with open(path, "rb") as file:
		while piece := file.read(PIECE):
			digest.update(piece)
	return digest.hexdigest()
