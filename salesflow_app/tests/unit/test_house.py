"""The house itself: rooms, imports, and habits that no review should have to look for."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import salesflow_app
from salesflow_app.setup.fixtures import FOLDER, print_all
from salesflow_app.tests.unit import house

PACKAGE = Path(salesflow_app.__file__).parent
ROOT = PACKAGE.parent
MODULE = PACKAGE / "salesflow_app"


@cache
def read(path: Path) -> str:
	return path.read_text(encoding="utf-8")


def get_files(*folders: Path, suffix: str = ".py", without: tuple[str, ...] = ("tests",)) -> list[Path]:
	found = [path for folder in folders for path in sorted(folder.rglob(f"*{suffix}"))]
	return [path for path in found if not set(without) & set(path.relative_to(PACKAGE).parts)]


def get_package(path: Path) -> str:
	return ".".join(path.parent.relative_to(ROOT).parts)


def collect(finder, paths, *arguments) -> list[str]:
	return [f"{path.relative_to(ROOT)}:{text}" for path in paths for text in finder(read(path), *arguments)]


def check(found) -> None:
	"""Fail with one finding a line."""
	lines = [str(item.relative_to(ROOT) if isinstance(item, Path) else item) for item in found]
	assert not lines, "\n".join(["", *lines])


def test_fixtures_are_printed_from_the_workflows():
	printed = print_all()
	assert {path.name for path in FOLDER.iterdir()} == set(printed)
	for name, text in printed.items():
		assert read(FOLDER / name) == text, f"{name}: run python -m salesflow_app.setup.fixtures"


def test_rules_and_workflows_import_the_standard_library_alone():
	for folder in (PACKAGE / "rules", MODULE / "workflows"):
		assert len(get_files(folder)) > 5
		allowed = ".".join(folder.relative_to(ROOT).parts)
		check(collect(house.find_foreign_imports, get_files(folder), allowed))


def test_rules_and_workflows_load_where_there_is_no_frappe():
	names = [f"salesflow_app.rules.{path.stem}" for path in get_files(PACKAGE / "rules")]
	names += ["salesflow_app.salesflow_app.workflows", "salesflow_app.setup.fixtures"]
	code = f"import sys; sys.modules['frappe'] = None; [__import__(name) for name in {names}]"
	run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
	assert run.returncode == 0, run.stderr


LEVELS = (
	(
		"hooks",
		"commands",
		"tasks",
		"demo",
		"setup",
		"desk",
		"health",
		"doctype",
		"doc_events",
		"portal",
		"www",
		"templates",
		"patches",
	),
	(
		"conversions",
		"mails",
		"outbox",
		"deal",
		"proposal",
		"signing",
		"sow",
		"order",
		"approval",
		"shipment",
		"milestone",
		"msa",
		"follow_up",
		"feedback",
		"review",
		"sealing",
		"figures",
		"dossier",
	),
	("clients", "documents", "evidence", "people", "text"),
	("rules", "workflows", "compat", "settings"),
)
"""Rooms from the edges down to the ground. A room imports from its own level and from those below."""
CLOSED = {
	"portal": {"www", "demo"},
	"doctype": set(),
	"doc_events": set(),
	"www": set(),
	"demo": {"commands"},
}
"""Rooms that nobody imports but those named: what they need of each other lies in a room of its subject."""


def get_room(module: str) -> str:
	"""The room of a dotted module; empty for the package itself."""
	parts = module.split(".")[1:]
	if parts[:1] == ["salesflow_app"]:
		return "workflows" if parts[1:2] == ["workflows"] else "doctype"
	return parts[0] if parts else ""


def get_level(room: str) -> int:
	return next(number for number, rooms in enumerate(LEVELS) if room in rooms)


def test_every_room_is_in_the_table():
	rooms = {get_room(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in get_files(PACKAGE)}
	assert rooms - {room for level in LEVELS for room in level} <= {"__init__"}


def test_imports_run_downwards():
	found = []
	for path in get_files(PACKAGE):
		module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
		if get_room(module) == "__init__":
			continue
		for line, name in house.find_imports(read(path), get_package(path)):
			if problem := get_problem(get_room(module), get_room(name)):
				found.append(f"{path.relative_to(ROOT)}:{line}: {problem}")
	check(found)


def get_problem(importing: str, imported: str) -> str | None:
	"""What is wrong with an import from one room in another."""
	if imported in ("", "__version__", importing):
		return None
	if get_level(imported) < get_level(importing):
		return f"{importing} imports {imported}, which lies above it"
	if imported in CLOSED and importing not in CLOSED[imported]:
		return f"{importing} imports {imported}, which nobody needs but its own room"
	return None


def test_table_of_imports_refuses_what_runs_upwards():
	assert (
		get_problem("mails", "portal") and get_problem("rules", "people") and get_problem("desk", "doctype")
	)
	assert not get_problem("portal", "clients") and not get_problem("deal", "mails")
	assert not get_problem("people", "people") and not get_problem("setup", "deal")


def test_app_knows_neither_its_tests_nor_the_sandbox():
	found = []
	for path in get_files(PACKAGE, without=("tests",)):
		found += collect(house.find_imports_of, [path], get_package(path), ("salesflow_app.tests", "sandbox"))
	check(found)


def test_only_commands_and_demo_commit():
	files = [
		path for path in get_files(PACKAGE, without=("tests", "demo")) if path != PACKAGE / "commands.py"
	]
	check(collect(house.find_commits, files))


@pytest.mark.parametrize("word", ["ignore_permissions", "allow_guest"])
def test_every_exception_from_permissions_says_why(word):
	check(collect(house.find_unexplained, get_files(PACKAGE), word))


def test_rights_are_asked_for_without_a_word():
	"""A document's own `has_permission` shows the reader a message for every right that they do not have."""
	asked = re.compile(r"(?<!frappe)(?<!permissions)\.has_permission\(")
	check(path for path in get_files(PACKAGE, without=("tests",)) if asked.search(read(path)))


