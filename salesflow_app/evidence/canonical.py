"""Canonical bytes and their hashes (RFC 8785). What is hashed here is what was shown, as text."""

import hashlib
import unicodedata
from typing import Any

import rfc8785


def canonical_bytes(payload: dict[str, Any]) -> bytes:
	"""RFC 8785 bytes of the payload; texts are NFC, numbers are written as strings."""
	return rfc8785.dumps(_plain(payload))


def canonical_hash(payload: dict[str, Any]) -> str:
	"""SHA-256 of the canonical bytes, as hexadecimal text."""
	return hashlib.sha256(canonical_bytes(payload)).hexdigest()


def text_hash(text: str) -> str:
	"""SHA-256 of a text's UTF-8 bytes, as hexadecimal text."""
	return hashlib.sha256((text or "").encode()).hexdigest()


def _plain(value: Any) -> Any:
	if isinstance(value, dict):
		return {str(key): _plain(item) for key, item in value.items()}
	if isinstance(value, list | tuple):
		return [_plain(item) for item in value]
	if value is None or isinstance(value, bool):
		return value
	return unicodedata.normalize("NFC", str(value))
