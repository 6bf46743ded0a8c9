"""The rows of our documents as a form lists them."""

import json
from pathlib import Path

import pytest

import salesflow_app

DOCTYPES = Path(salesflow_app.__file__).parent / "salesflow_app" / "doctype"
MOST_COLUMNS = 10
"""Frappe leaves out the columns that come after."""


def read_tables() -> list[dict]:
	doctypes = [json.loads(path.read_text()) for path in sorted(DOCTYPES.glob("*/*.json"))]
	return [doctype for doctype in doctypes if doctype.get("istable")]


@pytest.mark.parametrize("table", read_tables(), ids=lambda table: table["name"])
def test_every_column_of_a_list_of_rows_has_room(table):
	shown = [field for field in table["fields"] if field.get("in_list_view")]
	assert sum(field.get("columns") or 0 for field in shown) <= MOST_COLUMNS
