"""Templates: one sandboxed Jinja environment, with what Frappe lets templates see."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from inspect import getmembers, isfunction

import frappe
import jinja2
from frappe.utils.markdowns import markdown
from frappe.utils.numbers import cint, flt
from frappe.utils.text import cstr
from jinja2.sandbox import SandboxedEnvironment

PATH_ENDINGS = (".html", ".md", ".js", ".css", ".txt", ".xml")


def get_jenv() -> SandboxedEnvironment:
	"""The site's Jinja environment."""
	return _make_jenv(tuple(frappe.get_installed_apps()))


@lru_cache(maxsize=4)
def _make_jenv(apps: tuple[str, ...]) -> SandboxedEnvironment:
	from frappe.utils.safe_exec import get_safe_globals

	jenv = SandboxedEnvironment(loader=_get_loader(apps), undefined=jinja2.DebugUndefined, optimized=False)
	jenv.compile = lru_cache(maxsize=500)(jenv.compile)  # not optimized: no values of the site are in it
	jenv.filters.update(
		{
			"json": frappe.as_json,
			"len": len,
			"int": cint,
			"str": cstr,
			"flt": flt,
			"markdown": markdown,
			"abs_url": frappe.utils.get_url,
		}
	)
	hooks = frappe.get_hooks("jinja") or {}
	jenv.globals.update({**get_safe_globals(), "include_style": include_style, "is_rtl": is_rtl})
	jenv.globals.update(_load(hooks.get("methods") or []))
	jenv.filters.update(_load(hooks.get("filters") or []))
	return jenv


def _get_loader(apps: tuple[str, ...]) -> jinja2.BaseLoader:
	"""Finds templates by their path inside an app, the app installed last first."""
	by_app = {app: jinja2.PackageLoader(app, ".") for app in reversed(apps)}
	return jinja2.ChoiceLoader([jinja2.PrefixLoader(by_app), *by_app.values()])


def _load(paths: list[str]) -> dict[str, Callable]:
	"""The functions of modules, or single ones."""
	found = {}
	for path in paths:
		try:
			found.update(getmembers(import_module(path), isfunction))
		except ModuleNotFoundError:
			found[path.rpartition(".")[2]] = frappe.get_attr(path)
	return found


def is_rtl() -> bool:
	"""Whether the language is written from right to left: the sandbox speaks English only."""
	return False


def include_style(path: str, rtl: bool | None = None, preload: bool = True) -> str:
	"""HTML that loads a style sheet; those named `<name>.bundle.css` lie in Frappe's `public/css`."""
	if ".bundle." in path and not path.startswith("/assets"):
		path = f"/assets/frappe/css/{path}"
	return f'<link type="text/css" rel="stylesheet" href="/{path.lstrip("/")}">'


def get_template(path: str) -> jinja2.Template:
	"""The template at a path inside an app."""
	return get_jenv().get_template(path)


def render_template(
	template: str, context: dict | None = None, is_path: bool | None = None, safe_render: bool = True
) -> str:
	"""The text of a template; `template` is its source, or the path of its file."""
	if not template:
		return ""
	context = context or {}
	looks_like_path = "\n" not in template and template.endswith(PATH_ENDINGS)
	if is_path or (is_path is None and looks_like_path):
		return get_template(template).render(context)
	if safe_render and ".__" in template:
		frappe.throw(frappe._("Illegal template"))
	try:
		return get_jenv().from_string(template).render(context)
	except jinja2.TemplateError:
		frappe.throw(
			title=frappe._("Jinja Template Error"),
			msg=f"<pre>{template}</pre><pre>{frappe.get_traceback()}</pre>",
		)


def validate_template(html: str | None) -> None:
	"""Refuse what is no Jinja, naming the line."""
	try:
		get_jenv().from_string(html or "")
	except jinja2.TemplateSyntaxError as error:
		words = frappe._("Syntax error in template as line {0}: {1}")
		frappe.throw(words.format(error.lineno, error.message))
