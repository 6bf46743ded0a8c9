"""Hashes of the chain and their keyed codes. Each use has a prefix of its own, so that none passes for another."""

import hashlib
import hmac


def chain_hash(previous_hash: str, payload: bytes) -> str:
	"""Hash of an evidence entry: it builds on the one before it."""
	return hashlib.sha256(b"salesflow-evidence/v1\x00" + previous_hash.encode() + payload).hexdigest()


def entry_mac(key: bytes, key_id: str, entry_hash: str) -> str:
	"""Code that only the holder of the key can make for an entry."""
	return _mac(key, "salesflow-evidence-entry/v1", key_id, entry_hash)


def head_mac(key: bytes, key_id: str, chain: str, sequence: int, head_hash: str) -> str:
	"""Code for the head of a chain: how many entries it has, and the hash of the last one."""
	return _mac(key, "salesflow-evidence-head/v1", key_id, chain, str(sequence), head_hash)


def is_same(one: str | None, other: str | None) -> bool:
	"""Are two codes equal? Takes equally long for all that are not."""
	return hmac.compare_digest((one or "").encode(), (other or "").encode())


def sha256(content: bytes) -> str:
	"""SHA-256 as hexadecimal text."""
	return hashlib.sha256(content).hexdigest()


def _mac(key: bytes, *parts: str) -> str:
	return hmac.new(key, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()
