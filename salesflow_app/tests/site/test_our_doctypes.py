"""Our DocTypes pass Frappe's own checks, so that an administrator can change rights and forms as on any other."""

import frappe
import pytest

MODULE = "Salesflow App"

pytestmark = pytest.mark.bench_only("Frappe's own checks of a DocType")


def get_names(**filters) -> list[str]:
	return frappe.get_all("DocType", {"module": MODULE, **filters}, pluck="name", order_by="name asc")


@pytest.fixture
def developer(monkeypatch) -> None:
	"""Frappe checks more of a DocType on a developer's site."""
	monkeypatch.setitem(frappe.conf, "developer_mode", 1)


def test_each_is_valid_as_frappe_sees_it(committed, developer):
	"""Not rolled back: Frappe alters the tables of rows, and MariaDB ends a transaction at that."""
	names = get_names()
	assert len(names) > 20
	for name in names:
		frappe.get_doc("DocType", name).validate()


def test_rights_of_each_can_be_changed_by_an_administrator(users):
	from frappe.core.page.permission_manager.permission_manager import update

	for name in get_names(istable=0, issingle=0):
		rule = frappe.get_all(
			"DocPerm", {"parent": name}, ["role", "permlevel", "if_owner"], order_by="idx asc"
		)[0]
		update(name, rule.role, rule.permlevel, "print", 0, rule.if_owner)
		changed = {"parent": name, "role": rule.role, "permlevel": rule.permlevel, "if_owner": rule.if_owner}
		assert frappe.db.get_value("Custom DocPerm", changed, "print") == 0, name


def test_the_form_of_each_can_be_customized(users):
	for name in get_names(istable=0, issingle=0):
		form = frappe.get_doc("Customize Form")
		form.doc_type = name
		form.fetch_to_customize()
		field = next(row for row in form.fields if row.label)
		field.label = "As the site calls it"
		form.save_customization()
		assert frappe.get_meta(name).get_field(field.fieldname).label == "As the site calls it"


def test_print_formats_are_the_defaults_of_their_documents(users):
	for name in ("SOW", "Work Proposal", "Process Review"):
		assert frappe.get_meta(name).default_print_format == name
