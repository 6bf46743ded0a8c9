"""What install and migrate do. What they make, `uninstall` takes away, from the same lists."""

from salesflow_app.setup import (
	custom_fields,
	defaults,
	found,
	masters,
	property_setters,
	roles,
	workflow_choice,
)


def before_install() -> None:
	"""Note which workflows, roles and states the site has, before ours arrive."""
	found.remember()
	workflow_choice.remember()


def after_install() -> None:
	"""Roles and fields, before the fixtures that need them are imported."""
	roles.sync()
	custom_fields.sync()
	property_setters.sync()
	defaults.sync()
	masters.sync()


def after_sync() -> None:
	"""The fixtures are in: choose the workflows."""
	found.put_back()
	workflow_choice.restore()


def before_migrate() -> None:
	found.remember_looks()
	workflow_choice.remember()


def after_migrate() -> None:
	after_install()
	found.put_back()
	workflow_choice.restore()
