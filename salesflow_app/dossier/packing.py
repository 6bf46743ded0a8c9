"""Writes a dossier's zip to the disk, file by file, so that its size does not matter; hashes what it writes."""

import hashlib
import re
import zipfile
from pathlib import Path

import frappe

from salesflow_app.evidence import keys
from salesflow_app.evidence.proof import bundle
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.sealing.bundles import sign_manifest

PIECE = 1 << 20
LONGEST_NAME = 80
MOST_BYTES = bundle.MOST_BYTES - (64 << 20)
"""What all files of a dossier may come to, so that whoever checks it still reads it."""
UNSAFE = re.compile(r"[^\w.()-]+", re.ASCII)


class Packer:
	"""A zip that is being written, with the hash of everything in it."""

	def __init__(self, path: Path):
		self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
		self.digests: dict[str, str] = {}
		self.size = 0

	def add(self, name: str, content: bytes) -> None:
		self.archive.writestr(name, content)
		self._note(name, sha256(content), len(content))

	def add_file(self, name: str, path: Path) -> str:
		"""A file of the site, in pieces; returns its SHA-256. Raises OSError where it is gone or cannot be read."""
		digest, size = hashlib.sha256(), 0
		with open(path, "rb") as source, self.archive.open(name, "w", force_zip64=True) as target:
			while piece := source.read(PIECE):
				digest.update(piece)
				target.write(piece)
				size += len(piece)
		self._note(name, digest.hexdigest(), size)
		return digest.hexdigest()

	def has_room(self, size: int) -> bool:
		return self.size + size <= MOST_BYTES

	def close(self, key: keys.SealKey) -> None:
		"""Sign the list of hashes and end the zip."""
		for name, content in sign_manifest(self.digests, key).items():
			self.archive.writestr(name, content)
		self.archive.close()

	def _note(self, name: str, digest: str, size: int) -> None:
		self.digests[name] = digest
		self.size += size


def get_safe_name(number: int, name: str) -> str:
	"""The name of a file in the zip: plain letters and a number in front, so that no name leads out of it or comes twice."""
	stem, dot, ending = (name or "").rpartition(".")
	stem, ending = UNSAFE.sub("_", stem or ending), UNSAFE.sub("_", ending if dot else "")
	short = f"{stem[:LONGEST_NAME].strip('._') or 'file'}{'.' if dot else ''}{ending[:10]}"
	return f"files/{number:04d}-{short}"


def find_file(file_url: str) -> Path | None:
	"""The file behind an address of this site, wherever the address tries to lead; None for addresses elsewhere."""
	for prefix, folder in (("/private/files/", "private"), ("/files/", "public")):
		if file_url.startswith(prefix):
			return Path(frappe.get_site_path(folder, "files", Path(file_url).name))
	return None
