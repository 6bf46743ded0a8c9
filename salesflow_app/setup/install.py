"""What install and migrate do. What they make, `uninstall` takes away, from the same lists."""

from salesflow_app.setup import custom_fields, defaults, masters, property_setters, roles, workflow_choice


def before_install() -> None:
	"""Note which workflows the site uses, before ours arrive."""
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
	workflow_choice.restore()


def before_migrate() -> None:
	workflow_choice.remember()


def after_migrate() -> None:
	after_install()
	workflow_choice.restore()
