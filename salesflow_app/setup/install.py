"""What install and migrate do. What they make, `uninstall` takes away, from the same lists."""

import frappe

from salesflow_app.evidence import keys
from salesflow_app.setup import (
	boards,
	catalogues,
	clashes,
	custom_fields,
	defaults,
	edits,
	found,
	guide,
	known_faults,
	masters,
	property_setters,
	roles,
	workflow_choice,
)


def before_install() -> None:
	"""Stop where names clash; note which workflows, roles and states the site has, before ours arrive."""
	_read_modules()
	clashes.stop_where_names_clash()
	found.remember()
	workflow_choice.remember()


def _read_modules() -> None:
	"""Frappe may remember the bench's modules from before ours was there; it would then import none of our DocTypes."""
	frappe.cache.delete_value("app_modules")
	frappe.setup_module_map()


def after_install() -> None:
	"""Roles and fields, before the fixtures that need them are imported."""
	roles.sync()
	custom_fields.sync()
	property_setters.sync()
	defaults.sync()
	masters.sync()
	boards.sync()
	keys.ensure()
	catalogues.compile_new()


def after_sync() -> None:
	"""The fixtures are in: choose the workflows."""
	found.put_back()
	edits.settle()
	workflow_choice.restore()
	guide.mark_done()
	known_faults.show()


def before_migrate() -> None:
	found.remember_looks()
	edits.remember()
	workflow_choice.remember()


def after_migrate() -> None:
	after_install()
	found.put_back()
	edits.settle()
	workflow_choice.restore()
	guide.mark_done()
