"""What anybody may ask about a sealed PDF: is it ours, and is it unchanged. No names, no amounts, no contents.

A file is compared by its hash and never opened: nothing that a stranger uploads is parsed here.
"""

import re
from ipaddress import ip_address

import frappe
from frappe import _

from salesflow_app.evidence import keys, log, site_records
from salesflow_app.evidence.certificates import get_fingerprint
from salesflow_app.evidence.proof.chain import read
from salesflow_app.evidence.proof.hashes import chain_hash, entry_mac, is_same, sha256
from salesflow_app.sealing.work import LENGTH, LETTERS
from salesflow_app.text.formats import utc_moment

MOST_CHECKS, SECONDS = 30, 600
"""Checks of one address within ten minutes."""
MOST_BYTES = 25 * 1024 * 1024
FIELDS = ["payload", "previous_hash", "entry_hash", "key_id", "mac"]


def count_check() -> bool:
	"""Note a check of this address. False where it asked too often."""
	address = _get_address()
	key = f"salesflow_verify:{sha256(address.encode())[:32]}"
	checks = (frappe.cache.get_value(key, expires=True) or 0) + 1
	frappe.cache.set_value(key, checks, expires_in_sec=SECONDS)
	return checks <= MOST_CHECKS


def _get_address() -> str:
	"""Behind a proxy that Salesflow Settings do not know of, what Frappe takes for the address: else all share one limit."""
	peer = log.get_origin()["ip_address"]
	try:
		is_proxy = ip_address(peer).is_loopback
	except ValueError:
		is_proxy = True
	return (frappe.local.request_ip if is_proxy else peer) or "unknown"


def find_by_certificate(text: str) -> dict | None:
	"""The facts of the certificate with this id, as people type it; None for any other text."""
	certificate_id = re.sub(r"[\s-]", "", text).upper()
	if len(certificate_id) != LENGTH or not set(certificate_id) <= set(LETTERS):
		return None
	return _find("certificate_id", certificate_id)


def find_by_file(content: bytes) -> dict | None:
	"""The facts of the sealed PDF that has exactly these bytes; None for any other file."""
	return _find("pdf_hash", sha256(content))


def get_fingerprints() -> list[str]:
	"""The certificates that this site seals with, or did."""
	return [get_fingerprint(text) for text in keys.get_certificates().values()]


def _find(field: str, value: str) -> dict | None:
	filters = {"event": "sealed", field: value}
	rows = frappe.get_all(site_records.ENTRY, filters, FIELDS, order_by="creation desc", limit=1)
	if not rows:
		return None
	said = read(rows[0])
	return _get_facts(said) if _is_genuine(rows[0]) and said.get(field) == value else None


def _is_genuine(row: frappe._dict) -> bool:
	"""Was the entry written by this site? Without its key, nothing is confirmed."""
	key = keys.get_mac_keys().get(row.key_id or "")
	is_hashed = chain_hash(row.previous_hash or "", (row.payload or "").encode()) == row.entry_hash
	return is_hashed and bool(key) and is_same(entry_mac(key, row.key_id, row.entry_hash), row.mac)


def _get_facts(said: dict) -> dict:
	answered = _get_answer(said)
	return {
		"kind": _(said["reference_doctype"]),
		"certificate_id": said["certificate_id"],
		"answered_on": utc_moment(answered["occurred_at"]) if answered else "",
		"sealed_on": utc_moment(said["occurred_at"]),
		"trusted_time": said["trusted_time"] or _("none"),
		"pdf_hash": said["pdf_hash"],
		"content_hash": said["content_hash"],
	}


def _get_answer(said: dict) -> dict | None:
	filters = {
		"reference_doctype": said["reference_doctype"],
		"reference_name": said["reference_name"],
		"content_hash": said["content_hash"],
		"event": ("in", ("signed", "accepted")),
	}
	rows = frappe.get_all(site_records.ENTRY, filters, FIELDS, order_by="sequence desc", limit=1)
	return read(rows[0]) if rows and _is_genuine(rows[0]) else None
