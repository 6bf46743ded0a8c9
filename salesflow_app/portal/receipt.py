"""The client's record of an answer: who answered, when, to which content. Read from the evidence."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.evidence.verifying import read_payload
from salesflow_app.portal import what_next
from salesflow_app.portal.states import GOOD, PLAIN
from salesflow_app.signing.offline import KIND as OFFLINE
from salesflow_app.text.formats import utc_moment

FIELDS = ["name", "payload", "previous_hash", "entry_hash"]


def get_receipt(doc: Document, content_hash: str | None = None) -> dict | None:
	"""The client's last answer to this content of the document, by default its present one. Raises RecordError."""
	titles = _get_titles()
	filters = {
		"reference_doctype": doc.doctype,
		"reference_name": doc.name,
		"actor_kind": ("in", ("Client", OFFLINE)),
		"event": ("in", list(titles)),
	}
	if content_hash := content_hash or doc.get("content_hash"):
		filters["content_hash"] = content_hash
	rows = frappe.get_all(
		"Salesflow Evidence Entry",
		filters=filters,
		fields=FIELDS,
		order_by="sequence desc",
		limit=1,
	)
	if not rows:
		return None
	receipt = _as_receipt(rows[0], titles)
	receipt["countersigned"] = _get_countersignature(doc, receipt["content_hash"])
	is_last = not content_hash or content_hash == doc.get("content_hash")
	return {**receipt, "next": what_next.get_sentences(doc, receipt) if is_last else []}


def _get_countersignature(doc: Document, content_hash: str) -> dict[str, str] | None:
	"""Who signed this content for us and when, from the verified record."""
	if not doc.get("countersigned_by"):
		return None
	filters = {"reference_doctype": doc.doctype, "reference_name": doc.name, "event": "countersigned"}
	of_content = {**filters, "content_hash": content_hash}
	rows = frappe.get_all("Salesflow Evidence Entry", of_content, FIELDS, order_by="sequence desc", limit=1)
	if not rows:
		return None
	said = read_payload(rows[0])
	return {"by": said["actor_name"], "on": utc_moment(said["occurred_at"])}


def _as_receipt(row: frappe._dict, titles: dict[str, str]) -> dict[str, str]:
	"""From the verified words of the record alone: its columns are copies for lists."""
	said = read_payload(row)
	is_offline = said["actor_kind"] == OFFLINE
	title = titles[said["event"]]
	return {
		"name": row.name,
		"event": said["event"],
		"title": _("{0}, recorded offline").format(title) if is_offline else title,
		"is_offline": is_offline,
		"tone": GOOD if said["event"] in ("accepted", "signed") else PLAIN,
		"on": utc_moment(said["occurred_at"]),
		"on_utc": said["occurred_at"],
		"by": said["actor_name"],
		"by_title": said["actor_title"],
		"words": said["words"],
		"words_label": _("Record") if is_offline else _get_words_label(said["event"]),
		"content_hash": said["content_hash"],
		"entry_hash": row.entry_hash,
	}


def _get_words_label(event: str) -> str:
	labels = {"signed": _("Purchase order number"), "accepted": _("Options selected")}
	return labels.get(event, _("You wrote"))


def _get_titles() -> dict[str, str]:
	return {
		"accepted": _("Accepted"),
		"signed": _("Signed"),
		"declined": _("Declined"),
		"changes_requested": _("Changes requested"),
		"rejected": _("Rejected"),
	}
