"""Makes the bundle of a document: everything that a stranger needs to check it, offline and by one command."""

import base64
import io
import json
import zipfile
from pathlib import Path

import frappe
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from frappe import _
from frappe.model.document import Document

from salesflow_app import __version__
from salesflow_app.documents import shared_names
from salesflow_app.evidence import keys, proof, site_records
from salesflow_app.evidence.proof import bundle
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.sealing import copies, facts

PROGRAM = "salesflow_proof"
LAUNCHER = '''"""Checks this bundle: python3 verify.py. First: pip install -r requirements.txt"""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True

from salesflow_proof.command import main

sys.exit(main(folder=FOLDER))
'''
REQUIREMENTS = "pyHanko>=0.34,<0.35\n"
README = """Evidence of {document}

sealed.pdf       the document with its certificate, sealed. Any PDF reader that shows signatures can check it.
content.json     the content that was answered; its SHA-256 is the fingerprint in the certificate.
records.json     every entry about the document, each built on the one before it.
certificate.pem  the certificate of the seal.
manifest.json    SHA-256 of every file here; manifest.sig is its signature by that certificate.

To check it all, with Python 3.10 or newer, in this folder:

    pip install -r requirements.txt
    python3 verify.py

It ends with 0 whole, 1 tampered, 2 incomplete, 3 cannot check. Nothing is sent anywhere.
Compare the fingerprint of the certificate that it prints with the one the seller publishes: {address}

Without this program: pyhanko sign validate --trust certificate.pem sealed.pdf (pip install pyhanko-cli)

records.json also says what happened inside the seller's company. Hand it to those only whom it concerns.
"""


@frappe.whitelist(methods=["GET"])
def download(doctype: str, name: str) -> None:
	"""Send the bundle of a document to who may read the document and its records. Raises PermissionError."""
	validate_reader(doctype, name)
	frappe.response.update(
		{
			"type": "download",
			"content_type": "application/zip",
			"filename": f"{name.replace(' ', '-').replace('/', '-')}-evidence.zip",
			"filecontent": make(shared_names.load(doctype, name)),
		}
	)


def validate_reader(doctype: str, name: str) -> None:
	"""Refuse who may not read the document or its records, and documents of other kinds. Raises PermissionError."""
	if doctype not in facts.ANSWERS:
		frappe.throw(_("There is no evidence of this kind of document."), frappe.PermissionError)
	frappe.has_permission(site_records.ENTRY, "read", throw=True)
	frappe.has_permission(doctype, "read", name, throw=True)


def make(doc: Document) -> bytes:
	"""The bundle as a zip. Raises ValidationError for a document that nobody answered."""
	answer = facts.get_answer(doc)
	if not answer:
		frappe.throw(
			_(
				"{0} {1} was not signed or accepted by the client, so there is no evidence to hand out."
			).format(_(doc.doctype), doc.name)
		)
	rows, head = site_records.get_newest_chain(doc.doctype, doc.name)
	event = copies.find(doc.doctype, doc.name, answer.said["content_hash"])
	key = _get_key(event)
	files = {
		bundle.RECORDS: _get_records(doc, rows, head),
		bundle.CONTENT: answer.content_text.encode(),
		bundle.CERTIFICATE: key.certificate.encode(),
		"README.txt": README.format(
			document=f"{doc.doctype} {doc.name}", address=frappe.utils.get_url("/verify")
		).encode(),
		**get_program(),
	}
	pdf = event and copies.read_file(event["file_url"])
	if pdf:
		files[bundle.PDF] = pdf
	for _item, file_url, _digest in bundle.get_kept(doc.name, rows):
		if content := copies.read_file(file_url):
			files[file_url.rpartition("/")[2]] = content
	return _pack(_sign(files, key))


def _get_key(event: dict | None) -> keys.SealKey:
	"""The key that the PDF was sealed with, so that one certificate vouches for all; without a seal, the present one."""
	return keys.get_seal_key(event["seal_key"] if event else None)


def _get_records(doc: Document, rows: list[frappe._dict], head: frappe._dict | None) -> bytes:
	entries = [{field: row[field] for field in site_records.CHAIN_FIELDS} for row in rows]
	records = {"doctype": doc.doctype, "name": doc.name, "made_by": f"salesflow_app {__version__}"}
	return json.dumps({**records, "head": head, "entries": entries}, ensure_ascii=False, indent=1).encode()


def get_program() -> dict[str, bytes]:
	"""What checks a bundle offline: the command, what it needs, and the checks themselves."""
	folder = Path(proof.__file__).parent
	return {
		"requirements.txt": REQUIREMENTS.encode(),
		"verify.py": LAUNCHER.encode(),
		**{f"{PROGRAM}/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.py"))},
	}


def get_records(doc: Document) -> bytes:
	"""Every entry about a document and what the ledger says of them, as a bundle holds them."""
	return _get_records(doc, *site_records.get_newest_chain(doc.doctype, doc.name))


def _sign(files: dict[str, bytes], key: keys.SealKey) -> dict[str, bytes]:
	"""The files with a list of their hashes, and the signature of that list."""
	digests = {name: sha256(content) for name, content in files.items()}
	return {**files, **sign_manifest(digests, key)}


def sign_manifest(digests: dict[str, str], key: keys.SealKey) -> dict[str, bytes]:
	"""The manifest of these files, by name their SHA-256, and its signature."""
	listed = {"schema": "salesflow-bundle/v1", "files": dict(sorted(digests.items()))}
	manifest = json.dumps(listed, indent=1).encode()
	private = serialization.load_pem_private_key(key.key.encode(), password=None)
	signature = base64.b64encode(private.sign(manifest, ec.ECDSA(hashes.SHA256())))
	return {bundle.MANIFEST: manifest, bundle.SIGNATURE: signature}


def _pack(files: dict[str, bytes]) -> bytes:
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
		for name, content in files.items():
			archive.writestr(name, content)
	return packed.getvalue()
