"""Customer and Lead renamed or merged: the documents of a deal follow.

Frappe renames dynamic links by a map that it caches for hours and that can be out of date; a party is too
important for that.
"""

import frappe

LINKS = (
	("Work Proposal", "proposal_to", "party_name"),
	("Discovery", "party_type", "party_name"),
	("Opportunity", "opportunity_from", "party_name"),
	("Quotation", "quotation_to", "party_name"),
	("Contract", "party_type", "party_name"),
	("Dynamic Link", "link_doctype", "link_name"),
)
"""DocType, field of the party's DocType, field of its name; the last are the links of contacts and addresses."""


def follow_rename(doctype: str, old: str, new: str) -> None:
	"""Move the documents of a Customer or Lead to its new name."""
	for linking, type_field, name_field in LINKS:
		table = frappe.qb.DocType(linking)
		(
			frappe.qb.update(table)
			.set(table[name_field], new)
			.where((table[type_field] == doctype) & (table[name_field] == old))
		).run()
