"""Tax templates as our documents can use them: prices are net, the tax comes on top."""

import frappe

TEMPLATE = "Sales Taxes and Charges Template"


def includes_tax(template: str | None) -> bool:
	"""Does the template take its tax out of the prices?"""
	included = {"parent": template or "", "parenttype": TEMPLATE}
	return bool(frappe.db.exists("Sales Taxes and Charges", {**included, "included_in_print_rate": 1}))


def follow_renames(rows: list[dict], template: str) -> list[dict]:
	"""Tax rows that were written down, with their accounts as they are called now: a renamed one is the template's."""
	gone = [not frappe.db.exists("Account", row["account_head"]) for row in rows]
	if not any(gone):
		return rows
	accounts = frappe.get_all(
		"Sales Taxes and Charges",
		{"parent": template, "parenttype": TEMPLATE},
		pluck="account_head",
		order_by="idx asc",
	)
	if len(accounts) != len(rows):
		return rows
	return [
		{**row, "account_head": account} if is_gone else row
		for row, account, is_gone in zip(rows, accounts, gone, strict=True)
	]
