"""What the form of a document asks for when it is opened: the strip of its deal, or of a client's open deals."""

import frappe

from salesflow_app.deal.chain import ORDER
from salesflow_app.desk.strip.strip import get_deals
from salesflow_app.documents.reading import find_readable


@frappe.whitelist()
def get(doctype: str, name: str) -> dict:
	"""See `get_deals`. Raises PermissionError where the reader may not read the document."""
	if doctype not in (*ORDER, "Customer"):
		return {"deals": [], "more": 0}
	if not find_readable(
		[(doctype, name)]
	):  # cheaper than a right on the document, which reads all its tables
		frappe.has_permission(doctype, "read", doc=name, throw=True)
	return get_deals(doctype, name)
