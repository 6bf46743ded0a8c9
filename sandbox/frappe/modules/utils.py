"""Where the files of a DocType lie."""

import importlib
import os
from types import ModuleType

import frappe
from frappe.installed import get_module_path, local_module_app, scrub


def scrub_dt_dn(dt: str, dn: str) -> tuple[str, str]:
	"""Names of the folders of a DocType and of a document."""
	return scrub(dt), scrub(dn)


def get_module_app(module: str) -> str:
	"""The app that a Frappe module belongs to."""
	app = local_module_app(module)
	if app is None:
		frappe.throw(frappe._("Module {} not found").format(module), frappe.DoesNotExistError)
	return app


def get_doctype_module(doctype: str) -> str:
	"""The Frappe module of a DocType."""
	from frappe.model import registry

	if registry.has_definition(doctype):
		return registry.get_definition(doctype)["module"]
	return frappe.db.get_value("DocType", doctype, "module") or "core"


def get_module_name(doctype: str, module: str, prefix: str = "", suffix: str = "", app=None) -> str:
	"""Dotted name of a Python module of a DocType."""
	app = app or get_module_app(module)
	name = scrub(doctype)
	return f"{app}.{scrub(module)}.doctype.{name}.{prefix}{name}{suffix}"


def load_doctype_module(doctype: str, module=None, prefix="", suffix="") -> ModuleType:
	"""The Python module of a DocType. Raises ModuleNotFoundError where it has none."""
	module = module or get_doctype_module(doctype)
	return importlib.import_module(get_module_name(doctype, module, prefix, suffix))


def get_doc_path(module: str, doctype: str, name: str) -> str:
	"""Folder of a standard document."""
	return os.path.join(get_module_path(module), *scrub_dt_dn(doctype, name))
