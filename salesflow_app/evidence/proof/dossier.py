"""The dossier of a deal: its entries and files, and the bundle of each document in it. Checked without the site."""

import json
from collections.abc import Iterator, Mapping

from . import bundle, chain
from .bundle import Files, NoBundle
from .findings import INCOMPLETE, TAMPERED, Finding

DOSSIER, EVIDENCE = "dossier.json", "evidence/"
BUNDLE_ENDING, RECORDS_ENDING = ".zip", ".records.json"
MOST_BYTES = 256 << 20
"""What one bundle inside a dossier may come to when it is unpacked."""


def check(files: Files, keys: Mapping[str, bytes] | None = None) -> Iterator[Finding]:
	"""What is wrong with a dossier, or with the bundle of one document. With the site's `keys`, codes are checked too."""
	if DOSSIER not in files:
		yield from bundle.check(files, keys)
	elif problem := bundle.find_changed_file(files):
		yield problem
	else:
		yield from _check_told(files)
		for name in sorted(files):
			if name.startswith(EVIDENCE):
				yield from _check_evidence(name, files[name], keys)


def get_key_ids(files: Files) -> set[str]:
	"""The keys that entries in a dossier or a bundle were written with."""
	if DOSSIER not in files:
		return bundle.get_key_ids(files)
	used = set()
	for name, content in files.items():
		if name.startswith(EVIDENCE) and name.endswith(BUNDLE_ENDING):
			used |= bundle.get_key_ids(bundle.read_zip(content, name, MOST_BYTES))
		elif name.startswith(EVIDENCE) and name.endswith(RECORDS_ENDING):
			used |= bundle.get_key_ids({bundle.RECORDS: content})
	return used


def _check_told(files: Files) -> Iterator[Finding]:
	"""What the dossier says of its own files: those that it had not, and those that it should have."""
	told = json.loads(files[DOSSIER])
	for missing in told["missing"]:
		yield Finding(INCOMPLETE, missing["file"], missing["problem"])
	for packed in told["files"]:
		if packed["packed_as"] not in files:
			yield Finding(TAMPERED, packed["packed_as"], "is named in the dossier and not in the zip")


def _check_evidence(name: str, content: bytes, keys: Mapping[str, bytes] | None) -> Iterator[Finding]:
	if name.endswith(RECORDS_ENDING):
		told = json.loads(content)
		yield from chain.check(f"{told['doctype']} {told['name']}", told["entries"], told["head"], keys)
	elif name.endswith(BUNDLE_ENDING):
		try:
			yield from bundle.check(bundle.read_zip(content, name, MOST_BYTES), keys)
		except NoBundle as error:
			yield Finding(TAMPERED, name, str(error))
