"""Whoever a report is made for opens it: its links lead to what they may read."""

import json
from importlib import import_module
from pathlib import Path

import frappe
import pytest

from salesflow_app import salesflow_app as module

REPORTS = sorted(path.parent.name for path in (Path(module.__file__).parent / "report").glob("*/*.json"))


@pytest.mark.parametrize("report", REPORTS)
def test_links_lead_to_what_the_reader_may_read(users, as_user, report):
	"""Frappe asks for the right to read each DocType that a column links to, and refuses the whole report without it."""
	code = import_module(f"salesflow_app.salesflow_app.report.{report}.{report}")
	for user in (users.su, users.sm, users.am, users.om, users.sa, users.ac):
		if not get_roles(report) & set(frappe.get_roles(user)):
			continue
		with as_user(user):
			columns = code.execute({"company": users.company})[0]
			unread = [
				column["options"]
				for column in columns
				if column["fieldtype"] == "Link"
				and not any(frappe.has_permission(column["options"], right) for right in ("read", "select"))
			]
		assert unread == [], user


def get_roles(report: str) -> set[str]:
	record = Path(module.__file__).parent / "report" / report / f"{report}.json"
	return {row["role"] for row in json.loads(record.read_text())["roles"]}
