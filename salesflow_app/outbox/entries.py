"""Rows of the outbox: what is to follow a commit, added in its transaction, each key once. `worker.py` does the work."""

import hashlib
import json
from datetime import datetime
from functools import partial

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, get_datetime, now_datetime

from salesflow_app.documents import background
from salesflow_app.outbox import queued

DOCTYPE = "Salesflow Outbox Entry"
MAIL, SEAL = "Mail", "Seal"
PROVIDER, PROVIDER_ANSWER = "Provider", "Provider Answer"
"""What a provider of signatures is to do, and what it is asked for."""
FEEDBACK = "Feedback"
"""A client, and the team of a deal, are to be asked what they think of it."""
DOSSIER = "Dossier"
"""The export of a dossier."""
TASK = "Task"
"""Somebody is to be asked, or need not be any more."""
PENDING, DONE, FAILED, NOT_SENT = "Pending", "Done", "Failed", "Not Sent"
FIRST_SWEEP = 5
"""Minutes that the first worker has until the sweep looks after a row."""
LONG = {DOSSIER: 30}
"""Kinds whose work takes longer than Frappe's short queue lets a job run (five minutes): as many minutes have they."""
KEY_LENGTH = 255
JOB = "salesflow_app.outbox.worker.work"


def add(
	event: str, doc: Document, key: str, kind: str = MAIL, wait: int = 0, actor: str | None = None, **payload
) -> str | None:
	"""Have `event` of `doc` worked off after the commit; returns the row's name, None where the key is known.

	`payload` is what only this moment knows: old values, differences. One statement. The key is of the document, not
	of its name: what a deleted document of that name once sent does not count. With `wait`, the sweep wakes it after
	so many seconds. `actor` is by default the session's user.
	"""
	entry = frappe.get_doc(
		{
			"doctype": DOCTYPE,
			"name": get_name(key),
			"kind": kind,
			"event": event,
			"entry_key": _shorten(key),
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"payload": json.dumps(payload, default=str) if payload else None,
			"actor": actor or frappe.session.user,
			"state": PENDING,
			"next_try": add_to_date(now_datetime(), seconds=wait) if wait else get_first_sweep(kind),
		}
	)
	if not _insert(entry) and not (_retire_predecessor(entry, doc) and _insert(entry)):
		return None
	if not wait:
		wake_after_commit(entry.name, kind)
	return entry.name


def _insert(entry: Document) -> bool:
	try:
		entry.db_insert()
		return True
	except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
		frappe.clear_last_message()
		return False


def _retire_predecessor(entry: Document, doc: Document) -> bool:
	"""Frappe gives the number of a deleted document again: the row of the old one makes room. True where it did."""
	known = frappe.db.get_value(
		DOCTYPE,
		entry.name,
		["creation", "reference_doctype", "reference_name"],
		as_dict=True,
		for_update=True,
	)
	is_same = known and (known.reference_doctype, known.reference_name) == (doc.doctype, doc.name)
	if not is_same or not doc.creation or get_datetime(doc.creation) <= known.creation:
		return False
	old_key = f"{entry.entry_key}@{known.creation}"
	row = frappe.qb.DocType(DOCTYPE)
	frappe.qb.update(row).set(row.name, get_name(old_key)).set(row.entry_key, _shorten(old_key)).where(
		row.name == entry.name
	).run()
	return True


def try_again(key: str) -> None:
	"""Send what was not sent for want of a reader: somebody was named since."""
	name = get_name(key)
	if frappe.db.get_value(DOCTYPE, name, "state") == NOT_SENT:
		reset(name)


def reset(name: str) -> None:
	"""A row that did not go out waits again, as if it were new; who has got its mail does not get it again.

	Raises ValidationError while Frappe sends it.
	"""
	kind = frappe.db.get_value(DOCTYPE, name, "kind")
	values = {"state": PENDING, "error": None, "attempts": 0, "next_try": get_first_sweep(kind)}
	frappe.db.set_value(DOCTYPE, name, {**values, **_withdraw_mail(name)})
	wake_after_commit(name, kind)


def _withdraw_mail(name: str) -> dict:
	"""A mail that the server refused is written anew; the row keeps the numbers of all that were made."""
	fields = ["message_id", "delivered_to", "earlier_messages"]
	row = frappe.db.get_value(DOCTYPE, name, fields, as_dict=True)
	if not row or not row.message_id:
		return {}
	known = (row.delivered_to or "").split(", ")
	delivered = dict.fromkeys(filter(None, [*known, *queued.withdraw(row.message_id)]))
	earlier = "\n".join(filter(None, [row.earlier_messages, row.message_id]))
	return {"message_id": None, "delivered_to": ", ".join(delivered), "earlier_messages": earlier}


def wake_after_commit(name: str, kind: str) -> None:
	"""Once this transaction is committed, a worker does the row. Where it is rolled back, nobody does."""
	frappe.db.after_commit.add(partial(wake, name, kind))


def wake(name: str, kind: str) -> None:
	"""Queue a job for the row. Where the queue cannot be reached the row waits for the sweep."""
	job = {
		"queue": "long" if kind in LONG else "short",
		"job_id": f"salesflow-outbox-{name}",
		"deduplicate": True,
	}
	background.enqueue(JOB, **job, entry=name)


def get_name(key: str) -> str:
	"""The name of the row with this key, so that one INSERT finds out whether it is new."""
	return hashlib.sha256(key.encode()).hexdigest()[:40]


def get_creation(key: str) -> datetime | None:
	"""When the row with this key was added; None where there is none."""
	return frappe.db.get_value(DOCTYPE, get_name(key), "creation")


def get_state(key: str) -> str | None:
	"""The state of the row with this key; None where there is none."""
	return frappe.db.get_value(DOCTYPE, get_name(key), "state")


def get_origin_name(doc: Document) -> str:
	"""Name of the first version of an amended document, for what is not to follow again after an amendment."""
	name, previous = doc.name, doc.get("amended_from")
	while previous:
		name = previous
		previous = frappe.db.get_value(doc.doctype, previous, "amended_from")
	return name


def get_first_sweep(kind: str) -> datetime:
	return add_to_date(now_datetime(), minutes=LONG.get(kind, FIRST_SWEEP))


def _shorten(key: str) -> str:
	"""The key as people read it; a long one ends in its hash, so that it stays unique."""
	return key if len(key) <= KEY_LENGTH else f"{key[: KEY_LENGTH - 17]}#{get_name(key)[:16]}"
