"""The evidence of a document as it stands in the database, and what is wrong with it. Reads everything, changes nothing."""

from collections.abc import Iterator

import frappe

from salesflow_app.evidence import heads, keys
from salesflow_app.evidence.log import get_column
from salesflow_app.evidence.proof import chain
from salesflow_app.evidence.proof.findings import TAMPERED, Finding
from salesflow_app.text.plain_text import make_safe

ENTRY = "Salesflow Evidence Entry"
CHAIN_FIELDS = "entry_key sequence content payload previous_hash entry_hash key_id mac".split()
COLUMNS = (
	"reference_doctype event occurred_at actor_kind actor actor_name actor_title ip_address claimed_address "
	"user_agent document_version content_hash consent_text words pdf_hash certificate_id trusted_time file_url seal_key"
).split()
"""What people read of an entry; its text says the same. A document that was renamed has another name than there."""
HEAD_FIELDS = "chain last_sequence head_hash key_id mac".split()


def check(doctype: str, name: str) -> Iterator[Finding]:
	"""What is wrong with the chains of a document: one, or more where a name was given again after a deletion."""
	site_keys, chains, ends = keys.get_mac_keys(), get_chains(doctype, name), get_heads(doctype, name)
	for title in sorted({*chains, *ends}):
		rows = chains.get(title, [])
		yield from chain.check(f"{doctype} {name}", rows, ends.get(title), site_keys)
		for row in rows:
			yield from check_columns(f"{doctype} {name}, entry {row.sequence}", row)


def get_chains(doctype: str, name: str) -> dict[str, list[frappe._dict]]:
	"""The entries of a document by chain, each in the order of its numbers."""
	filters = {"reference_doctype": doctype, "reference_name": name}
	rows = frappe.get_all(
		ENTRY, filters, [*CHAIN_FIELDS, *COLUMNS], order_by="sequence asc, creation asc, name asc"
	)
	chains: dict[str, list[frappe._dict]] = {}
	for row in rows:
		chains.setdefault((row.entry_key or "").rpartition(":")[0], []).append(row)
	return chains


def get_heads(doctype: str, name: str) -> dict[str, frappe._dict]:
	"""What the ledger says of a document's chains."""
	filters = {"reference_doctype": doctype, "reference_name": name}
	return {
		row.chain: row for row in frappe.get_all(heads.DOCTYPE, filters, HEAD_FIELDS, order_by="chain asc")
	}


def get_newest_chain(doctype: str, name: str) -> tuple[list[frappe._dict], frappe._dict | None]:
	"""Entries and head of the document that has this name now."""
	chains = get_chains(doctype, name)
	title = max(chains, key=lambda title: chains[title][-1].occurred_at, default="")
	return chains.get(title, []), get_heads(doctype, name).get(title)


def check_columns(item: str, row: dict) -> Iterator[Finding]:
	"""What lists and forms show of an entry must be what its text says."""
	payload = chain.read(row)
	for field in COLUMNS:
		written = get_column(str(payload.get(field) or ""))
		if ("" if row[field] is None else str(row[field])) not in (written, make_safe(written)):
			yield Finding(TAMPERED, item, f"the field “{field}” differs from its text")
