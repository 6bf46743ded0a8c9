"""What the targets of the Makefile do. Standard library only."""

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import NoReturn

from salesflow_app.tests import days
from salesflow_app.tests.bench import CHECKOUT, Bench, BenchFailed, NoBench
from salesflow_app.tests.copies import make_copies
from salesflow_app.tests.databases import DatabaseFailed
from salesflow_app.tests.outcomes import Outcomes, compare, describe, read_junit
from salesflow_app.tests.venv import PYTHON, VENV, Failed, make_venv

SANDBOX, BENCH = "the sandbox", "the bench"
UNIT_TESTS, SITE_TESTS = "salesflow_app/tests/unit", "salesflow_app/tests/site"
PLUGIN = ("-p", "trial.pytest_plugin", "-p", "no:hypothesispytest")
"""These tests draw no random values; at its end Hypothesis's plugin would load all of it."""
NOTHING_CHOSEN = 5
"""What pytest ends with where the words of `-k` fit no test."""
PROCESSES = min(os.cpu_count() or 1, 8)
TOGETHER = ("-n", str(PROCESSES), "--dist", "worksteal")
"""One process for each core, which takes tests from another when it has none left."""
BY_FILE = ("--dist", "loadfile")
"""On a bench a file stays with one process: some set up in minutes what all their tests look at."""


class Result:
	"""How one of the test runs ended, in words for the last lines."""

	def __init__(self, text: str, is_failure: bool = False, outcomes: Outcomes | None = None):
		self.text = text
		self.is_failure = is_failure
		self.outcomes = outcomes


def test() -> int:
	"""Unit tests, the sandbox's own, and the site tests on the sandbox and on the bench, compared test by test.

	All run, whatever fails; where no bench is, that is said.
	"""
	bench = Bench()
	print(_announce(bench), flush=True)
	make_venv()
	others = [_run_unit_tests(), _run_sandbox_tests()]
	on_sandbox, on_bench = _run_on_sandbox(), _run_on_bench(bench)
	print()
	for result in (*others, on_sandbox, on_bench):
		print(result.text)
	differences = []
	if on_sandbox.outcomes and on_bench.outcomes:
		differences = compare(on_sandbox.outcomes, on_bench.outcomes, (SANDBOX, BENCH))
		print("\n".join(describe(differences)))
	has_failed = any(result.is_failure for result in (*others, on_sandbox, on_bench))
	return int(has_failed or any(not difference.is_explained for difference in differences))


def _announce(bench: Bench) -> str:
	try:
		bench.find()
	except NoBench as error:
		return f"{error}: site tests do not run on a bench."
	return f"Site tests run on {bench}."


def _run_unit_tests() -> Result:
	return _run_pytest("Unit tests", PYTHON, UNIT_TESTS, dict(os.environ), *TOGETHER)


def _run_on_sandbox() -> Result:
	options = (*PLUGIN, *TOGETHER)
	return _run_pytest(f"Site tests on {SANDBOX}", PYTHON, SITE_TESTS, get_sandbox_environment(), *options)


def _run_sandbox_tests() -> Result:
	options = (*PLUGIN, *TOGETHER)
	return _run_pytest(f"Tests of {SANDBOX}", PYTHON, "sandbox/tests", get_sandbox_environment(), *options)


def _run_on_bench(bench: Bench) -> Result:
	try:
		bench.find()
		bench.prepare()
		sites = make_copies(bench, PROCESSES)
	except NoBench as error:
		return Result(f"{error}: site tests did not run on a bench.")
	except (BenchFailed, DatabaseFailed, FileExistsError) as error:
		return Result(f"Site tests did not run on {BENCH}. {error}", is_failure=True)
	options = ("-n", str(len(sites)), *BY_FILE) if len(sites) > 1 else ()
	title = f"Site tests on {', '.join(sites)} of the bench {bench.folder}"
	return _run_pytest(title, bench.python, SITE_TESTS, bench.get_environment(sites), *options)


def test_days() -> int:
	"""Unit tests and site tests on the sandbox, with the clock set to days on which a careless test fails.

	`make test-days` asks for all days, one after the other: about two minutes each on two cores that have
	nothing else to do, half an hour in all. `python -m salesflow_app.tests.run test-days -k words` asks for a part.
	"""
	make_venv()
	_make_template()
	results = [result for moment, why in days.get_moments(date.today()) for result in _run_day(moment, why)]
	print("", *[result.text for result in results], sep="\n")
	return int(any(result.is_failure for result in results))


def _make_template() -> None:
	"""The site that all days begin with is made today."""
	command = [str(PYTHON), "-m", "pytest", *PLUGIN, str(CHECKOUT / "sandbox/tests"), "--collect-only"]
	subprocess.run(
		command, cwd=CHECKOUT, env=get_sandbox_environment(), check=False, stdout=subprocess.DEVNULL
	)


