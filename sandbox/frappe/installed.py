"""Installed apps: their folders, hooks, modules and functions."""

import functools
import importlib
import json
import os
from types import ModuleType

import frappe
from frappe.context import _dict, local

NOT_HOOKS = (ModuleType, type, type(lambda: None))


def get_all_apps(with_internal_apps: bool = True, sites_path: str | None = None) -> list[str]:
	"""Apps of the bench, as `apps.txt` lists them."""
	path = os.path.join(sites_path or local.sites_path, "apps.txt")
	apps = get_file_items(path) if os.path.exists(path) else []
	return (["frappe"] if with_internal_apps and "frappe" not in apps else []) + apps


def get_installed_apps(*, _ensure_on_bench: bool = False) -> list[str]:
	"""Apps of this site, in the order of their installation."""
	if getattr(local, "flags", {}).get("in_install_db"):
		return []
	database = getattr(local, "db", None)
	if not database:
		return get_all_apps()
	database.get_version()
	if (names := database.own_cache.get("installed_apps")) is None:
		names = json.loads(database.get_global("installed_apps") or "[]")
		database.own_cache["installed_apps"] = names
	return [name for name in names if name in get_all_apps()] if _ensure_on_bench else list(names)


def get_app_path(app_name: str, *joins: str) -> str:
	"""Path inside the app's package."""
	return get_pymodule_path(app_name, *joins)


def get_pymodule_path(modulename: str, *joins: str) -> str:
	"""Path inside a module's folder; parts of it are scrubbed, but not those of public files."""
	if "public" not in joins:
		joins = [scrub(part) for part in joins]
	return os.path.abspath(os.path.join(os.path.dirname(get_module(scrub(modulename)).__file__), *joins))


def get_module_path(module: str, *joins: str) -> str:
	"""Path inside a Frappe module such as `Selling`."""
	return get_pymodule_path(f"{local_module_app(module)}.{scrub(module)}", *joins)


def get_module_list(app_name: str) -> list[str]:
	"""Frappe modules of the app."""
	return get_file_items(os.path.join(get_app_path(app_name), "modules.txt"))


def setup_module_map(include_all_apps: bool = True) -> None:
	"""Learn which app a Frappe module belongs to."""
	local.module_app, local.app_modules = {}, {}
	apps = get_all_apps() if include_all_apps else get_installed_apps()
	for app in apps:
		for module in _get_modules(app):
			local.module_app[module] = app
			local.app_modules.setdefault(app, []).append(module)


@functools.cache
def _get_modules(app: str) -> tuple[str, ...]:
	path = os.path.join(get_app_path(app), "modules.txt")
	return tuple(scrub(module) for module in get_file_items(path))


def local_module_app(module: str) -> str | None:
	"""The app that a Frappe module belongs to."""
	if getattr(local, "module_app", None) is None:
		setup_module_map()
	return local.module_app.get(scrub(module))


def get_hooks(hook: str | None = None, default="_KEEP_DEFAULT_LIST", app_name: str | None = None):
	"""What the installed apps say in their hooks: lists, or dicts of lists."""
	hooks = _load_hooks((app_name,)) if app_name else _load_hooks(tuple(get_installed_apps()))
	if not hook:
		return hooks
	return hooks.get(hook, [] if default == "_KEEP_DEFAULT_LIST" else default)


@functools.lru_cache(maxsize=32)
def _load_hooks(apps: tuple[str, ...]) -> _dict:
	hooks = _dict()
	for app in apps:
		for key, value in vars(get_module(f"{app}.hooks")).items():
			if not key.startswith("_") and not isinstance(value, NOT_HOOKS):
				_add_hook(hooks, key, value)
	return hooks


def _add_hook(target: dict, key, value) -> None:
	if isinstance(value, dict):
		inner = target.setdefault(key, {})
		for inner_key, inner_value in value.items():
			_add_hook(inner, inner_key, inner_value)
	else:
		target.setdefault(key, []).extend(value if isinstance(value, list) else [value])


def clear_hooks() -> None:
	"""Read the hooks again: an app came or went."""
	_load_hooks.cache_clear()
	_get_doc_hooks.cache_clear()


def get_doc_hooks() -> dict:
	"""Handlers of document events, by DocType."""
	return _get_doc_hooks(tuple(get_installed_apps()))


@functools.lru_cache(maxsize=32)
def _get_doc_hooks(apps: tuple[str, ...]) -> dict:
	found = {}
	for key, events in _load_hooks(apps).get("doc_events", {}).items():
		for doctype in key if isinstance(key, tuple) else (key,):
			for event, handlers in events.items():
				found.setdefault(doctype, {}).setdefault(event, []).extend(handlers)
	return found


def get_module(modulename: str) -> ModuleType:
	"""Import a module by its dotted name."""
	return importlib.import_module(modulename)


def get_attr(method_string: str):
	"""Import a function by its dotted name; its app has to be installed."""
	app_name = method_string.split(".", 1)[0]
	if not local.flags.in_uninstall and not local.flags.in_install and app_name not in get_installed_apps():
		frappe.throw(frappe._("App {0} is not installed").format(app_name), frappe.AppNotInstalledError)
	module, _separator, name = method_string.rpartition(".")
	return getattr(get_module(module), name)


def get_newargs(fn, kwargs: dict) -> dict:
	"""Those of the arguments that the function takes."""
	import inspect

	taken = inspect.signature(fn).parameters
	if any(one.kind is one.VAR_KEYWORD for one in taken.values()):
		names = set(kwargs)
	else:
		names = set(kwargs) & set(taken)
	return {name: kwargs[name] for name in kwargs if name in names - {"ignore_permissions", "flags"}}


def call(fn, *args, **kwargs):
	"""Call a function with those of the keyword arguments that it takes."""
	if isinstance(fn, str):
		fn = get_attr(fn)
	return fn(*args, **get_newargs(fn, kwargs))


def scrub(txt: str) -> str:
	"""`Sales Order` becomes `sales_order`."""
	return str(txt or "").replace(" ", "_").replace("-", "_").lower()


def unscrub(txt: str) -> str:
	"""`sales_order` becomes `Sales Order`."""
	return txt.replace("_", " ").replace("-", " ").title()


def read_file(path: str, raise_not_found: bool = False, as_base64: bool = False):
	"""Content of a file, or None where there is none."""
	if as_base64:
		raise NotImplementedError("frappe.read_file(as_base64=True)")
	if os.path.exists(path):
		with open(path, encoding="utf-8") as file:
			return file.read()
	if raise_not_found:
		raise OSError(f"{path} Not Found")
	return None


def get_file_items(path: str, raise_not_found: bool = False, ignore_empty_lines: bool = True) -> list[str]:
	"""Lines of a file without comments."""
	lines = (read_file(path, raise_not_found=raise_not_found) or "").splitlines()
	lines = [line.strip() for line in lines]
	return [line for line in lines if not line.startswith("#") and (line or not ignore_empty_lines)]
