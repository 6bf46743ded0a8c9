"""The bench that the site tests run on: found, its services up, this checkout migrated on the site."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlparse

APP = "salesflow_app"
CHECKOUT = Path(__file__).resolve().parents[2]
NEEDED = {
	"aiosmtpd": "aiosmtpd>=1.4",
	"hypothesis": "hypothesis>=6.77",
	"nh3": "nh3>=0.2.17",
	"openpyxl": "openpyxl>=3.1",
	"pyhanko": "pyHanko>=0.34,<0.35",
	"pytest": "pytest>=7.4",
	"requests": "requests>=2.31",
	"rfc8785": "rfc8785>=0.1.4",
	"xdist": "pytest-xdist>=3.5",
}
"""Modules that the app and the site tests import, and what to ask pip for where one is missing."""
SECONDS_TO_START = 30


_FIND_MISSING = """
import importlib.util, sys
print(*[name for name in sys.argv[1:] if not importlib.util.find_spec(name)])
"""


class NoBench(Exception):
	"""There is nothing here to run site tests on; the text says what is missing."""


class BenchFailed(Exception):
	"""There is a bench, but it cannot be used; the text says why."""


class Bench:
	"""A bench and the one site of it that the tests use."""

	def __init__(self):
		self.folder = Path(os.environ.get("FRAPPE_BENCH") or "~/frappe-bench").expanduser()
		self.site = os.environ.get("SALESFLOW_SITE") or "salesflow.test"
		self.sites = self.folder / "sites"
		self.python = self.folder / "env" / "bin" / "python"

	def __str__(self) -> str:
		return f"{self.site} of the bench {self.folder}"

	def find(self) -> None:
		if not self.python.exists() or not (self.sites / "apps.txt").exists():
			raise NoBench(f"No bench found at {self.folder}")
		if not (self.sites / self.site / "site_config.json").exists():
			raise NoBench(f"No site {self.site} in the bench {self.folder}")

	def prepare(self) -> None:
		"""Start what is down, then install and migrate this checkout of the app on the site."""
		print(f"Preparing {self}", flush=True)
		self._start_services()
		self._install_requirements()
		self._add_app()
		self._link_assets()
		if APP not in self._get_installed_apps():
			self.frappe("install-app", APP)
		self.frappe("migrate")

	def frappe(self, *command: str) -> str:
		"""Run a bench command on the site; returns what it printed."""
		return self._run("-m", "frappe.utils.bench_helper", "frappe", "--site", self.site, *command)

	def get_environment(self, sites: Sequence[str] = ()) -> dict[str, str]:
		"""Python finds this checkout before the one that is installed in the bench.

		With `sites`, each process of pytest-xdist takes the one of its number.
		"""
		names = {"FRAPPE_BENCH": str(self.folder), "SALESFLOW_SITE": self.site, "PYTHONPATH": str(CHECKOUT)}
		if sites:
			names["SALESFLOW_SITES"] = " ".join(sites)
		return {**os.environ, **names}

	def _run(self, *arguments: str) -> str:
		done = subprocess.run(
			[str(self.python), *arguments],
			cwd=self.sites,
			env=self.get_environment(),
			stdin=subprocess.DEVNULL,
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
		)
		if done.returncode:
			raise BenchFailed(f"“{' '.join(arguments)}” failed on {self}:\n{done.stdout[-3000:]}")
		return done.stdout

	# Services

	def _start_services(self) -> None:
		config = json.loads((self.sites / "common_site_config.json").read_text() or "{}")
		for key in ("redis_cache", "redis_queue"):
			address = urlparse(config.get(key) or "")
			if address.port:
				_start(f"Redis ({key})", address.hostname, address.port, _get_redis_command(address.port))
		host, port = config.get("db_host") or "localhost", int(config.get("db_port") or 3306)
		if config.get("db_type", "mariadb") == "mariadb":
			_start("MariaDB", host, port, ["service", "mariadb", "start"])

	# The app in the bench

	def _install_requirements(self) -> None:
		"""Only what is missing, and nothing that would move what Frappe has pinned."""
		found = self._run("-c", _FIND_MISSING, *NEEDED).split()
		if not found:
			return
		with tempfile.NamedTemporaryFile("w", suffix=".txt") as pins:
			lines = self._run("-m", "pip", "freeze", "--exclude-editable").splitlines()
			pins.write("\n".join(line for line in lines if "==" in line and "://" not in line))
			pins.flush()
			wanted = [NEEDED[name] for name in found]
			print(f"Installing {', '.join(wanted)} into the bench {self.folder}", flush=True)
			self._run("-m", "pip", "install", "--quiet", "--constraint", pins.name, *wanted)

	def _add_app(self) -> None:
		"""What `bench get-app --soft-link` does, where the bench does not know the app yet."""
		apps = (self.sites / "apps.txt").read_text().split()
		if APP in apps:
			return
		print(f"Adding {CHECKOUT} to the bench {self.folder}", flush=True)
		link = self.folder / "apps" / APP
		if not link.exists():
			link.symlink_to(CHECKOUT)
		self._run("-m", "pip", "install", "--quiet", "--no-deps", "--editable", str(link))
		(self.sites / "apps.txt").write_text("\n".join([*apps, APP]) + "\n")

	def _link_assets(self) -> None:
		"""Pages load the scripts and styles of this checkout, as `bench build` links those of the bench's own."""
		link, public = self.sites / "assets" / APP, CHECKOUT / APP / "public"
		if link.resolve() == public or not link.parent.is_dir():
			return
		link.unlink(missing_ok=True)
		link.symlink_to(public)

	def get_versions(self) -> str:
		"""Of Frappe and ERPNext."""
		return self._run(
			"-c", "import erpnext, frappe; print(frappe.__version__, erpnext.__version__)"
		).strip()

	def _get_installed_apps(self) -> list[str]:
		return [line.split()[0] for line in self.frappe("list-apps").splitlines() if line.split()]


def _start(what: str, host: str | None, port: int, command: list[str]) -> None:
	if _is_open(host, port):
		return
	if host not in (None, "localhost", "127.0.0.1") or not shutil.which(command[0]):
		raise BenchFailed(f"{what} does not answer on {host}:{port}, and this machine cannot start it")
	subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
	for _half_second in range(SECONDS_TO_START * 2):
		if _is_open(host, port):
			return
		time.sleep(0.5)
	raise BenchFailed(f"{what} does not answer on {host}:{port}; “{' '.join(command)}” did not help")


def _is_open(host: str | None, port: int) -> bool:
	try:
		with socket.create_connection((host or "localhost", port), timeout=3):
			return True
	except OSError:
		return False


def _get_redis_command(port: int) -> list[str]:
	return ["redis-server", "--port", str(port), "--daemonize", "yes", "--save", ""]
