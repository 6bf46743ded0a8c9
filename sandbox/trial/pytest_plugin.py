"""Gives each test process a site of its own: `pytest -p trial.pytest_plugin`."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

from trial.template import copy_template, get_home

FOLDER = "salesflow_sandbox_folder"
GARBAGE = (50_000, 20, 20)
"""There are many documents, each in a cycle with its rows; collecting less often is faster."""


def pytest_configure(config) -> None:
	if _is_controller(config):
		return
	folder = Path(tempfile.mkdtemp(prefix="test-", dir=get_home()))
	setattr(config, FOLDER, folder)
	os.environ["FRAPPE_BENCH"] = str(copy_template(folder))
	gc.set_threshold(*GARBAGE)


def pytest_unconfigure(config) -> None:
	if folder := getattr(config, FOLDER, None):
		shutil.rmtree(folder, ignore_errors=True)


def _is_controller(config) -> bool:
	"""With pytest-xdist only its workers run tests."""
	return bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")
