"""Tax templates as our documents can use them: prices are net, the tax comes on top."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt, strip_html

from salesflow_app.rules.numbers import from_field
from salesflow_app.rules.tax_lines import Tax, split_tax
from salesflow_app.text.formats import number

TEMPLATE = "Sales Taxes and Charges Template"
LINKS = {"account_head": "Account", "cost_center": "Cost Center"}
"""What a tax row names of the ledger, and people rename."""


def includes_tax(template: str | None) -> bool:
	"""Does the template take its tax out of the prices?"""
	included = {"parent": template or "", "parenttype": TEMPLATE}
	return bool(frappe.db.exists("Sales Taxes and Charges", {**included, "included_in_print_rate": 1}))


def has_fixed_tax(template: str | None) -> bool:
	"""Does the template add an amount that does not depend on the prices?"""
	fixed = {"parent": template or "", "parenttype": TEMPLATE, "charge_type": "Actual"}
	return bool(frappe.db.exists("Sales Taxes and Charges", fixed))


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


def get_tax_lines(sow: Document) -> list[tuple[str, float]]:
	"""Label and amount of each tax that was fixed for signing; they sum to the total with tax less the net total.

	One line for all where a change order or a rounding hides what each of them comes to; none before *Ready*.
	"""
	rows = json.loads(sow.signed_taxes or "[]")
	precision = sow.precision("total") or 0
	net, gross = (from_field(sow.get(field), precision) for field in ("total", "grand_total"))
	amounts = split_tax(net, gross, [_as_tax(row) for row in rows], precision) if rows else []
	if amounts is None:
		return [(_("Taxes and charges"), float(gross - net))]
	return [(get_label(row), float(amount)) for row, amount in zip(rows, amounts, strict=True)]


def _as_tax(row: dict) -> Tax:
	return Tax(
		row["charge_type"],
		from_field(row.get("rate")),
		from_field(row.get("tax_amount")),
		cint(row.get("row_id")),
	)


def get_label(row: dict | Document) -> str:
	"""What a tax is called, with its rate where the name lacks it."""
	label = strip_html(cstr(row.get("description") or row.get("account_head"))).strip()
	rate = number(row.get("rate"))
	has_rate = row.get("charge_type") == "Actual" or not flt(row.get("rate")) or number_in(rate, label)
	return label if has_rate else f"{label} {rate}\N{NO-BREAK SPACE}%"


def number_in(rate: str, label: str) -> bool:
	return rate.replace(",", ".") in label.replace(",", ".")
