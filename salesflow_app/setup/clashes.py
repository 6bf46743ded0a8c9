"""What the site already has under a name of ours. Frappe would overwrite the one and stop half way at the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import frappe
from frappe import _

from salesflow_app.salesflow_app.workflows import ALL
from salesflow_app.setup.custom_fields import CUSTOM_FIELDS, MODULE

FOLDER = Path(__file__).parent.parent / "salesflow_app"
WITHOUT_MODULE = ("Onboarding Step",)
"""Standard records that carry no module: the same names are asked at an uninstall, where Frappe leaves them."""


def stop_where_names_clash() -> None:
	"""End the installation before it changed anything, with a sentence for each name that is taken."""
	sentences = list(find_clashes())
	if not sentences:
		return
	for sentence in sentences:
		click.secho(sentence, fg="red", err=True)
	click.secho(_("SalesFlow was not installed, and nothing was changed."), fg="red", err=True)
	raise SystemExit(1)


def find_clashes() -> Iterator[str]:
	"""What a retry after a failed installation finds of ours is no clash: it carries our module."""
	for doctype, name in get_standard_records():
		if frappe.db.exists(doctype, name) and not _is_ours(doctype, name):
			yield _(
				"This site has a {0} “{1}”, and SalesFlow brings one of that name. Rename or delete it first."
			).format(_(doctype), name)
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			if _is_field_taken(doctype, field["fieldname"]):
				yield _(
					"This site has a field “{0}” on {1}, and SalesFlow brings one of that name. Rename or delete it first."
				).format(field["fieldname"], _(doctype))
	if not frappe.db.exists("Module Def", MODULE):
		yield from _find_workflows()


def _find_workflows() -> Iterator[str]:
	for workflow in ALL:
		if frappe.db.exists("Workflow", workflow.name):
			yield _(
				"This site has a Workflow “{0}”, and SalesFlow brings one of that name. Rename or delete it first."
			).format(workflow.name)


def get_standard_records() -> Iterator[tuple[str, str]]:
	"""DocTypes, pages, print formats and the like in the folders of our module."""
	for path in sorted(FOLDER.glob("*/*/*.json")):
		if path.stem == path.parent.name:
			record = json.loads(path.read_text(encoding="utf-8"))
			yield record["doctype"], record["name"]


def _is_ours(doctype: str, name: str) -> bool:
	if doctype in WITHOUT_MODULE:
		return bool(frappe.db.exists("Module Def", MODULE))
	return frappe.db.get_value(doctype, name, "module") == MODULE


def _is_field_taken(doctype: str, fieldname: str) -> bool:
	"""By the site's own field, or by one that ERPNext brings itself."""
	own = {"dt": doctype, "fieldname": fieldname}
	if frappe.db.exists("DocField", {"parent": doctype, "fieldname": fieldname}):
		return True
	return bool(frappe.db.exists("Custom Field", own)) and (
		frappe.db.get_value("Custom Field", own, "module") != MODULE
	)
