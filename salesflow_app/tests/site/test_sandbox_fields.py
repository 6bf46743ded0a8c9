"""What the sandbox says about a DocType of Frappe or ERPNext is what the real one says."""

import frappe
import pytest
from frappe.utils import cint

from salesflow_app.tests.site import sandbox_process

pytestmark = pytest.mark.bench_only("compares the sandbox with the real DocTypes")

NUMBERS = (
	"reqd",
	"permlevel",
	"allow_on_submit",
	"read_only",
	"no_copy",
	"unique",
	"set_only_once",
	"hidden",
)
RIGHTS = "read write create delete submit cancel amend report export import share print email select if_owner".split()
KEYS = (
	"autoname",
	"is_submittable",
	"istable",
	"issingle",
	"title_field",
	"track_changes",
	"is_tree",
	"allow_rename",
)


@pytest.fixture(scope="module")
def facts(_site) -> dict[str, dict]:
	return sandbox_process.ask("trial.facts")


def test_every_doctype_is_a_real_one(facts):
	real = set(frappe.get_all("DocType", pluck="name"))
	assert sorted(set(facts) - real) == []
	assert len(facts) > 100


def test_fields_are_the_real_ones(facts):
	wrong = [line for name, fact in facts.items() for line in _compare_fields(name, fact)]
	assert wrong == []


def _compare_fields(doctype: str, fact: dict) -> list[str]:
	rows = frappe.get_all("DocField", {"parent": doctype}, ["*"])
	real = {row.fieldname: row for row in rows}
	wrong = []
	for field in fact["fields"]:
		row = real.get(field["fieldname"])
		if not row:
			wrong.append(f"{doctype}.{field['fieldname']}: there is no such field")
			continue
		for key in ("fieldtype", "options", "label"):
			if (field.get(key) or "") != (row.get(key) or ""):
				wrong.append(f"{doctype}.{row.fieldname}: {key} is {row.get(key)!r}, not {field.get(key)!r}")
		for key in NUMBERS:
			if cint(field.get(key)) != cint(row.get(key)):
				wrong.append(f"{doctype}.{row.fieldname}: {key} is {row.get(key)!r}, not {field.get(key)!r}")
	return wrong


def test_rights_are_the_real_ones(facts):
	wrong = []
	for name, fact in facts.items():
		rows = frappe.get_all(
			"DocPerm", {"parent": name}, ["role", "permlevel", *[f"`{right}`" for right in RIGHTS]]
		)
		real = sorted(_as_rights(row) for row in rows)
		claimed = sorted(_as_rights(row) for row in fact["permissions"])
		wrong += [f"{name}: {line} is not real" for line in claimed if line not in real]
		wrong += [f"{name}: {line} is missing" for line in real if line not in claimed]
	assert wrong == []


def _as_rights(row: dict) -> str:
	rights = " ".join(right for right in RIGHTS if cint(row.get(right)))
	return f"{row.get('role')} {cint(row.get('permlevel'))}: {rights}"


def test_properties_are_the_real_ones(facts):
	wrong = []
	for name, fact in facts.items():
		real = frappe.db.get_value("DocType", name, [*KEYS, "module"], as_dict=True)
		for key in ("module", *KEYS):
			if str(fact.get(key) or "") != str(real.get(key) or ""):
				wrong.append(f"{name}: {key} is {real.get(key)!r}, not {fact.get(key)!r}")
	assert wrong == []
