"""What the processes of `test_together.py` do, each in one transaction."""

import frappe

from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.evidence import log


@retry_on_conflict
def record(name: str, words: str) -> str:
	return log.record(frappe.get_doc("SOW", name), "signed_refused", words=words)
