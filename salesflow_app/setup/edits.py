"""What administrators changed on our workflows and states. Frappe's import overwrites it at every migrate; this keeps it.

Where an update brought no changes of its own, the edits go on. Where it did, they are kept aside as a workflow that is
not active, and that is said.
"""

from __future__ import annotations

import hashlib
import json

import click
import frappe
from frappe import _
from frappe.model import child_table_fields, default_fields
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.salesflow_app.workflows import ALL
from salesflow_app.setup import fixtures

MEMORY = "salesflow_edits"
COMPARED = {
	"states": (
		"state doc_status allow_edit update_field update_value is_optional_state avoid_status_override "
		"next_action_email_template message send_email"
	).split(),
	"transitions": (
		"state action next_state allowed allow_self_approval condition send_email_to_creator"
	).split(),
}
"""What counts as an edit; where the rows stand in Frappe's workflow builder does not."""
PARENT = ("override_status", "send_email_alert", "workflow_state_field")
LOOK = ("style", "icon")
UNCOPIED = (*default_fields, *child_table_fields)


def remember() -> None:
	"""Before our fixtures are imported: note what differs from what was imported last."""
	memory = _read()
	for name, shipped in memory["shipped"].items():
		now = _get_workflow(name)
		if now and _get_fingerprint(now) != shipped:
			memory["edited"][name] = now
	for name, shipped in memory["looks"].items():
		now = _get_look(name)
		if now and not _is_alike(now, shipped):
			memory["edited_looks"][name] = now
	_write(memory)


def settle() -> None:
	"""After our fixtures were imported: let the edits go on, or keep them aside."""
	memory = _read()
	shipped = {workflow.name: _get_fingerprint(_get_workflow(workflow.name)) for workflow in ALL}
	looks = {name: _get_look(name) for name in fixtures.get_state_names()}
	for name, edited in memory["edited"].items():
		if shipped.get(name) == memory["shipped"].get(name):
			_put_back(name, edited)
		else:
			_keep_aside(name, edited)
	for name, look in memory["edited_looks"].items():
		if frappe.db.exists("Workflow State", name):
			frappe.db.set_value("Workflow State", name, look, update_modified=False)
	_write({"shipped": shipped, "looks": looks, "edited": {}, "edited_looks": {}})


def _put_back(name: str, content: dict) -> None:
	workflow = frappe.get_doc("Workflow", name)
	workflow.update(content)
	workflow.flags.ignore_permissions = True  # the update acts for the site
	workflow.save()


def _keep_aside(name: str, content: dict) -> None:
	"""A copy that is not active; the second one of a day takes the place of the first."""
	copy = f"{name} ({today()})"
	if frappe.db.exists("Workflow", copy):
		frappe.delete_doc("Workflow", copy, force=True)
	doctype = frappe.db.get_value("Workflow", name, "document_type")
	workflow = frappe.get_doc({"doctype": "Workflow", "document_type": doctype, "is_active": 0, **content})
	workflow.workflow_name = copy
	workflow.insert(ignore_permissions=True)  # the update acts for the site
	sentence = _(
		"This update of SalesFlow changes the workflow {0}, which was edited on this site. The edited one is kept as {1}, not active: compare them, and activate a copy if needed."
	).format(name, copy)
	workflow.add_comment("Info", sentence)
	click.secho(sentence, fg="yellow")


def _get_workflow(name: str) -> dict | None:
	"""What an administrator can change on it, as it stands in the database."""
	if not frappe.db.exists("Workflow", name):
		return None
	workflow = frappe.get_doc("Workflow", name)
	tables = {table: [_get_row(row) for row in workflow.get(table)] for table in COMPARED}
	return {**{field: workflow.get(field) for field in PARENT}, **tables}


def _get_row(row: Document) -> dict:
	return {field: row.get(field) for field in row.meta.get_valid_columns() if field not in UNCOPIED}


def _get_fingerprint(content: dict | None) -> str:
	"""Equal for what means the same: empty values are alike, however they were written."""
	if not content:
		return ""
	rows = [[str(row.get(f) or "") for f in fields] for t, fields in COMPARED.items() for row in content[t]]
	text = json.dumps([[str(content[field] or "") for field in PARENT], rows])
	return hashlib.sha256(text.encode()).hexdigest()


def _get_look(state: str) -> dict | None:
	return frappe.db.get_value("Workflow State", state, LOOK, as_dict=True)


def _is_alike(look: dict, other: dict | None) -> bool:
	return bool(other) and all((look.get(field) or "") == (other.get(field) or "") for field in LOOK)


def _read() -> dict:
	"""From the table: while an app is being installed, Frappe's cache of defaults lags behind."""
	text = frappe.db.get_value("DefaultValue", {"defkey": MEMORY}, "defvalue")
	return {"shipped": {}, "looks": {}, "edited": {}, "edited_looks": {}, **json.loads(text or "{}")}


def _write(memory: dict) -> None:
	frappe.db.set_default(MEMORY, json.dumps(memory))
