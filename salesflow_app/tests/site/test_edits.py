"""What an administrator edits on our workflows and fields goes on after an update, or is kept aside and said."""

from copy import deepcopy

import frappe
import pytest

from salesflow_app.setup import clashes, custom_fields, edits

NAME = "Salesflow SOW"


@pytest.fixture
def shipped(site) -> dict:
	"""The workflow as our fixtures brought it."""
	edits.settle()
	return edits._get_workflow(NAME)


def edit_workflow(role: str = "System Manager") -> dict:
	workflow = frappe.get_doc("Workflow", NAME)
	workflow.transitions[0].allowed = role
	workflow.send_email_alert = 1
	workflow.save()
	return get_content()


def get_content(name: str = NAME) -> dict:
	return get_compared(edits._get_workflow(name))


def get_compared(content: dict) -> dict:
	"""What counts as an edit."""
	tables = {
		table: [{field: row.get(field) or "" for field in fields} for row in content[table]]
		for table, fields in edits.COMPARED.items()
	}
	return {**{field: content[field] or "" for field in edits.PARENT}, **tables}


def import_again(content: dict) -> None:
	"""What a migrate does between the two hooks."""
	edits._put_back(NAME, deepcopy(content))


def test_edited_workflow_goes_on_where_the_update_did_not_change_it(shipped):
	edited = edit_workflow()
	for _migrate in range(2):
		edits.remember()
		import_again(shipped)
		edits.settle()
		assert get_content() == edited


def test_edited_workflow_is_kept_aside_where_the_update_changed_it(shipped, capsys):
	edited = edit_workflow()
	edits.remember()
	updated = {**shipped, "transitions": shipped["transitions"][:-1]}
	import_again(updated)
	edits.settle()
	copy = frappe.get_last_doc("Workflow", {"name": ("like", f"{NAME} (%")})
	assert (get_content(copy.name), copy.is_active) == (edited, 0)
	assert get_content() == get_compared(updated)
	assert copy.name in capsys.readouterr().out


def test_unedited_workflow_follows_the_update(shipped):
	edits.remember()
	updated = {**shipped, "transitions": shipped["transitions"][:-1]}
	import_again(updated)
	edits.settle()
	assert get_content() == get_compared(updated)
	assert not frappe.db.exists("Workflow", {"name": ("like", f"{NAME} (%")})


def test_edits_outlive_a_migrate_that_failed_half_way(shipped):
	edited = edit_workflow()
	edits.remember()
	import_again(shipped)
	edits.remember()
	import_again(shipped)
	edits.settle()
	assert get_content() == edited


def test_look_of_a_state_stays_as_edited(shipped):
	frappe.db.set_value("Workflow State", "Drafting", "style", "Danger")
	edits.remember()
	frappe.db.set_value("Workflow State", "Drafting", "style", "")
	edits.settle()
	assert frappe.db.get_value("Workflow State", "Drafting", "style") == "Danger"


def test_label_of_our_field_stays_as_edited(site):
	custom_fields.sync()
	field = "Sales Order-salesflow_po_received"
	frappe.db.set_value("Custom Field", field, {"label": "PO Is Here", "read_only": 1})
	custom_fields.sync()
	assert frappe.db.get_value("Custom Field", field, "label") == "PO Is Here"
	custom_fields.sync()
	assert frappe.db.get_value("Custom Field", field, "label") == "PO Is Here"


# Names that are taken


def test_installation_on_its_own_site_finds_no_clash(site):
	assert list(clashes.find_clashes()) == []


def test_field_and_print_format_of_the_site_are_named(site):
	frappe.db.set_value("Custom Field", "Sales Order-salesflow_sow", "module", None)
	frappe.db.set_value("Print Format", "SOW", "module", "Selling")
	found = " ".join(clashes.find_clashes())
	assert "a field “salesflow_sow” on Sales Order" in found
	assert "a Print Format “SOW”" in found


def test_clash_ends_the_installation_with_a_sentence(site, capsys):
	frappe.db.set_value("Custom Field", "Sales Order-salesflow_sow", "module", None)
	with pytest.raises(SystemExit):
		clashes.stop_where_names_clash()
	assert "nothing was changed" in capsys.readouterr().err
