"""Columns, charts and summaries as Frappe's reports take them. Amounts are in the currency of one company."""

import frappe
from frappe import _
from frappe.utils import flt

from salesflow_app.text import formats

COLORS = ["#318ad8", "#48bb74", "#f6ad55"]
NUMBERS = ("Currency", "Float", "Int", "Percent", "Check")


def column(
	fieldname: str, label: str, fieldtype: str = "Data", options: str | None = None, width: int = 120
) -> dict:
	"""One column. Texts say that they stand on the left: an empty first row moves them to the right otherwise.

	A link to what the user may not read is its name alone: Frappe refuses them the whole report for it otherwise.
	"""
	if fieldtype == "Link" and not can_follow(options):
		fieldtype, options = "Data", None
	return {
		**({} if fieldtype in NUMBERS else {"align": "left"}),
		"fieldname": fieldname,
		"label": label,
		"fieldtype": fieldtype,
		"options": options,
		"width": width,
	}


def can_follow(doctype: str) -> bool:
	return any(frappe.has_permission(doctype, right) for right in ("read", "select"))


def amount(fieldname: str, label: str, currency: str, width: int = 140) -> dict:
	"""An amount whose label says the currency; the rows carry it in `currency`."""
	return column(fieldname, f"{label} ({currency})", "Currency", "currency", width)


def hidden_currency() -> dict:
	"""What the cells with amounts read their currency from."""
	return {**column("currency", _("Currency"), "Link", "Currency", 80), "hidden": 1}


def with_currency(rows: list[frappe._dict], currency: str) -> list[frappe._dict]:
	"""Every row says the company's currency."""
	for row in rows:
		row.currency = currency
	return rows


def bars(labels: list[str], datasets: dict[str, list], currency: str | None = None, **more) -> dict | None:
	"""A bar chart, or None where there is nothing to draw."""
	if not labels:
		return None
	data = {"labels": labels, "datasets": [{"name": name, "values": v} for name, v in datasets.items()]}
	money = {"fieldtype": "Currency", "options": "currency", "currency": currency} if currency else {}
	return {"data": data, "type": "bar", "colors": COLORS, **money, **more}


def count(label: str, value: int, color: str = "Blue") -> dict:
	"""A number above the report."""
	return {"label": label, "value": value, "datatype": "Int", "indicator": color}


def percent(label: str, value: float, color: str = "Blue") -> dict:
	"""A share above the report, in words: as a Percent, 66.7 has the three decimals of a Float ("66,700%" in Germany)."""
	text = f"{formats.number(flt(value, 1))}{formats.NO_BREAK}%"
	return {"label": label, "value": text, "datatype": "Data", "indicator": color}


def money(label: str, value: float, currency: str, color: str = "Blue") -> dict:
	"""An amount above the report."""
	return {
		"label": f"{label} ({currency})",
		"value": value,
		"datatype": "Currency",
		"currency": currency,
		"indicator": color,
	}