def _run_day(moment: str, why: str) -> list[Result]:
	title = f"On {moment} ({why})"
	unit = days.set_clock({**os.environ, "PYTHONPATH": str(CHECKOUT)}, moment)
	site = days.set_clock(get_sandbox_environment(), moment)
	return [
		_run_pytest(f"{title}: unit tests", PYTHON, UNIT_TESTS, unit, *TOGETHER),
		_run_pytest(f"{title}: site tests", PYTHON, SITE_TESTS, site, *PLUGIN, *TOGETHER),
	]


def _run_pytest(title: str, python: Path, room: str, environment: dict[str, str], *options: str) -> Result:
	"""Run one folder of tests and pass on what pytest prints."""
	with tempfile.TemporaryDirectory() as folder:
		report = Path(folder) / "report.xml"
		command = [str(python), "-m", "pytest", str(CHECKOUT / room), f"--junit-xml={report}"]
		print(f"\n{title}", flush=True)
		code = _call([*command, *options, *sys.argv[2:]], environment)
		outcomes = read_junit(report) if report.exists() else None
	is_failure = code not in (0, NOTHING_CHOSEN if len(sys.argv) > 2 else 0)
	return Result(f"{title}: {outcomes or 'nothing ran'}", is_failure, outcomes)


def get_sandbox_environment() -> dict[str, str]:
	"""The tests know where they run; frappe and erpnext are those that are installed in `.venv`."""
	return {**os.environ, "SALESFLOW_SANDBOX": "1", "SALESFLOW_SITE": "salesflow.test"}


def demo() -> NoReturn:
	"""The six stories on a site of the sandbox, then its web server."""
	_become_trial("trial.demo")


def stories() -> NoReturn:
	"""The six stories on a site of the sandbox; 1 where one fails."""
	_become_trial("trial.stories")


def _become_trial(module: str) -> NoReturn:
	"""Take over this process, so that what ends `make` ends the trial as well."""
	make_venv()
	os.chdir(CHECKOUT)
	os.execve(PYTHON, [str(PYTHON), "-m", module, *sys.argv[2:]], get_sandbox_environment())


def lint() -> int:
	"""ruff, with the settings of pyproject.toml."""
	make_venv()
	ruff = [str(VENV / "bin" / "ruff")]
	results = [_call([*ruff, "check", "."]), _call([*ruff, "format", "--check", "."])]
	return int(any(results))


def bench() -> int:
	"""Measure on the bench; the figures go into docs/performance.md."""
	bench = Bench()
	bench.find()
	bench.prepare()
	codes = [
		_call([str(bench.python), "-m", f"benchmarks.{subject}", "--write"], bench.get_environment())
		for subject in ("chain", "pages", "strip", "follow_up", "reports")
	]
	return max(codes)


def tamper() -> int:
	"""Ten thousand random changes on twenty signed deals, on the bench if there is one, else on the sandbox."""
	bench, file = Bench(), "salesflow_app/tests/site/evidence/test_tamper.py"
	try:
		bench.find()
		bench.prepare()
		python, environment, options = bench.python, bench.get_environment(), ()
	except NoBench:
		make_venv()
		python, environment, options = PYTHON, get_sandbox_environment(), PLUGIN
	changes = {"SALESFLOW_CHANGES": os.environ.get("SALESFLOW_CHANGES", "10000")}
	return _call([str(python), "-m", "pytest", *options, "-s", file], {**environment, **changes})


def races() -> int:
	"""All races, a thousand rounds each or SALESFLOW_ROUNDS, on the bench: only its database has row locks."""
	bench = Bench()
	bench.find()
	bench.prepare()
	files = sorted(str(path) for path in (CHECKOUT / SITE_TESTS).rglob("test_*races.py"))
	rounds = {"SALESFLOW_ROUNDS": os.environ.get("SALESFLOW_ROUNDS", "1000")}
	command = [str(bench.python), "-m", "pytest", *files, *sys.argv[2:]]
	return _call(command, {**bench.get_environment(), **rounds})


def _call(command: list[str], environment: dict[str, str] | None = None) -> int:
	return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode


def main() -> int:
	commands = {
		"test": test,
		"test-days": test_days,
		"demo": demo,
		"stories": stories,
		"lint": lint,
		"bench": bench,
		"tamper": tamper,
		"races": races,
	}
	try:
		return commands[sys.argv[1]]()
	except (Failed, NoBench, BenchFailed) as error:
		print(error)
		return 1
	except KeyboardInterrupt:
		return 130


if __name__ == "__main__":
	sys.exit(main())
