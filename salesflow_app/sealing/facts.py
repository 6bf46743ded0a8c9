"""What a seal is about: the client's answer, the content it was given to, and the entries that may be shown to a client."""

import json
from dataclasses import dataclass

import frappe
from frappe.model.document import Document

from salesflow_app.evidence import frozen, site_records
from salesflow_app.evidence.canonical import canonical_bytes
from salesflow_app.evidence.proof.chain import read

ANSWERS = {"SOW": "signed", "Work Proposal": "accepted", "Contract": "signed"}
"""The act that a document is sealed after."""
SHOWN = ("sent",)
"""Acts of staff that a client may read of. Reviews inside, and why something was sent back, are not their business."""
SCHEMA = "salesflow-evidence/v1"


@dataclass(frozen=True)
class Answer:
	"""The client's answer as the records tell it."""

	said: dict
	sequence: int
	entry_hash: str
	content: dict
	content_text: str
	rows: list[frappe._dict]

	@property
	def shown(self) -> list[dict]:
		"""What the entries say that a client may read, in their order."""
		return [said for said in map(read, self.rows) if is_shown(said)]


def is_shown(said: dict) -> bool:
	"""May a client read this entry?"""
	return said["actor_kind"] == "Client" or said["event"] in SHOWN


def get_answer(doc: Document) -> Answer | None:
	"""The newest answer of the client; None where there is none. Raises RecordError."""
	rows, _head = site_records.get_newest_chain(doc.doctype, doc.name)
	event = ANSWERS[doc.doctype]
	row = next((row for row in reversed(rows) if row.event == event), None)
	if not row:
		return None
	content = frozen.read(doc, row.content_hash)
	text = canonical_bytes(content).decode()
	return Answer(read(row), row.sequence, row.entry_hash, content, text, rows)


def get_evidence(doc: Document, answer: Answer, certificate_id: str, certificate: str) -> bytes:
	"""The file that goes into the PDF. Of an entry that a client may not read it has the hash alone."""
	evidence = {
		"schema": SCHEMA,
		"certificate_id": certificate_id,
		"document": {"doctype": doc.doctype, "name": doc.name, "version": answer.said["document_version"]},
		"content_hash": answer.said["content_hash"],
		"content": answer.content_text,
		"seal_certificate": certificate,
		"entries": [_get_entry(row) for row in answer.rows],
	}
	return json.dumps(evidence, ensure_ascii=False, indent=1).encode()


def _get_entry(row: frappe._dict) -> dict:
	entry = {"sequence": row.sequence, "previous_hash": row.previous_hash or "", "entry_hash": row.entry_hash}
	return {**entry, "payload": row.payload} if is_shown(read(row)) else entry
