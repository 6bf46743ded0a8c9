"""Which bench and which site the tests run on, and the way to connect to it. No fixtures here."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
SITE = os.environ.get("SALESFLOW_SITE") or "salesflow.test"
IS_SANDBOX = bool(os.environ.get("SALESFLOW_SANDBOX"))
"""True on the stand-in of `sandbox/`; the same tests run there, but for those marked `bench_only`."""


def get_sites_folder() -> Path:
	"""The `sites` folder of the bench in `FRAPPE_BENCH`, default `~/frappe-bench`."""
	bench = os.environ.get("FRAPPE_BENCH") or "~/frappe-bench"
	return Path(bench).expanduser().resolve() / "sites"


def connect(site: str = SITE) -> None:
	"""Connect this process to the site as Administrator. Frappe wants the sites folder as the current one."""
	import frappe

	import salesflow_app

	package = Path(salesflow_app.__file__).resolve().parent
	assert package == CHECKOUT / "salesflow_app", f"The tests of {CHECKOUT} would test {package}"
	os.chdir(get_sites_folder())
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.local.lang = "en"


def get_environment() -> dict[str, str]:
	"""Environment for a child process, so that it runs this checkout of the app."""
	paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
	return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "SALESFLOW_SITE": SITE, "CI": "1"}
