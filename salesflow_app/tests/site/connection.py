"""Which bench and which site the tests run on, and the way to connect to it. No fixtures here."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def _get_site() -> str:
	"""The site of this process: of several in SALESFLOW_SITES the one of its number in pytest-xdist."""
	sites = os.environ.get("SALESFLOW_SITES", "").split()
	worker = os.environ.get("PYTEST_XDIST_WORKER", "")
	if sites and worker.startswith("gw"):
		return sites[int(worker.removeprefix("gw"))]
	return os.environ.get("SALESFLOW_SITE") or "salesflow.test"


SITE = _get_site()
IS_SANDBOX = bool(os.environ.get("SALESFLOW_SANDBOX"))
"""True on the stand-in of `sandbox/`; the same tests run there, but for those marked `bench_only`."""


def get_sites_folder() -> Path:
	"""The `sites` folder of the bench in `FRAPPE_BENCH`, default `~/frappe-bench`."""
	bench = os.environ.get("FRAPPE_BENCH") or "~/frappe-bench"
	return Path(bench).expanduser().resolve() / "sites"


def connect(site: str = SITE) -> None:
	"""Connect this process to the site as Administrator. Frappe wants the sites folder as the current one."""
	os.chdir(get_sites_folder())  # before the import: Frappe opens its logs by a path that begins here
	import frappe

	import salesflow_app

	package = Path(salesflow_app.__file__).resolve().parent
	assert package == CHECKOUT / "salesflow_app", f"The tests of {CHECKOUT} would test {package}"
	frappe.init(site=site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.local.lang = "en"


def get_environment() -> dict[str, str]:
	"""Environment for a child process, so that it runs this checkout of the app on the site of this process."""
	paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
	names = {"PYTHONPATH": os.pathsep.join(paths), "SALESFLOW_SITE": SITE, "SALESFLOW_SITES": "", "CI": "1"}
	return {**os.environ, **names}
