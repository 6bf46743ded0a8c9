"""Fixtures: records of an app that each install and migrate imports anew."""

import json
from pathlib import Path

import frappe
from frappe.model.sync import forget_record


def sync_fixtures(app: str | None = None) -> None:
	"""Import the records in the `fixtures` folders of the installed apps, or of one."""
	for name in [app] if app else frappe.get_installed_apps():
		frappe.flags.in_fixtures = True
		for path in sorted(Path(frappe.get_app_path(name)).glob("fixtures/*.json")):
			for values in json.loads(path.read_text("utf-8")):
				import_fixture(values)
		frappe.flags.in_fixtures = False


def import_fixture(values: dict) -> None:
	"""Put the app's record in the place of that name; it is checked as any other, its links aside."""
	doctype, name = values["doctype"], values["name"]
	if frappe.db.exists(doctype, name):
		forget_record(doctype, name)
	doc = frappe.get_doc(values)
	doc.flags.ignore_links = True
	doc.flags.ignore_version = True
	doc.insert(set_name=values["name"])
