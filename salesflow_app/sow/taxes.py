"""Tax templates as our documents can use them: prices are net, the tax comes on top."""

import frappe


def includes_tax(template: str | None) -> bool:
	"""Does the template take its tax out of the prices?"""
	included = {"parent": template or "", "parenttype": "Sales Taxes and Charges Template"}
	return bool(frappe.db.exists("Sales Taxes and Charges", {**included, "included_in_print_rate": 1}))
