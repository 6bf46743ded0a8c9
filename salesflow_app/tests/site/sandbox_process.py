"""Asks the sandbox something from a test that runs on the bench: a process of its own, with the checkout's `.venv`."""

import json
import os
import subprocess
from typing import Any

import frappe
import pytest

from salesflow_app.tests.site.connection import CHECKOUT

SITE = {"SALESFLOW_SANDBOX": "1", "SALESFLOW_SITE": "salesflow.test", "SALESFLOW_SITES": ""}
"""The sandbox has one site, whatever the site of this bench is called."""
FOLLOWS = "15."
"""The version whose fields, rights and messages the sandbox has."""
PYTHON = CHECKOUT / ".venv" / "bin" / "python"


def ask(module: str, *arguments: str, **environment: str) -> Any:
	"""What `python -m module` prints, read as JSON.

	The test is skipped where there is no `.venv`, and on a version that the sandbox does not stand in for.
	"""
	if not frappe.__version__.startswith(FOLLOWS):
		pytest.skip(f"the sandbox stands in for Frappe {FOLLOWS}x")
	if not PYTHON.exists():
		pytest.skip("no .venv in this checkout: run make test")
	done = subprocess.run(
		[str(PYTHON), "-m", module, *arguments],
		cwd=CHECKOUT,
		env={**os.environ, **SITE, **environment},
		capture_output=True,
		text=True,
	)
	assert done.returncode == 0, done.stderr[-3000:]
	return json.loads(done.stdout)
