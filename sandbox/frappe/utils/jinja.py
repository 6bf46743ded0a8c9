"""Templates: one sandboxed Jinja environment per site, with what Frappe lets templates see."""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from types import CodeType

import frappe
import jinja2
from frappe.utils import jinja_globals
from frappe.utils.markdowns import markdown
from frappe.utils.numbers import cint, flt
from frappe.utils.text import cstr
from jinja2.sandbox import SandboxedEnvironment

PAGE_FUNCTIONS = dict(getmembers(jinja_globals, isfunction))
MOST_TEXTS = 500
PATH_ENDINGS = (".html", ".md", ".js", ".css", ".txt", ".xml")


class _Compiled(jinja2.BytecodeCache):
	"""Templates compiled once for all sessions of the process."""

	codes: dict[str, tuple] = {}

	def load_bytecode(self, bucket):
		checksum, code = self.codes.get(bucket.key, (None, None))
		if checksum == bucket.checksum:
			bucket.code = code

	def dump_bytecode(self, bucket):
		self.codes[bucket.key] = (bucket.checksum, bucket.code)


class _Environment(SandboxedEnvironment):
	"""Texts that are rendered often, such as a master's, are compiled once for all sessions of the process."""

	codes: dict[str, CodeType] = {}

	def compile(self, source, name=None, filename=None, raw=False, defer_init=False):
		if name or filename or raw or not isinstance(source, str):
			return super().compile(source, name, filename, raw, defer_init)
		if source not in self.codes:
			if len(self.codes) > MOST_TEXTS:
				self.codes.clear()
			self.codes[source] = super().compile(source)
		return self.codes[source]


def get_jenv() -> SandboxedEnvironment:
	"""The site's Jinja environment."""
	known = getattr(frappe.local, "jenv", None)
	if known:
		return known
	from frappe.utils.safe_exec import get_safe_globals

	jenv = _Environment(loader=get_jloader(), undefined=jinja2.DebugUndefined, bytecode_cache=_Compiled())
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
	jenv.globals.update(get_safe_globals(), **PAGE_FUNCTIONS)
	methods, filters = get_jinja_hooks()
	jenv.globals.update(methods)
	jenv.filters.update(filters)
	frappe.local.jenv = jenv
	return jenv


def get_jloader() -> jinja2.BaseLoader:
	"""Finds templates by their path inside an app, the app installed last first."""
	apps = [app for app in reversed(frappe.get_installed_apps()) if app != "frappe"] + ["frappe"]
	by_app = {app: jinja2.PackageLoader(app, ".") for app in apps}
	return jinja2.ChoiceLoader([jinja2.PrefixLoader(by_app), *by_app.values()])


def get_jinja_hooks() -> tuple[dict[str, Callable], dict[str, Callable]]:
	"""The functions and filters that apps add under `jinja` in their hooks."""
	hooks = frappe.get_hooks("jinja") or {}
	return _load(hooks.get("methods") or []), _load(hooks.get("filters") or [])


def _load(paths: list[str]) -> dict[str, Callable]:
	found = {}
	for path in paths:
		try:
			found.update(getmembers(import_module(path), isfunction))
		except ModuleNotFoundError:
			found[path.rpartition(".")[2]] = frappe.get_attr(path)
	return found


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
	if is_path or (is_path is None and guess_is_path(template)):
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


def guess_is_path(template: str) -> bool:
	"""Whether the text is the path of a template: one line that ends like one."""
	return "\n" not in template and template.endswith(PATH_ENDINGS)


def validate_template(html: str | None) -> None:
	"""Refuse what is no Jinja, naming the line."""
	if not html:
		return
	try:
		get_jenv().from_string(html)
	except jinja2.TemplateSyntaxError as error:
		words = frappe._("Syntax error in template as line {0}: {1}")
		frappe.throw(words.format(error.lineno, error.message))


def get_email_from_template(name: str, args: dict) -> tuple[str | None, str | None]:
	"""HTML and plain text of the e-mail template of that name, as far as they exist."""
	return _render_email(f"templates/emails/{name}.html", args), _render_email(
		f"templates/emails/{name}.txt", args
	)


def _render_email(path: str, args: dict) -> str | None:
	try:
		return get_template(path).render(args)
	except jinja2.TemplateNotFound:
		return None
