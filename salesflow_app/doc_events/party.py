"""Customer and Lead renamed or merged: the documents of a deal follow.

Frappe renames dynamic links by a map that it caches for hours and that can be out of date; a party is too
important for that.
"""

import frappe
from frappe.model.document import Document

LINKS = (
	("Work Proposal", "proposal_to", "party_name"),
	("Discovery", "party_type", "party_name"),
	("Opportunity", "opportunity_from", "party_name"),
	("Quotation", "quotation_to", "party_name"),
	("Dynamic Link", "link_doctype", "link_name"),
)
"""DocType, field of the party's DocType, field of its name; the last are the links of contacts and addresses."""


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	for doctype, type_field, name_field in LINKS:
		table = frappe.qb.DocType(doctype)
		(
			frappe.qb.update(table)
			.set(table[name_field], new)
			.where((table[type_field] == doc.doctype) & (table[name_field] == old))
		).run()
