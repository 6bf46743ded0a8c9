"""Reports of the product as tables, with their default filters; charts and exports are left to a real site."""

import json
from importlib import import_module
from pathlib import Path

import frappe
from frappe.utils import flt, fmt_money
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

import salesflow_app.salesflow_app.report as records
from trial.pages import show

MOST_ROWS = 200
LEFT = ("Data", "Link", "Dynamic Link", "Date", "Datetime")


def get_reports() -> list[str]:
	"""The reports that one of the user's roles may open."""
	mine = set(frappe.get_roles())
	read = [json.loads(path.read_text()) for path in Path(records.__path__[0]).glob("*/*.json")]
	return sorted(report["name"] for report in read if mine & {row["role"] for row in report["roles"]})


def show_report(_request: Request, name: str) -> Response:
	"""Run it as the signed-in user."""
	if name not in get_reports():
		raise NotFound()
	scrubbed = frappe.scrub(name)
	module = import_module(f"salesflow_app.salesflow_app.report.{scrubbed}.{scrubbed}")
	columns, rows, message, _chart, summary = (*module.execute({}), None, None, None)[:5]
	shown = [column for column in columns if not column.get("hidden")]
	return show(
		"report.html",
		name=name,
		message=message,
		summary=[(card["label"], _as_text(card["value"], card, card)) for card in summary or ()],
		columns=[(column["label"], column["fieldtype"] not in LEFT) for column in shown],
		rows=[[_as_cell(row, column) for column in shown] for row in rows[:MOST_ROWS]],
	)


def _as_cell(row: dict, column: dict) -> dict:
	value = row.get(column["fieldname"])
	kind, options = column["fieldtype"], column.get("options")
	doctype = row.get(options) if kind == "Dynamic Link" else options if kind == "Link" else None
	text = _as_text(value, {"datatype": kind}, row)
	is_open = value and doctype and frappe.has_permission(doctype, "read")
	return {"text": text, "doctype": doctype if is_open else None}


def _as_text(value, kind: dict, row: dict) -> str:
	if value is None:
		return ""
	if kind["datatype"] == "Currency":
		return fmt_money(flt(value), currency=row.get("currency"))
	return f"{value:g}" if isinstance(value, float) else str(value)[:140]
