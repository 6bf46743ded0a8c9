"""Puts the chains that were written before there were keys into the ledger of heads, so that they change no more unseen."""

import frappe

from salesflow_app.evidence import heads, keys
from salesflow_app.evidence.proof.hashes import head_mac


def execute() -> None:
	"""Once, at the update that brings the keys; safe to repeat."""
	keys.ensure()
	key_id, key = keys.get_mac_key()
	for last in _get_last_entries():
		chain = last.entry_key.rpartition(":")[0]
		if not frappe.db.exists(heads.DOCTYPE, heads.get_name(chain)):
			mac = head_mac(key, key_id, chain, last.sequence, last.entry_hash)
			values = {"last_sequence": last.sequence, "head_hash": last.entry_hash}
			reference = (last.reference_doctype, last.reference_name)
			heads.add(reference, chain, {**values, "key_id": key_id, "mac": mac})


def _get_last_entries() -> list[frappe._dict]:
	"""The newest entry of each chain: the key of an entry is its chain and its number."""
	fields = ["reference_doctype", "reference_name", "sequence", "entry_key", "entry_hash"]
	rows = frappe.get_all("Salesflow Evidence Entry", fields=fields, order_by="sequence asc")
	return list({row.entry_key.rpartition(":")[0]: row for row in rows if row.entry_key}.values())
