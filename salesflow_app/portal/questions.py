"""Questions and answers as the client's page shows them."""

from frappe.model.document import Document

from salesflow_app.documents.visits import get_visit
from salesflow_app.portal.answers import OPEN_STATES, is_expired
from salesflow_app.signing.questions import get_entries
from salesflow_app.text.formats import utc_moment


def get_thread(doc: Document) -> dict:
	"""Rows in their order, and whether this reader may ask. Raises RecordError."""
	if doc.doctype not in OPEN_STATES:
		return {"rows": [], "may_ask": False}
	visit = get_visit()
	is_open = doc.workflow_state in OPEN_STATES[doc.doctype] and not is_expired(doc)
	rows = [
		{"by": row["actor_name"], "on": utc_moment(row["occurred_at"]), "words": row["words"]}
		for row in get_entries(doc)
	]
	return {"rows": rows, "may_ask": is_open and not (visit and visit.is_staff)}
