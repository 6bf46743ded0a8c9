"""What the processes of `test_webhook.py` do, each in one transaction: a worker with one row of the outbox."""

import frappe

from salesflow_app.outbox import entries, worker
from salesflow_app.signing.providers.webhook import EVENT

TRIES = 5


def take(sow: str, key: str) -> None:
	"""Add a row and work it off; where another transaction was faster, again, as the queue would."""
	for _number in range(TRIES):
		try:
			doc = frappe.get_doc("SOW", sow)
			name = f"{EVENT}:{doc.envelope_id}:{key}"
			entries.add(EVENT, doc, name, kind=entries.PROVIDER_ANSWER, envelope_id=doc.envelope_id)
			return worker.work(entries.get_name(name))
		except (frappe.RetryBackgroundJobError, frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()
	raise RuntimeError("never got through")
