"""For messages of a provider that never came: what is out for long is asked about, a few times a day."""

import frappe
from frappe.utils import add_to_date, now_datetime

from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.outbox import entries
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.signing.providers.provider import DELIVERED, SENT
from salesflow_app.signing.providers.webhook import EVENT

HOURS = 6


@retry_on_conflict
def ask_again() -> None:
	"""Hourly: envelopes that are out, and were not asked about within the last hours."""
	out = {
		"workflow_state": ("in", states.CLIENT_OPEN),
		"envelope_status": ("in", (SENT, DELIVERED)),
		"envelope_id": ("is", "set"),
		"sent_on": ("<", get_limit()),
	}
	for_each(ask, frappe.get_all("SOW", out, pluck="name", order_by="sent_on asc"))


def ask(name: str) -> None:
	"""One row for each envelope, which waits anew each time."""
	sow = frappe.db.get_value("SOW", name, ["name", "creation", "envelope_id"], as_dict=True)
	key = f"{EVENT}:{sow.envelope_id}:asked again"
	row = entries.get_name(key)
	known = frappe.db.get_value(entries.DOCTYPE, row, ["state", "modified"], as_dict=True)
	if not known:
		doc = frappe._dict(sow, doctype="SOW")
		entries.add(EVENT, doc, key, kind=entries.PROVIDER_ANSWER, envelope_id=sow.envelope_id)
	elif known.state != entries.PENDING and known.modified < get_limit():
		entries.reset(row)


def get_limit():
	return add_to_date(now_datetime(), hours=-HOURS)
