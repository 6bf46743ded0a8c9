"""The site's keys: one for the keyed codes of entries, one for the seal of PDFs. Kept in a file, never in the database.

The file lies in the site's `private` folder, or where `salesflow_keys` in site_config.json says. Keys are added and
never taken away: what an older one wrote is checked with it. Losing the file loses no document, but nobody can check
any more who wrote an entry.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import frappe
from frappe import _

from salesflow_app.evidence import certificates

FILE = "salesflow-evidence-keys.json"
ONLY_THE_OWNER = 0o600
MAC, SEAL = "mac", "seal"


@dataclass(frozen=True)
class SealKey:
	"""The key a PDF is sealed with, and its certificate; both PEM text."""

	key_id: str
	key: str
	certificate: str


def get_path() -> Path:
	"""Where the keys are."""
	return Path(frappe.conf.get("salesflow_keys") or frappe.get_site_path("private", FILE))


def ensure() -> None:
	"""Make the keys that are not there yet: at installation, at migrate, or when the first entry is written."""
	if not _is_complete(_read()):
		with _changing() as keys:
			_add_missing(keys)


def renew(kind: str) -> str:
	"""Make a new key of this kind, to be used from now on; the old ones stay for what they wrote. Returns its id."""
	with _changing() as keys:
		return _add(keys, kind)


def get_mac_key() -> tuple[str, bytes]:
	"""Id and key that entries are written with now."""
	keys = _read()
	if not _is_complete(keys):
		ensure()
		keys = _read()
	key_id = keys[MAC]["current"]
	return key_id, bytes.fromhex(keys[MAC]["keys"][key_id])


def get_mac_keys() -> dict[str, bytes]:
	"""All keys of entries by id, old ones too; empty where the file is gone."""
	return {key_id: bytes.fromhex(key) for key_id, key in _read().get(MAC, {}).get("keys", {}).items()}


def get_seal_key(key_id: str | None = None) -> SealKey:
	"""The key and certificate that PDFs are sealed with now, or those with this id. Raises ValidationError for one that is lost."""
	keys = _read()
	if not _is_complete(keys):
		ensure()
		keys = _read()
	key_id = key_id or keys[SEAL]["current"]
	if key_id not in keys[SEAL]["keys"]:
		frappe.throw(_("The key {0} is missing. Restore the key file from a backup.").format(key_id))
	return SealKey(key_id, **keys[SEAL]["keys"][key_id])


def get_certificates() -> dict[str, str]:
	"""All certificates of the seal by key id, as PEM text; empty where the file is gone."""
	return {key_id: pair["certificate"] for key_id, pair in _read().get(SEAL, {}).get("keys", {}).items()}


def describe() -> list[str]:
	"""Where the keys are and which there are, for an administrator; never a secret."""
	known, lines = _read(), [f"Key file: {get_path().resolve()}"]
	for kind, title in ((MAC, "Keyed codes of entries"), (SEAL, "Seal of PDFs")):
		for key_id in known.get(kind, {}).get("keys", {}):
			lines.append(f"{title}: {key_id}{' (in use)' if key_id == known[kind]['current'] else ''}")
	for key_id, text in get_certificates().items():
		lines.append(f"Fingerprint of {key_id}: {certificates.get_fingerprint(text)}")
	return lines


# The file


def _read() -> dict:
	"""What the file holds; empty where there is none. Raises ValidationError for one that cannot be read."""
	path = get_path()
	try:
		return json.loads(path.read_text())
	except FileNotFoundError:
		return {}
	except (OSError, ValueError) as error:
		frappe.throw(
			_("The key file {0} cannot be read. Restore it from a backup: {1}").format(
				path.name, type(error).__name__
			)
		)


def _is_complete(keys: dict) -> bool:
	return all(keys.get(kind, {}).get("current") for kind in (MAC, SEAL))


@contextmanager
def _changing() -> Iterator[dict]:
	"""Read, change and replace the file while nobody else does; readers see the old one or the new one."""
	path = get_path()
	path.parent.mkdir(parents=True, exist_ok=True)
	with open(path.with_suffix(".lock"), "a") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		keys = _read()
		yield keys
		new = path.with_suffix(".new")
		new.unlink(missing_ok=True)
		with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_THE_OWNER), "w") as file:
			file.write(json.dumps(keys, indent=1))
			file.flush()
			os.fsync(file.fileno())
		new.replace(path)


def _add_missing(keys: dict) -> None:
	for kind in (MAC, SEAL):
		if not keys.get(kind, {}).get("current"):
			_add(keys, kind)


def _add(keys: dict, kind: str) -> str:
	known = keys.setdefault(kind, {"keys": {}})
	key_id = f"{kind}-{secrets.token_hex(4)}"
	known["keys"][key_id] = (
		secrets.token_hex(32) if kind == MAC else certificates.make_pair(frappe.local.site)
	)
	known["current"] = key_id
	return key_id
