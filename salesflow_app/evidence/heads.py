"""The ledger of heads: how many entries each chain has and the hash of its last one, so that deleting the last shows."""

import hashlib

import frappe

from salesflow_app.evidence.proof.hashes import head_mac

DOCTYPE = "Salesflow Evidence Head"


def get_name(chain: str) -> str:
	"""The name of a chain's row, so that one statement writes it."""
	return hashlib.sha256(chain.encode()).hexdigest()[:40]


def write(
	reference: tuple[str, str], chain: str, sequence: int, entry_hash: str, key_id: str, key: bytes
) -> None:
	"""Note the entry that was just written as the last one of its chain. One statement."""
	values = {
		"last_sequence": sequence,
		"head_hash": entry_hash,
		"key_id": key_id,
		"mac": head_mac(key, key_id, chain, sequence, entry_hash),
	}
	if sequence == 1:
		add(reference, chain, values)
	else:
		_update(chain, values)


def add(reference: tuple[str, str], chain: str, values: dict) -> None:
	"""The row of a chain that has none."""
	doctype, name = reference
	frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"name": get_name(chain),
			"reference_doctype": doctype,
			"reference_name": name,
			"chain": chain,
			**values,
		}
	).db_insert()


def _update(chain: str, values: dict) -> None:
	"""A row that somebody deleted is not made again: that it is missing is what shows."""
	head = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.update(head).where(head.name == get_name(chain))
	for field, value in values.items():
		query = query.set(head[field], value)
	query.run()
