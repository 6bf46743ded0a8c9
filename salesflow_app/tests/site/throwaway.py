"""A site that a test may ruin: ERPNext without our app, restored from a dump that is made once per bench."""

import hashlib
import json
import secrets
import shutil
import subprocess
import sys
from pkgutil import resolve_name

import pytest

from salesflow_app.tests.databases import DatabaseServer
from salesflow_app.tests.site.connection import SITE, get_environment, get_sites_folder

FRAPPE = ("-m", "frappe.utils.bench_helper", "frappe")
COMPANY = {
	"language": "English",
	"email": "owner@nordwind.example",
	"full_name": "Olive Owner",
	"password": "Nordwind-Test-2026!",
	"country": "Germany",
	"timezone": "Europe/Berlin",
	"currency": "EUR",
	"company_name": "Nordwind GmbH",
	"company_abbr": "NW",
	"chart_of_accounts": "Standard with Numbers",
	"bank_account": "Bank",
	"domain": "Services",
	"setup_demo": 0,
	"enable_telemetry": 0,
}


class ThrowawaySite:
	"""A site with a database of its own; after `with ThrowawaySite("x.test") as site: ...` both are gone."""

	def __init__(self, name: str):
		self.name = name
		self.folder = get_sites_folder() / name
		bench = hashlib.sha256(str(self.folder).encode()).hexdigest()[:6]  # two benches may share a server
		self.database = f"salesflow_test_{bench}_" + name.split(".")[0].replace("-", "_")
		self.password = secrets.token_hex(8)
		self.server = DatabaseServer(get_sites_folder(), SITE)

	def __enter__(self) -> "ThrowawaySite":
		dump = get_pristine_dump()
		self.drop()
		self.server.make(self.database, self.password)
		for path in ("locks", "logs", "private/files", "private/backups", "public/files"):
			(self.folder / path).mkdir(parents=True, exist_ok=True)
		config = {"db_name": self.database, "db_password": self.password, **self.server.place}
		(self.folder / "site_config.json").write_text(json.dumps(config))
		self.server.restore(self.database, dump)
		self.frappe("clear-cache")  # of an earlier site of this name
		return self

	def __exit__(self, *_error) -> None:
		self.drop()

	def drop(self) -> None:
		self.server.drop(self.database)
		shutil.rmtree(self.folder, ignore_errors=True)

	def frappe(self, *command: str) -> str:
		"""Run a bench command on the site; returns what it printed."""
		return _run_python(self.name, *FRAPPE, "--site", self.name, *command)

	def fail(self, *command: str) -> str:
		"""Run a bench command that has to fail; returns what it said."""
		try:
			said = self.frappe(*command)
		except AssertionError as error:
			return str(error)
		raise AssertionError(f"{' '.join(command)} did not fail: {said}")

	def list_files(self) -> list[str]:
		"""Paths of the files in the site's folder."""
		return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()]

	def read_config(self) -> dict:
		return json.loads((self.folder / "site_config.json").read_text())

	def call(self, function_path: str, **args):
		"""Call a function in a new process that is connected to the site; what it returns has to be JSON."""
		module = "salesflow_app.tests.site.throwaway"
		printed = _run_python(self.name, "-m", module, function_path, json.dumps(args))
		return json.loads(printed.splitlines()[-1])


def skip_without_root() -> None:
	"""Skip the tests that need a site of their own where no database can be made for it."""
	if why := DatabaseServer(get_sites_folder(), SITE).why_not:
		pytest.skip(why)


def get_pristine_dump():
	"""A site with ERPNext, its setup wizard completed, without our app; made once for these versions."""
	import erpnext
	import frappe

	folder = get_sites_folder().parent / "config"
	dump = folder / f"salesflow-pristine-{frappe.__version__}-{erpnext.__version__}.sql"
	if not dump.exists():
		_make_pristine_dump(dump)
	return dump


def _make_pristine_dump(dump) -> None:
	site = ThrowawaySite("salesflow-pristine.test")
	site.drop()
	try:
		rights = [
			"--db-name",
			site.database,
			"--db-root-password",
			site.server.password,
			"--admin-password",
			"admin",
		]
		_run_python("", *FRAPPE, "new-site", site.name, *rights)
		site.frappe("install-app", "erpnext")
		site.call(f"{__name__}.complete_setup_wizard")
		site.frappe("migrate")
		site.server.dump(site.database, dump)
	finally:
		site.drop()


def complete_setup_wizard() -> str:
	"""Make the company, its accounts and everything else a new site needs."""
	import frappe
	from frappe.desk.page.setup_wizard.setup_wizard import setup_complete
	from frappe.utils import getdate, today

	year = getdate(today()).year
	setup_complete({**COMPANY, "fy_start_date": f"{year}-01-01", "fy_end_date": f"{year}-12-31"})
	frappe.db.commit()
	return frappe.get_all("Company", pluck="name")[0]


def _run_python(site: str, *arguments: str) -> str:
	done = subprocess.run(
		[sys.executable, *arguments],
		cwd=get_sites_folder(),
		env={**get_environment(), "SALESFLOW_SITE": site},
		stdin=subprocess.DEVNULL,
		capture_output=True,
		text=True,
	)
	if done.returncode:
		raise AssertionError(f"{' '.join(arguments)}\n{(done.stdout + done.stderr)[-3000:]}")
	return done.stdout


def _main() -> None:
	"""In the child process: call one function on the site, print what it returns."""
	import frappe

	from salesflow_app.tests.site.connection import connect

	connect()
	result = resolve_name(sys.argv[1])(**json.loads(sys.argv[2]))
	frappe.db.commit()
	print(json.dumps(result, default=str))


if __name__ == "__main__":
	_main()
