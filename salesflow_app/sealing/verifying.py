"""Checks a document's evidence on this site: chains, heads, frozen content, seal and file. Reads everything, changes nothing."""

from collections.abc import Iterator

import frappe
from frappe.model.document import Document

from salesflow_app.documents import shared_names
from salesflow_app.evidence import keys, site_records
from salesflow_app.evidence.proof import bundle, chain, sealed
from salesflow_app.evidence.proof.findings import CANNOT_CHECK, INCOMPLETE, TAMPERED, Finding
from salesflow_app.order import differences
from salesflow_app.outbox import entries
from salesflow_app.sealing import copies
from salesflow_app.sealing.facts import ANSWERS
from salesflow_app.sow.signed import get_signed


def check(doctype: str, name: str) -> Iterator[Finding]:
	"""What is wrong with the evidence of a document."""
	yield from site_records.check(doctype, name)
	if doctype not in ANSWERS:
		return
	title = f"{doctype} {name}"
	rows, _head = site_records.get_newest_chain(doctype, name)
	answered = [said for said in map(chain.read, rows) if said.get("event") == ANSWERS[doctype]]
	yield from _check_answer(title, doctype, name, answered, rows)
	if answered:
		yield from _check_seal(title, rows, answered[-1])
		if doctype == "SOW":
			yield from _check_order(title, name)
		yield from _check_kept(title, rows)


def _check_answer(title: str, doctype: str, name: str, answered: list[dict], rows: list) -> Iterator[Finding]:
	"""A document that says it was answered needs the entry of it, and the content that was answered."""
	doc = shared_names.get_values(doctype, name, ["workflow_state", "content_hash"])
	if not doc:
		if any(row.event == "sent" for row in rows) or _is_named_elsewhere(doctype, name):
			yield Finding(TAMPERED, title, "the document was sent to the client and is gone")
		return
	if not answered:
		if doc.workflow_state in _get_states(doctype):
			yield Finding(TAMPERED, title, f"is {doc.workflow_state}, but no entry tells who answered it")
		return
	wanted = answered[-1]["content_hash"]
	if doc.workflow_state in _get_states(doctype) and doc.content_hash != wanted:
		yield Finding(TAMPERED, title, "its fingerprint is not that of the content that was answered")
	if not any(row.content and chain.read(row).get("content_hash") == wanted for row in rows):
		yield Finding(TAMPERED, title, "the content that was answered is gone")


def _check_seal(title: str, rows: list, answer: dict) -> Iterator[Finding]:
	event = bundle.get_sealed_event(rows)
	if not event or event["content_hash"] != answer["content_hash"]:
		yield bundle.get_pending(title, answer)
		return
	pdf = copies.read_file(event["file_url"])
	certificates = keys.get_certificates()
	if pdf is None:
		yield Finding(INCOMPLETE, f"{title}, {sealed.TITLE}", f"the file {event['file_url']} is missing")
	elif event["seal_key"] not in certificates:
		yield Finding(CANNOT_CHECK, f"{title}, {sealed.TITLE}", f"key missing: {event['seal_key']}")
	else:
		yield from sealed.check(title, pdf, event, rows, [certificates[event["seal_key"]]])


def _check_order(title: str, name: str) -> Iterator[Finding]:
	"""The approved order of a binding SOW is what was signed: no save lets anything else through, so another way did."""
	live = {"salesflow_sow": name, "docstatus": 1}
	order = frappe.db.get_value("Sales Order", live, "name", order_by="creation asc")
	sow = frappe.get_doc("SOW", name)
	if not order or sow.workflow_state not in _get_states("SOW"):
		return
	for sentence in _find_differences(frappe.get_doc("Sales Order", order), sow):
		yield Finding(TAMPERED, f"{title}, Sales Order {order}", f"it is not what was signed: {sentence}")


def _find_differences(order: Document, sow: Document) -> list[str]:
	"""Rows that cannot be added up are a difference too, and hide no other finding."""
	try:
		signed = get_signed(sow)
	except frappe.ValidationError as error:
		return [str(error)]
	return differences.find_in_content(order, signed) or differences.find_in_totals(order, signed)


def _check_kept(title: str, rows: list) -> Iterator[Finding]:
	"""What a provider of signatures left: the signed document and its certificate of completion."""
	for item, file_url, digest in bundle.get_kept(title, rows):
		content = copies.read_file(file_url)
		if content is None:
			yield Finding(INCOMPLETE, item, f"the file {file_url} is missing")
		else:
			yield from bundle.check_kept(item, content, digest)


def _get_states(doctype: str) -> tuple[str, ...]:
	from salesflow_app.salesflow_app.workflows import contract, sow, work_proposal

	accepted = {"SOW": sow.BINDING, "Contract": contract.BINDING}
	return accepted.get(doctype, (work_proposal.ACCEPTED,))


def _is_named_elsewhere(doctype: str, name: str) -> bool:
	"""Does the outbox or a milestone tell of an answer to it?"""
	is_sealed = {"kind": entries.SEAL, "reference_doctype": doctype, "reference_name": name}
	return bool(
		frappe.db.exists(entries.DOCTYPE, is_sealed)
		or (doctype == "SOW" and frappe.db.exists("Payment Milestone", {"sow": name}))
	)


def get_documents() -> list[tuple[str, str]]:
	"""Every document that has entries, a place in the ledger, or should have them."""
	found = set()
	for doctype, filters in (
		(site_records.ENTRY, {}),
		(site_records.heads.DOCTYPE, {}),
		(entries.DOCTYPE, {"kind": entries.SEAL}),
	):
		fields = ["reference_doctype", "reference_name"]
		rows = frappe.get_all(doctype, filters, fields, distinct=True, order_by="reference_name asc")
		found |= {(row.reference_doctype, row.reference_name) for row in rows}
	sows = frappe.get_all(
		"Payment Milestone", {"sow": ("is", "set")}, pluck="sow", distinct=True, order_by="sow asc"
	)
	found |= {("SOW", name) for name in sows}
	for doctype in ANSWERS:
		filters = {shared_names.get_field(doctype, "workflow_state"): ("in", _get_states(doctype))}
		found |= {(doctype, name) for name in frappe.get_all(doctype, filters, pluck="name")}
	return sorted(found)


def find_documents(name: str) -> list[tuple[str, str]]:
	"""Documents of this name, whatever their type."""
	return [document for document in get_documents() if document[1] == name]