def test_whitelisted_functions_have_types():
	files = get_files(PACKAGE)
	assert any("@frappe.whitelist" in read(path) for path in files)
	check(collect(house.find_untyped_endpoints, files))


def test_sql_is_never_built_from_strings():
	check(collect(house.find_built_sql, get_files(PACKAGE)))


def test_messages_are_translated_literals():
	check(collect(house.find_built_messages, get_files(PACKAGE, without=("tests", "demo"))))


def test_every_module_says_what_lives_in_it():
	check(path for path in get_files(PACKAGE) if not house.has_docstring(read(path)))


def test_every_script_says_what_lives_in_it():
	opening = re.compile(r"\s*(//|/\*)\s*\S+ \S+")
	check(path for path in get_files(PACKAGE, suffix=".js") if not opening.match(read(path)))


def test_every_dotted_path_leads_somewhere():
	missing = []
	for path in get_files(PACKAGE):
		for line, dotted in house.find_dotted_paths(read(path)):
			if not exists(dotted):
				missing.append(f"{path.relative_to(ROOT)}:{line}: {dotted}")
	check(missing)


def test_every_path_that_scripts_and_records_name_leads_somewhere():
	named = re.compile(r"[\"'`](salesflow_app(?:\.\w+)+)[\"'`]")
	files = [p for ending in (".js", ".json", ".html") for p in get_files(PACKAGE, suffix=ending)]
	found = [(path, dotted) for path in files for dotted in named.findall(read(path))]
	assert len(found) > 20
	check(f"{path.relative_to(ROOT)}: {dotted}" for path, dotted in found if not exists(dotted))


def exists(dotted: str) -> bool:
	"""Is it a package, a module, or something that a module makes?"""
	path = ROOT / dotted.replace(".", "/")
	if path.is_dir() or path.with_suffix(".py").exists():
		return True
	module = next(
		(file for file in (path.parent.with_suffix(".py"), path.parent / "__init__.py") if file.exists()),
		None,
	)
	return bool(module) and house.defines(read(module), path.name)


def test_nothing_is_left_to_do():
	marks = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X)\b")
	endings = (".py", ".js", ".css", ".html", ".json", ".md", ".toml")
	files = [path for suffix in endings for path in get_files(PACKAGE, suffix=suffix, without=())]
	files += [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *(ROOT / "docs").rglob("*.md")]
	check(path for path in files if marks.search(read(path)))
