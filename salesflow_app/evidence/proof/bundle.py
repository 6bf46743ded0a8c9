"""A bundle: the sealed PDF, the entries and what is needed to check them, in one zip. Checked without the site."""

import io
import json
import zipfile
from base64 import b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from . import chain, sealed
from .findings import INCOMPLETE, NOTE, TAMPERED, Finding
from .hashes import sha256

MANIFEST, SIGNATURE, CERTIFICATE = "manifest.json", "manifest.sig", "certificate.pem"
RECORDS, CONTENT, PDF = "records.json", "content.json", "sealed.pdf"
SEALED, ANSWERS = "sealed", ("signed", "accepted")
KEPT = {"signed": "signed PDF of the provider", "certificate_kept": "certificate of completion"}
"""Entries that a provider’s file comes with, and what it is."""
Files = Mapping[str, bytes]
IGNORED = ("__pycache__/", ".venv/", "venv/")
MOST_BYTES = 2 << 30
"""What a bundle may come to when it is unpacked: a small zip can claim to hold more than a disk does."""


class NoBundle(Exception):
	"""What was given is no bundle of evidence."""


def read(path: Path) -> dict[str, bytes]:
	"""The files of a bundle, from the zip or the folder it was unpacked to. Raises NoBundle."""
	if path.is_dir():
		return {
			name: file.read_bytes()
			for file in sorted(path.rglob("*"))
			if file.is_file()
			and not (name := file.relative_to(path).as_posix()).startswith(IGNORED)
			and "__pycache__" not in name
		}
	return read_zip(path, str(path))


def read_zip(content: Path | bytes, title: str, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
	"""The files of a zip. Raises NoBundle for what is none, is larger than `most_bytes`, or has two files of one name."""
	try:
		with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
			names = archive.namelist()
			if len(set(names)) < len(names):
				raise NoBundle(f"{title} has two files of the same name")
			if sum(each.file_size for each in archive.infolist()) > most_bytes:
				raise NoBundle(f"{title} is too large to be a bundle of evidence")
			return {name: archive.read(name) for name in names}
	except (
		OSError,
		zipfile.BadZipFile,
		ValueError,
		EOFError,
		RuntimeError,
		NotImplementedError,
		zipfile.zlib.error,
	) as error:
		raise NoBundle(f"{title} cannot be read as a zip file") from error


def check(files: Files, keys: Mapping[str, bytes] | None = None) -> Iterator[Finding]:
	"""What is wrong with a bundle. With the site's `keys`, the keyed codes are checked as well."""
	problem = find_changed_file(files)
	if problem:
		yield problem
		return
	records = json.loads(files[RECORDS])
	title = f"{records['doctype']} {records['name']}"
	rows = records["entries"]
	yield from chain.check(title, rows, records["head"], keys)
	yield from _check_content(title, files, rows)
	certificate = files[CERTIFICATE].decode()
	event = get_sealed_event(rows)
	if event and PDF in files:
		yield from sealed.check(title, files[PDF], event, rows, [certificate])
	elif event:
		yield Finding(INCOMPLETE, f"{title}, {sealed.TITLE}", "is missing")
	else:
		yield get_pending(title, (get_answers(rows) or [{}])[-1])
	for item, file_url, digest in get_kept(title, rows):
		if content := files.get(file_url.rpartition("/")[2]):
			yield from check_kept(item, content, digest)
		else:
			yield Finding(INCOMPLETE, item, "is missing")


def get_key_ids(files: Files) -> set[str]:
	"""The keys that the entries of the bundle were written with."""
	return {row["key_id"] for row in json.loads(files[RECORDS])["entries"]} - {"", None}


def find_changed_file(files: Files) -> Finding | None:
	"""The first file that is not what the seller signed for."""
	for name in (MANIFEST, SIGNATURE, CERTIFICATE):
		if name not in files:
			return Finding(INCOMPLETE, name, "is missing")
	if not _is_signed(files[MANIFEST], files[SIGNATURE], files[CERTIFICATE]):
		return Finding(TAMPERED, MANIFEST, "is not signed by the certificate of this bundle")
	listed = json.loads(files[MANIFEST])["files"]
	for name, digest in listed.items():
		if name not in files:
			return Finding(INCOMPLETE, name, "is missing")
		if sha256(files[name]) != digest:
			return Finding(TAMPERED, name, "was changed")
	added = sorted(set(files) - set(listed) - {MANIFEST, SIGNATURE})
	return Finding(TAMPERED, added[0], "was added") if added else None


def get_sealed_event(rows: list[Mapping[str, Any]]) -> dict | None:
	"""What the newest entry about a seal says."""
	said = [chain.read(row) for row in rows]
	return next((each for each in reversed(said) if each.get("event") == SEALED), None)


def get_answers(rows: list[Mapping[str, Any]]) -> list[dict]:
	"""What the entries about signatures and acceptances say, oldest first."""
	return [said for said in map(chain.read, rows) if said.get("event") in ANSWERS]


def get_kept(title: str, rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
	"""What it is, address and hash of each file that a provider of signatures left."""
	for said in map(chain.read, rows):
		if said.get("event") in KEPT and said.get("file_url"):
			yield f"{title}, {KEPT[said['event']]}", said["file_url"], said["pdf_hash"]


def check_kept(item: str, content: bytes, digest: str) -> Iterator[Finding]:
	"""Is it, byte for byte, the file that the provider gave?"""
	if sha256(content) != digest:
		yield Finding(TAMPERED, item, "changed since it was brought back")


def get_pending(title: str, answer: Mapping[str, Any]) -> Finding:
	"""A document without a sealed PDF: it is to come, unless the answer is older than the seals are."""
	if answer and "key_id" not in answer:
		return Finding(NOTE, title, "has no sealed PDF: it was answered before documents were sealed")
	return Finding(INCOMPLETE, title, "seal pending: it has no sealed PDF yet")


def get_fingerprint(files: Files) -> str:
	"""SHA-256 of the certificate, to be compared with what the seller publishes."""
	return x509.load_pem_x509_certificate(files[CERTIFICATE]).fingerprint(hashes.SHA256()).hex(":").upper()


def _is_signed(text: bytes, signature: bytes, certificate: bytes) -> bool:
	try:
		key = x509.load_pem_x509_certificate(certificate).public_key()
		key.verify(b64decode(signature, validate=True), text, ec.ECDSA(hashes.SHA256()))
	except (InvalidSignature, ValueError, AttributeError, TypeError):
		return False
	return True


def _check_content(title: str, files: Files, rows: list[Mapping[str, Any]]) -> Iterator[Finding]:
	"""What was answered is the content that was frozen."""
	answered = get_answers(rows)
	if answered and sha256(files.get(CONTENT, b"")) != answered[-1]["content_hash"]:
		yield Finding(TAMPERED, f"{title}, {CONTENT}", "is not the content that was answered")
