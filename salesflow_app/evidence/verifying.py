"""Reads a record only if it is what was written: its hash covers its payload."""

import json

from salesflow_app.evidence.proof.hashes import chain_hash


class RecordError(Exception):
	"""A record is missing, or is not what was written."""


def read_payload(row: dict) -> dict:
	"""What an Evidence Entry says, from its `payload`, `previous_hash` and `entry_hash`. Raises RecordError."""
	payload = row["payload"] or ""
	if chain_hash(row["previous_hash"] or "", payload.encode()) != row["entry_hash"]:
		raise RecordError("the record differs from its hash")
	return json.loads(payload)
