"""The virtual environment `.venv` of this checkout, made from the package registry. Standard library only."""

import hashlib
import os
import subprocess
import sys

from salesflow_app.tests.bench import CHECKOUT

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "salesflow-requirements"
DISTRIBUTIONS = (".[test]", "./sandbox")
"""The app with what its tests need, and the stand-in for Frappe and ERPNext; both as they stand in the checkout."""


class Failed(Exception):
	"""Something could not be done; the text is for the person at the keyboard."""


def make_venv() -> None:
	"""Fill `.venv` with the app, its tests and the sandbox; anew when a pyproject.toml changes."""
	if is_ready():
		return
	if not os.access(CHECKOUT, os.W_OK):
		raise Failed(
			f"{CHECKOUT} is read-only, and .venv has to be made in it. Clone it where you may write, for example: "
			f"git clone {CHECKOUT} ~/salesflow"
		)
	if (
		not PYTHON.exists()
		and subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode
	):
		raise Failed(f"“{sys.executable} -m venv .venv” failed: is the venv module of this Python installed?")
	print("Installing what is needed into .venv", flush=True)
	_install()
	STAMP.write_text(_get_stamp())


def is_ready() -> bool:
	"""Is `.venv` there, with what both pyproject.toml ask for?"""
	return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _get_stamp()


def _get_stamp() -> str:
	files = (CHECKOUT / "pyproject.toml", CHECKOUT / "sandbox" / "pyproject.toml")
	return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _install() -> None:
	pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
	editable = [word for path in DISTRIBUTIONS for word in ("--editable", path)]
	done = subprocess.run([*pip, *editable], cwd=CHECKOUT, capture_output=True, text=True)
	if done.returncode:
		raise Failed(
			f"pip could not install what is needed ({_get_reason(done.stderr)}). "
			"Can this machine reach the package registry? Then run the same command again."
		)


def _get_reason(text: str) -> str:
	"""The last error that pip names; notes may follow it."""
	lines = [line.strip() for line in text.splitlines() if line.strip()]
	errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
	return (errors or lines or ["no reason given"])[-1].rstrip(".")
