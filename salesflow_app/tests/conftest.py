"""Unit tests need no site. Site tests need Frappe: without it they are not collected."""

import os
from importlib.util import find_spec
from pathlib import Path

from salesflow_app.tests import days

collect_ignore = [] if find_spec("frappe") else ["site"]


def _enter_sites_folder() -> None:
	"""Frappe opens its logs when it is imported, by a path that begins in the bench's `sites` folder."""
	bench = Path(os.environ.get("FRAPPE_BENCH") or "~/frappe-bench").expanduser().resolve()
	found = find_spec("frappe")
	if found and found.origin and bench in Path(found.origin).resolve().parents:
		os.chdir(bench / "sites")


_enter_sites_folder()


def pytest_sessionstart(session) -> None:
	"""The clock is set once the test process has its site, and in pytest-xdist in each worker alone."""
	is_controller = getattr(session.config.option, "numprocesses", None) and not hasattr(
		session.config, "workerinput"
	)
	if os.environ.get("SALESFLOW_TODAY") and not is_controller:
		days.start_clock(os.environ["SALESFLOW_TODAY"])
