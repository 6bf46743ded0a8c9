"""One chain of entries: complete, in order, unchanged, and ending where the ledger of heads says."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .findings import CANNOT_CHECK, NOTE, TAMPERED, Finding
from .hashes import chain_hash, entry_mac, head_mac, is_same, sha256

Row = Mapping[str, Any]
Keys = Mapping[str, bytes]


def check(title: str, rows: Sequence[Row], head: Row | None, keys: Keys | None) -> Iterator[Finding]:
	"""What is wrong with a chain. `rows` are its entries in the order of their numbers.

	`keys` are the site's secret keys by their id; None where the reader does not have them, as offline: then hashes
	are checked and keyed codes are not.
	"""
	previous, number, was_keyed = "", 0, False
	for number, row in enumerate(rows, start=1):
		if row["sequence"] != number:
			yield Finding(TAMPERED, title, f"entry {number} is missing")
			return
		item = f"{title}, entry {number}"
		yield from _check_entry(item, row, previous, keys)
		if was_keyed and not row.get("key_id"):
			yield Finding(TAMPERED, item, "has no keyed code, although entries before it have one")
		previous, was_keyed = row["entry_hash"], was_keyed or bool(row.get("key_id"))
	yield from _check_head(title, rows, head, keys)


def read(row: Row) -> dict:
	"""What an entry says; empty where it is no JSON object."""
	try:
		payload = json.loads(row["payload"] or "")
	except ValueError:
		return {}
	return payload if isinstance(payload, dict) else {}


def _check_entry(item: str, row: Row, previous: str, keys: Keys | None) -> Iterator[Finding]:
	payload = read(row)
	if (row["previous_hash"] or "") != previous:
		yield Finding(TAMPERED, item, "does not follow from the entry before it")
	if chain_hash(row["previous_hash"] or "", (row["payload"] or "").encode()) != row["entry_hash"]:
		yield Finding(TAMPERED, item, "its text differs from its hash")
	if str(payload.get("sequence")) != str(row["sequence"]):
		yield Finding(TAMPERED, item, f"is numbered {payload.get('sequence')} in its text")
	if (payload.get("key_id") or "") != (row.get("key_id") or ""):
		yield Finding(TAMPERED, item, "its key is not the one that its text names")
	yield from _check_content(item, row, payload)
	yield from _check_code(item, row, keys, lambda key, key_id: entry_mac(key, key_id, row["entry_hash"]))


def _check_content(item: str, row: Row, payload: dict) -> Iterator[Finding]:
	content = row.get("content") or ""
	if content and sha256(content.encode()) != payload.get("content_hash"):
		yield Finding(TAMPERED, item, "the content kept with it differs from its fingerprint")
	if not content and payload.get("content_kept"):
		yield Finding(TAMPERED, item, "the content kept with it is gone")
	if content and "key_id" in payload and not payload.get("content_kept"):
		yield Finding(TAMPERED, item, "content was added to it")


def _check_code(item: str, row: Row, keys: Keys | None, make_code) -> Iterator[Finding]:
	"""The keyed code of an entry or a head, as far as the key is at hand."""
	key_id = row.get("key_id") or ""
	if not key_id and row.get("mac"):
		yield Finding(TAMPERED, item, "has a keyed code but names no key")
	elif not key_id:
		yield Finding(NOTE, item, "not keyed: written before the site had a key")
	elif keys is not None and key_id not in keys:
		yield Finding(CANNOT_CHECK, item, f"key missing: {key_id} is not in the site's key file")
	elif keys is not None and not is_same(make_code(keys[key_id], key_id), row.get("mac")):
		yield Finding(TAMPERED, item, "its keyed code is not the site's")


def _check_head(title: str, rows: Sequence[Row], head: Row | None, keys: Keys | None) -> Iterator[Finding]:
	item = f"{title}, ledger of heads"
	if head is None:
		yield Finding(TAMPERED, item, "the chain is not listed there")
		return
	last = rows[-1] if rows else {"sequence": 0, "entry_hash": ""}
	if head["last_sequence"] != last["sequence"]:
		yield Finding(
			TAMPERED, item, f"{head['last_sequence']} entries were written, {last['sequence']} are there"
		)
	elif head["head_hash"] != last["entry_hash"]:
		yield Finding(TAMPERED, item, "the last entry is not the one that was written last")
	if not head.get("key_id") and any(row.get("key_id") for row in rows):
		yield Finding(TAMPERED, item, "has no keyed code, although the entries have one")
	yield from _check_code(
		item,
		head,
		keys,
		lambda key, key_id: head_mac(key, key_id, head["chain"], head["last_sequence"], head["head_hash"]),
	)
