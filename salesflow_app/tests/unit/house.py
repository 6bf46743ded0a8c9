"""What the house rules look for in a source file: finders that return `line: what is wrong`."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache

Finding = str


@cache
def walk(source: str) -> tuple[ast.AST, ...]:
	"""Every node of a file; the first is the module."""
	return tuple(ast.walk(ast.parse(source)))


def find_foreign_imports(source: str, allowed: str) -> list[Finding]:
	"""Imports that are neither the standard library's nor from the package `allowed`, its own room."""
	found = []
	for node in walk(source):
		for name in _get_imported(node, allowed):
			in_room = name == allowed or name.startswith(allowed + ".")
			if not in_room and name.split(".")[0] not in sys.stdlib_module_names:
				found.append(f"{node.lineno}: imports {name}")
			if name.split(".")[0] in ("importlib", "runpy"):
				found.append(f"{node.lineno}: imports at run time with {name}")
	return found


def find_imports_of(source: str, package: str, forbidden: tuple[str, ...]) -> list[Finding]:
	"""Imports of one of the `forbidden` packages by a module in `package`, inside functions too."""
	return [
		f"{node.lineno}: imports {name}"
		for node in walk(source)
		for name in _get_imported(node, package)
		if any(f"{name}.".startswith(f"{room}.") for room in forbidden)
	]


def find_imports(source: str, package: str) -> Iterator[tuple[int, str]]:
	"""Line and full name of every import of the app's own modules, inside functions too."""
	for node in walk(source):
		for name in _get_imported(node, package):
			if name.startswith("salesflow_app."):
				yield node.lineno, name


def find_commits(source: str) -> list[Finding]:
	"""Uses of `commit` of the database, under whatever name it goes."""
	return [
		f"{node.lineno}: {_get_dotted(node)}"
		for node in walk(source)
		if isinstance(node, ast.Attribute) and node.attr == "commit" and _is_db(node.value)
	]


def find_unexplained(source: str, word: str) -> list[Finding]:
	"""Lines of code that use `word` without a comment of two words or more on the same line."""
	if word not in source:
		return []
	comments, uses = {}, {}
	for token in tokenize.generate_tokens(io.StringIO(source).readline):
		if token.type == tokenize.COMMENT:
			comments[token.start[0]] = re.sub(r"#\s*(noqa\S*.*)?", "", token.string)
		elif token.string.strip("\"'") == word:
			uses[token.start[0]] = token.line.strip()
	return [f"{line}: {code}" for line, code in uses.items() if len(comments.get(line, "").split()) < 2]


def find_untyped_endpoints(source: str) -> list[Finding]:
	"""Arguments of whitelisted functions without a type, and lazy annotations, which Frappe cannot read."""
	endpoints = [node for node in walk(source) if is_whitelisted(node)]
	found = [
		f"{node.lineno}: {node.name}({argument.arg}) has no type"
		for node in endpoints
		for argument in _get_arguments(node)
		if not argument.annotation and argument.arg not in ("self", "cls")
	]
	if endpoints and any("__future__.annotations" in _get_imported(node, "") for node in walk(source)):
		found.append("1: lazy annotations in a file with whitelisted functions")
	return found


def is_whitelisted(node: ast.AST) -> bool:
	"""Can the function be called from the web?"""
	decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
	return any("whitelist" in _get_dotted(decorator).split(".") for decorator in decorators)


def find_built_sql(source: str) -> list[Finding]:
	"""SQL that is not one literal. DDL cannot bind names: it has to say where they are from."""
	return find_unexplained(source, "sql_ddl") + [
		f"{node.lineno}: {ast.unparse(node)[:80]}"
		for node in _get_calls(source, ("sql", "multisql", "sql_list"))
		if _is_db(node.func.value) and not (node.args and _is_text(node.args[0]))
	]


def find_built_messages(source: str) -> list[Finding]:
	"""Translations of anything but a literal, and refusals that are not translated at all."""
	found = [
		f"{node.lineno}: {ast.unparse(node)[:80]}"
		for node in _get_calls(source, ("_",))
		if isinstance(node.args[0], ast.JoinedStr | ast.BinOp) or _get_dotted(node.args[0]).endswith("format")
	]
	return found + [
		f"{node.lineno}: {ast.unparse(node)[:80]}"
		for node in _get_calls(source, ("throw", "msgprint"))
		if node.args and (_is_text(node.args[0]) or isinstance(node.args[0], ast.JoinedStr))
	]


def find_dotted_paths(source: str) -> Iterator[tuple[int, str]]:
	"""Every `salesflow_app.a.b` that stands as text, as in hooks."""
	for node in walk(source):
		if _is_text(node) and re.fullmatch(r"salesflow_app(\.\w+)+", node.value):
			yield node.lineno, node.value


def has_docstring(source: str) -> bool:
	"""Does the module open with a sentence? An empty file needs none."""
	module = walk(source)[0]
	return not module.body or bool((ast.get_docstring(module) or "").strip())


def defines(source: str, name: str) -> bool:
	"""Does the module make `name` at its top level?"""
	for node in walk(source)[0].body:
		names = [target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)]
		if name in (
			getattr(node, "name", None),
			*names,
			*(a.asname or a.name for a in getattr(node, "names", [])),
		):
			return True
	return False


def _get_imported(node: ast.AST, package: str) -> list[str]:
	if isinstance(node, ast.Import):
		return [alias.name for alias in node.names]
	if not isinstance(node, ast.ImportFrom):
		return []
	parts = package.split(".")
	base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
	return [".".join(filter(None, (base, node.module, alias.name))) for alias in node.names]


def _get_arguments(node: ast.FunctionDef) -> list[ast.arg]:
	rest = [argument for argument in (node.args.vararg, node.args.kwarg) if argument]
	return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, *rest]


def _get_calls(source: str, names: tuple[str, ...]) -> list[ast.Call]:
	calls = [node for node in walk(source) if isinstance(node, ast.Call)]
	return [node for node in calls if _get_dotted(node.func).split(".")[-1] in names]


def _get_dotted(node: ast.AST) -> str:
	"""`frappe.local.db` for the attribute of that name."""
	if isinstance(node, ast.Attribute):
		return f"{_get_dotted(node.value)}.{node.attr}"
	return _get_dotted(node.func) if isinstance(node, ast.Call) else getattr(node, "id", "")


def _is_db(node: ast.AST) -> bool:
	return _get_dotted(node).split(".")[-1] == "db"


def _is_text(node: ast.AST) -> bool:
	return isinstance(node, ast.Constant) and isinstance(node.value, str)
