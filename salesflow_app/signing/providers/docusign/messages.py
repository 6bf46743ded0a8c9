"""What DocuSign Connect tells: whether it is genuine, and which envelope it is about. Its word is no more than a hint."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

HEADER = "X-DocuSign-Signature-{}"
MOST_SIGNATURES = 10
ENVELOPE_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


@dataclass(frozen=True)
class Message:
	"""The envelope, and what tells one message from the next; a repeated one says the same."""

	envelope_id: str
	event: str
	moment: str


def is_genuine(body: bytes, headers: Mapping[str, str], keys: list[str]) -> bool:
	"""Is one of the signatures made of exactly these bytes with one of our keys? Compared in constant time.

	DocuSign signs once with each key that the account has, so an old and a new one may both be there.
	"""
	given = [headers.get(HEADER.format(number)) or "" for number in range(1, MOST_SIGNATURES + 1)]
	made = [base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()) for key in keys]
	return any([hmac.compare_digest(one.encode(), mine) for one in given if one for mine in made])


def read(body: bytes) -> Message | None:
	"""The message; None for what is none."""
	try:
		said = json.loads(body)
	except (ValueError, RecursionError):
		return None
	data = said.get("data") if isinstance(said, dict) else None
	envelope_id = data.get("envelopeId") if isinstance(data, dict) else None
	if not isinstance(envelope_id, str) or not ENVELOPE_ID.fullmatch(envelope_id):
		return None
	event, moment = (str(said.get(name) or "")[:60] for name in ("event", "generatedDateTime"))
	return Message(envelope_id, event, moment)
