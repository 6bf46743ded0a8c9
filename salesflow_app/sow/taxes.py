"""Tax templates as our documents can use them: prices are net, the tax comes on top."""

import frappe

TEMPLATE = "Sales Taxes and Charges Template"
LINKS = {"account_head": "Account", "cost_center": "Cost Center"}
"""What a tax row names of the ledger, and people rename."""


def includes_tax(template: str | None) -> bool:
	"""Does the template take its tax out of the prices?"""
	included = {"parent": template or "", "parenttype": TEMPLATE}
	return bool(frappe.db.exists("Sales Taxes and Charges", {**included, "included_in_print_rate": 1}))


def follow_renames(rows: list[dict], template: str) -> list[dict]:
	"""Tax rows that were written down, with accounts and cost centers as they are called now: the template's."""
	gone = [{field for field, doctype in LINKS.items() if _is_gone(doctype, row.get(field))} for row in rows]
	if not any(gone):
		return rows
	now = frappe.get_all(
		"Sales Taxes and Charges",
		{"parent": template, "parenttype": TEMPLATE},
		list(LINKS),
		order_by="idx asc",
	)
	if len(now) != len(rows):
		return rows
	return [
		{**row, **{field: own[field] for field in fields}}
		for row, own, fields in zip(rows, now, gone, strict=True)
	]


def _is_gone(doctype: str, name: str | None) -> bool:
	return bool(name) and not frappe.db.exists(doctype, name)
