"""Names under which the client's documents are read alike. ERPNext's Contract has fields of its own for some of them.

What reads or answers any of them calls `load`, `get_values` or `get_field`, and says `workflow_state`, `version`, `customer`.
"""

import frappe
from frappe.model.document import Document

NAMES = {
	"Contract": {
		"title": "salesflow_title",
		"workflow_state": "salesflow_state",
		"customer": "party_name",
		"customer_name": "party_full_name",
		"company": "salesflow_company",
		"account_manager": "salesflow_account_manager",
		"valid_till": "salesflow_valid_till",
		"signatory_name": "salesflow_signatory_name",
		"signatory_title": "salesflow_signatory_title",
		"signatory_email": "salesflow_signatory_email",
		"delegate_name": "salesflow_delegate_name",
		"delegate_email": "salesflow_delegate_email",
		"version": "salesflow_version",
		"content_hash": "salesflow_content_hash",
		"sent_on": "salesflow_sent_on",
		"reason": "salesflow_reason",
		"signed_by": "signee",
		"offline_answer": "salesflow_offline_answer",
	}
}


def load(doctype: str, name: str, for_update: bool = False) -> Document:
	"""The document with the shared names on it. Raises DoesNotExistError."""
	return share(frappe.get_doc(doctype, name, for_update=for_update))


def share(doc: Document) -> Document:
	"""Put the shared names on a document, as its fields are now. They are for reading, and are never stored."""
	for name, field in NAMES.get(doc.doctype, {}).items():
		doc.__dict__[name] = doc.get(field)
	return doc


def get_field(doctype: str, name: str) -> str:
	"""The field of the DocType that holds what is called `name`."""
	return NAMES.get(doctype, {}).get(name, name)


def translate(doctype: str, values: dict) -> dict:
	"""Values by shared names as values by fields."""
	return {get_field(doctype, name): value for name, value in values.items()}


def get_values(doctype: str, name: str, fields: list[str]) -> frappe._dict | None:
	"""Some values of one document, by their shared names."""
	asked = [get_field(doctype, field) for field in fields]
	row = frappe.db.get_value(doctype, name, asked, as_dict=True)
	return row and _rename(row, doctype, fields)


def list_values(doctype: str, filters: dict, fields: list[str], **options) -> list[frappe._dict]:
	"""`frappe.get_all` by shared names."""
	asked = [get_field(doctype, field) for field in fields]
	rows = frappe.get_all(doctype, translate(doctype, filters), asked, **options)
	return [_rename(row, doctype, fields) for row in rows]


def _rename(row: dict, doctype: str, fields: list[str]) -> frappe._dict:
	return frappe._dict({field: row.get(get_field(doctype, field)) for field in fields})
