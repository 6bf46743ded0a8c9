"""Writes Evidence Entries: who did what to which content, when and from where. Nothing here changes or deletes one."""

from datetime import datetime, timezone

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from salesflow_app.documents import background, shared_names
from salesflow_app.documents.acts import system_act
from salesflow_app.documents.locks import lock_row
from salesflow_app.documents.visits import get_actor, get_actor_name, get_proof
from salesflow_app.evidence import heads, keys
from salesflow_app.evidence.canonical import canonical_bytes, text_hash
from salesflow_app.evidence.proof.hashes import chain_hash, entry_mac
from salesflow_app.rules.cells import make_text
from salesflow_app.salesflow_app.workflows import EVENTS

REFUSED = "_refused"
LIMIT = 512
"""Longest text kept of what a browser says about itself."""


def record(
	doc: Document,
	event: str,
	*,
	words: str = "",
	content_hash: str = "",
	consent_text: str = "",
	actor_name: str = "",
	actor_title: str = "",
	kind: str | None = None,
	origin: dict | None = None,
	actor: str | None = None,
	**facts: str,
) -> str:
	"""Add an entry to the document's chain, in the transaction of the act itself. Returns its name.

	`kind` is Client, Staff or System; by default it follows from the session's user. Times are UTC. A job
	passes on `origin` and `actor` of the request it works for. `facts` are fields that few events have.
	"""
	if event.removesuffix(REFUSED) not in EVENTS:
		raise ValueError(f"Unknown event {event!r}: add it to a table in workflows/")
	lock_row(doc.doctype, doc.name)
	shared_names.share(doc)
	last = _get_last(doc)
	key_id, key = keys.get_mac_key()
	content = doc.flags.pop("frozen_content", "")
	entry = {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"sequence": (last.sequence if last else 0) + 1,
		"event": event,
		"occurred_at": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
		"actor_kind": kind or _get_kind(),
		"actor": actor or get_actor(),
		"actor_name": actor_name or (frappe.utils.get_fullname(actor) if actor else get_actor_name()),
		"actor_title": actor_title,
		**(origin or get_origin()),
		"document_version": doc.get("version") or 0,
		"content_hash": content_hash or doc.get("content_hash") or "",
		"consent_text": consent_text,
		"words": words,
		"key_id": key_id,
		**({"content_kept": "1"} if content else {}),
		**get_proof(),
		**facts,
	}
	previous = last.entry_hash if last else ""
	chain = _get_chain(doc, last)
	written = _insert(entry, previous, chain, content, key)
	heads.write((doc.doctype, doc.name), chain, entry["sequence"], written.entry_hash, key_id, key)
	return written.name


def record_refusal(doc: Document, event: str, why: str) -> None:
	"""Record a refusal. The refusal rolls this transaction back, so a job of its own writes the entry.

	A burst of tries is one job, and one entry an hour for each person, document and act. Where the queue cannot be
	reached, the refusal is in the log file alone.
	"""
	burst = text_hash("\0".join((doc.doctype, doc.name, event, frappe.session.user)))
	background.enqueue(
		"salesflow_app.evidence.log.write_refusal",
		queue="short",
		job_id=f"salesflow-refusal-{burst[:24]}",
		deduplicate=True,
		doctype=doc.doctype,
		name=doc.name,
		refused=event,
		why=why,
		actor=frappe.session.user,
		origin=get_origin(),
	)


def write_refusal(doctype: str, name: str, refused: str, why: str, actor: str, origin: dict) -> None:
	"""The job of `record_refusal`. `event` is a parameter of `frappe.enqueue` itself, so it is `refused` here."""
	try:
		_write_refusal(frappe.get_doc(doctype, name), refused, why, actor, origin)
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError) as error:
		raise frappe.RetryBackgroundJobError(str(error)) from error


