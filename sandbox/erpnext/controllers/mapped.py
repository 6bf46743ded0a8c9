"""Documents that are made of other documents: how a mapping is said, and what the new document does at the end."""

from collections.abc import Callable

from frappe.model.document import Document

SUBMITTED = {"docstatus": ["=", 1]}
"""What a document has to be so that the next one can be made of it."""


def to(doctype: str, fields: dict | None = None, without: tuple = (), **more) -> dict:
	"""A table's map: which DocType it becomes, which fields are called otherwise there, which are left out."""
	table_map = {"doctype": doctype, **more}
	if fields:
		table_map["field_map"] = fields
	if without:
		table_map["field_no_map"] = list(without)
	return table_map


def complete(document: Document, *between: str | Callable) -> None:
	"""Fill in what a mapped document lacks and compute it; `between` are methods of it or functions."""
	for step in ("set_missing_values", *between, "calculate_taxes_and_totals"):
		if isinstance(step, str):
			document.run_method(step)
		else:
			step(document)
