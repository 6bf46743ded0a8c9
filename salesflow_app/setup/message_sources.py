"""Where the app's words stand: in code, scripts and pages, in records, in fields and in the tables of life cycles.

Frappe's own extractors leave out custom fields, life cycles, roles, sidebars and onboarding, and need a site.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from jinja2.ext import babel_extract

from salesflow_app.hooks import standard_portal_menu_items
from salesflow_app.salesflow_app.workflows import ALL
from salesflow_app.setup.custom_fields import CUSTOM_FIELDS
from salesflow_app.setup.roles import ROLES

APP = Path(__file__).parent.parent
LEFT_OUT = ("tests", "public/dist", "patches")
TABLES = {
	"clients/access.py": ("CONSENT_TEXTS",),
	"health/page.py": ("CHECKS",),
	"mails/production_order.py": ("COLUMNS",),
	"rules/notice.py": ("REQUIRED", "CONDITIONAL"),
	"signing/recall.py": ("STEPS",),
	"setup/guide.py": ("STEPS",),
	"setup/known_faults.py": ("FAULTS",),
	"public/js/evidence.js": ("TITLES",),
	"public/js/price_sheet.js": ("labels",),
}
"""File -> constants whose texts are translated one by one, where they are shown."""
LABELS = {
	"DocType": ("name", "description"),
	"Report": ("report_name",),
	"Workspace": ("label", "title"),
	"Number Card": ("label",),
	"Dashboard Chart": ("chart_name",),
	"Dashboard": ("dashboard_name",),
	"Page": ("title",),
	"Print Format": ("name",),
	"Module Onboarding": ("title", "subtitle", "success_message"),
	"Onboarding Step": ("title", "description", "action_label", "callback_title", "callback_message"),
	"Form Tour": ("title",),
	"Workspace Sidebar": ("title",),
	"Desktop Icon": ("label",),
	"Kanban Board": ("kanban_board_name",),
	"Calendar View": ("name",),
}
"""DocType of a record in a JSON file -> fields whose words a reader sees."""
ROWS = {
	"links": ("label", "description", "group"),
	"shortcuts": ("label", "format"),
	"number_cards": ("label",),
	"charts": ("label",),
	"quick_lists": ("label",),
	"items": ("label",),
	"columns": ("label", "column_name"),
	"filters": ("label",),
	"steps": ("title", "description"),
	"permissions": ("role",),
	"roles": ("role",),
}
"""Table of such a record -> columns of the same kind."""
TEXT = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)"
"""A text literal of JavaScript, wherever it stands."""
NOT_WORDS = ("naming_series", "number_format", "icon")


def find_all() -> Iterator[tuple[str, str]]:
	"""Each message, with the file it stands in, relative to the app."""
	readers = {".py": _in_python, ".js": _in_script, ".html": _in_page, ".json": _in_record}
	for path in sorted(APP.rglob("*")):
		name = path.relative_to(APP).as_posix()
		if path.suffix in readers and not name.startswith(LEFT_OUT):
			text = path.read_text(encoding="utf-8")
			for message in (*readers[path.suffix](text), *_in_tables(name, text)):
				yield message, name
	yield from ((message, "salesflow_app/workflows") for message in _in_life_cycles())
	yield from ((message, "setup/custom_fields.py") for message in _in_custom_fields())
	yield from ((role, "setup/roles.py") for role in ROLES)
	yield from ((item["title"], "hooks.py") for item in standard_portal_menu_items)


def _in_python(text: str) -> Iterator[str]:
	for node in ast.walk(ast.parse(text)):
		if isinstance(node, ast.Call) and node.args and _get_name(node.func) in ("_", "_lt", "say"):
			if isinstance(node.args[0], ast.Constant) and node.args[0].value:
				yield node.args[0].value


def _get_name(node: ast.AST) -> str:
	return getattr(node, "id", None) or getattr(node, "attr", "")


def _in_script(text: str) -> Iterator[str]:
	for literal in re.findall(rf"\b__\(\s*({TEXT}(?:\s*\+\s*{TEXT})*)", text):
		yield "".join(ast.literal_eval(part.replace("`", '"')) for part in re.findall(TEXT, literal))


def _in_page(text: str) -> Iterator[str]:
	for _line, _name, messages, _comments in babel_extract(BytesIO(text.encode()), ["_"], [], {}):
		message = messages[0] if isinstance(messages, tuple) else messages
		if message:
			yield message


def _in_record(text: str) -> Iterator[str]:
	record = json.loads(text)
	if not isinstance(record, dict) or record.get("doctype") not in LABELS:
		return
	yield from filter(None, (record.get(field) for field in LABELS[record["doctype"]]))
	for table, columns in ROWS.items():
		for row in record.get(table) or []:
			yield from filter(None, (row.get(column) for column in columns))
	yield from _in_fields(record.get("fields") or [])
	for block in json.loads(record.get("content") or "[]"):
		yield from re.findall(r">([^<>]+)<", block["data"].get("text", ""))


def _in_fields(fields: list[dict]) -> Iterator[str]:
	for field in fields:
		yield from filter(None, (field.get("label"), field.get("description")))
		options = field.get("options") or ""
		if field["fieldtype"] == "HTML" and options:
			yield options
		if field["fieldtype"] == "Select" and field["fieldname"] not in NOT_WORDS:
			yield from (option for option in options.split("\n") if option and not option.isdigit())


def _in_custom_fields() -> Iterator[str]:
	for fields in CUSTOM_FIELDS.values():
		yield from _in_fields(fields)


def _in_life_cycles() -> Iterator[str]:
	for workflow in ALL:
		yield from (state.name for state in workflow.states)
		yield from (step.action for step in workflow.transitions)


def _in_tables(name: str, text: str) -> Iterator[str]:
	for constant in TABLES.get(name, ()):
		if name.endswith(".py"):
			table = next(node.value for node in ast.parse(text).body if _assigns(node, constant))
			shown = table.values if isinstance(table, ast.Dict) else [table]
			nodes = (node for part in shown for node in ast.walk(part))
			texts = (node.value for node in nodes if isinstance(getattr(node, "value", None), str))
			yield from (text for text in texts if not re.fullmatch("[a-z_]+", text))
		else:
			table = re.search(rf"\b{constant} = [\[{{](.*?)[\]}}];", text, re.DOTALL)
			yield from (ast.literal_eval(literal) for literal in re.findall(TEXT, table[1]))


def _assigns(node: ast.AST, constant: str) -> bool:
	return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == constant