def _write_refusal(doc: Document, refused: str, why: str, actor: str, origin: dict) -> None:
	lock_row(doc.doctype, doc.name)
	of_burst = {"reference_doctype": doc.doctype, "reference_name": doc.name, "event": f"{refused}{REFUSED}"}
	if not count_refusals(actor, **of_burst):
		record(doc, of_burst["event"], words=why, kind="Client", origin=origin, actor=actor)


def count_refusals(actor: str, **filters: str) -> int:
	"""How many acts of this person were refused within the last hour."""
	return frappe.db.count(
		"Salesflow Evidence Entry",
		{
			"event": ("like", f"%{REFUSED}"),
			**filters,
			"actor": actor,
			"creation": (">", add_to_date(now_datetime(), hours=-1)),
		},
	)


def _get_chain(doc: Document, last: dict | None) -> str:
	"""What the keys of a document's entries begin with. A document with the name of a deleted one starts a chain of its own."""
	if last:
		return last.entry_key.rpartition(":")[0]
	chain = f"{doc.doctype}:{doc.name}"
	of_name = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	return f"{chain}@{doc.creation}" if frappe.db.exists("Salesflow Evidence Entry", of_name) else chain


def _insert(entry: dict, previous: str, chain: str, content: str, key: bytes) -> Document:
	"""The payload holds every word as it came; the columns, which reports export, hold no formulas."""
	payload = canonical_bytes(entry)
	entry_hash = chain_hash(previous, payload)
	columns = {name: get_column(value) for name, value in entry.items()}
	doc = frappe.get_doc(
		{
			"doctype": "Salesflow Evidence Entry",
			**columns,
			"entry_key": f"{chain}:{entry['sequence']}",
			"content": content,
			"payload": payload.decode(),
			"previous_hash": previous,
			"entry_hash": entry_hash,
			"mac": entry_mac(key, entry["key_id"], entry_hash),
		}
	)
	with system_act(doc):
		return doc.insert(ignore_permissions=True)  # nobody has the right to write evidence


def get_column(value: str | int) -> str | int:
	"""A value of the payload as its column shows it."""
	return make_text(value) if isinstance(value, str) else value


def _get_last(doc: Document) -> dict | None:
	entry = frappe.qb.DocType("Salesflow Evidence Entry")
	rows = (
		frappe.qb.from_(entry)
		.select(entry.sequence, entry.entry_hash, entry.entry_key)
		.where((entry.reference_doctype == doc.doctype) & (entry.reference_name == doc.name))
		.where(entry.creation >= doc.creation)
		.orderby(entry.sequence, order=frappe.qb.desc)
		.limit(1)
		.for_update()
		.run(as_dict=True)
	)
	return rows[0] if rows else None


def _get_kind() -> str:
	user = frappe.session.user
	if user in ("Administrator", "Guest") and not getattr(frappe.local, "request", None):
		return "System"
	return "Staff" if frappe.get_cached_value("User", user, "user_type") == "System User" else "Client"


def get_origin() -> dict[str, str]:
	"""Peer address, what the proxy claims it is, and the browser, each cut to a safe length."""
	request = getattr(frappe.local, "request", None)
	if not request:
		return {"ip_address": "", "claimed_address": "", "user_agent": ""}
	claimed = request.headers.get("X-Forwarded-For", "")
	return {
		"ip_address": _get_trusted(request.remote_addr or "", claimed),
		"claimed_address": _cut(claimed, 140),
		"user_agent": _cut(request.headers.get("User-Agent", ""), LIMIT),
	}


def _get_trusted(peer: str, claimed: str) -> str:
	"""The address that the last trusted proxy saw; without trusted proxies, the peer itself."""
	hops = frappe.utils.cint(frappe.get_cached_doc("Salesflow Settings").trusted_proxies)
	addresses = [part.strip() for part in claimed.split(",") if part.strip()]
	return _cut(addresses[-hops], 45) if 0 < hops <= len(addresses) else peer


def _cut(text: str, limit: int) -> str:
	return " ".join(text.split())[:limit]
