"""What the tests of providers share: messages that arrive, rows of the outbox, entries of the records."""

import json

import frappe
from frappe.model.document import Document

from salesflow_app.outbox import entries
from salesflow_app.signing.providers import webhook
from salesflow_app.signing.providers.docusign import messages
from salesflow_app.tests.site.providers import stand_in


def tell(jobs, envelope: dict, *events: str, moment: str = "2026-11-30T16:12:05Z") -> None:
	"""Messages arrive one after the other, and the workers do what follows."""
	for event in events:
		webhook.wake(messages.read(stand_in.make_message(envelope, f"envelope-{event}", moment)))
		jobs.run("outbox")


def get_rows(sow: Document, event: str = "DocuSign%") -> list[frappe._dict]:
	filters = {"reference_name": sow.name, "event": ("like", event)}
	fields = ["name", "event", "state", "error", "attempts"]
	return frappe.get_all(entries.DOCTYPE, filters, fields, order_by="creation asc, name asc")


def get_said(sow: Document, event: str) -> list[dict]:
	"""What the entries of this event say, oldest first."""
	filters = {"reference_name": sow.name, "event": event}
	rows = frappe.get_all("Salesflow Evidence Entry", filters, pluck="payload", order_by="sequence asc")
	return [json.loads(row) for row in rows]


def get_tasks(sow: Document, key: str = "look_after_envelope") -> list[str]:
	filters = {"reference_name": sow.name, "salesflow_task": key, "status": "Open"}
	return frappe.get_all("ToDo", filters, pluck="description")


def try_again(sow: Document, jobs) -> None:
	"""What failed is tried once more, as Send Again does."""
	for row in get_rows(sow):
		if row.state == entries.FAILED:
			entries.reset(row.name)
	jobs.run("outbox")
