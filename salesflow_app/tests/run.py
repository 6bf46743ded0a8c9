"""What `make test`, `make lint` and `make bench` do. Standard library only; the rest comes into `.venv`."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from salesflow_app.tests.bench import CHECKOUT, Bench, BenchFailed, NoBench

VENV = CHECKOUT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "salesflow-requirements"


class Failed(Exception):
	"""Something could not be done; the text is for the person at the keyboard."""


def test() -> int:
	"""Unit tests in `.venv`, then site tests on the bench where there is one. Both run, whatever fails."""
	bench = Bench()
	print(_announce(bench), flush=True)
	results = [_run_unit_tests(), _run_site_tests(bench)]
	print()
	for result in results:
		print(result.text)
	return int(any(result.is_failure for result in results))


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
	return _call([str(bench.python), "-m", "benchmarks.chain", "--write"], bench.get_environment())


class Result:
	"""How one of the two test runs ended, in words for the last lines."""

	def __init__(self, text: str, is_failure: bool = False):
		self.text = text
		self.is_failure = is_failure


def _announce(bench: Bench) -> str:
	try:
		bench.find()
	except NoBench as error:
		return f"{error}: site tests do not run."
	return f"Site tests run on {bench}."


def _run_unit_tests() -> Result:
	try:
		make_venv()
	except Failed as error:
		return Result(f"Unit tests did not run. {error}", is_failure=True)
	code, summary = _run_pytest(VENV_PYTHON, "unit", {**os.environ, "PYTHONPATH": str(CHECKOUT)})
	return Result(f"Unit tests:\n{summary}", code != 0)


def _run_site_tests(bench: Bench) -> Result:
	try:
		bench.find()
		bench.prepare()
	except NoBench as error:
		return Result(f"{error}: site tests did not run.")
	except BenchFailed as error:
		return Result(f"Site tests did not run. {error}", is_failure=True)
	code, summary = _run_pytest(bench.python, "site", bench.get_environment())
	return Result(f"Site tests:\n{summary}\nSite tests ran on {bench}.", code != 0)


def _run_pytest(python: Path, room: str, environment: dict[str, str]) -> tuple[int, str]:
	"""Run one room of tests and pass on what pytest prints; returns its exit code and its summary line."""
	command = [str(python), "-m", "pytest", f"salesflow_app/tests/{room}", *sys.argv[2:]]
	process = subprocess.Popen(
		command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
	)
	summary = ""
	for line in process.stdout:
		print(line, end="", flush=True)
		summary = line.strip() or summary
	return process.wait(), summary


def make_venv() -> None:
	"""`.venv` with what the app and its tests require; filled anew when pyproject.toml changes."""
	wanted = hashlib.sha256((CHECKOUT / "pyproject.toml").read_bytes()).hexdigest()
	if STAMP.exists() and STAMP.read_text() == wanted:
		return
	if not VENV_PYTHON.exists() and _call([sys.executable, "-m", "venv", str(VENV)]):
		raise Failed(f"“{sys.executable} -m venv .venv” failed: is the venv module of this Python installed?")
	print("Installing what the tests need into .venv", flush=True)
	pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
	done = subprocess.run([*pip, "--editable", ".[test]"], cwd=CHECKOUT, capture_output=True, text=True)
	if done.returncode:
		last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
		raise Failed(f"pip could not install what they need; can it reach the package registry? {last}")
	STAMP.write_text(wanted)


def _call(command: list[str], environment: dict[str, str] | None = None) -> int:
	return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode


def main() -> int:
	commands = {"test": test, "lint": lint, "bench": bench}
	try:
		return commands[sys.argv[1]]()
	except (Failed, NoBench, BenchFailed) as error:
		print(error)
		return 1


if __name__ == "__main__":
	sys.exit(main())
