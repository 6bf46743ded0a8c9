"""The bench that the site tests run on: found, its services up, this checkout migrated on the site."""

import json
import os
import shutil
import socket
import subprocess
import time
from importlib import metadata
from pathlib import Path
from urllib.parse import urlparse

APP = "salesflow_app"
CHECKOUT = Path(__file__).resolve().parents[2]
NEEDED_MODULES = ("pytest", "hypothesis", "aiosmtpd", "freezegun", "requests", "openpyxl", "rfc8785")
SECONDS_TO_START = 30


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
		self._start_services()
		self._install_requirements()
		self._add_app()
		if APP not in self._get_installed_apps():
			self.frappe("install-app", APP)
		self.frappe("migrate")

	def frappe(self, *command: str) -> str:
		"""Run a bench command on the site; returns what it printed."""
		return self._run("-m", "frappe.utils.bench_helper", "frappe", "--site", self.site, *command)

	def get_environment(self) -> dict[str, str]:
		"""Python finds this checkout before the one that is installed in the bench."""
		names = {"FRAPPE_BENCH": str(self.folder), "SALESFLOW_SITE": self.site, "PYTHONPATH": str(CHECKOUT)}
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
		try:
			self._run("-c", f"import {', '.join(NEEDED_MODULES)}")
		except BenchFailed:
			wanted = [line.split(";")[0].strip() for line in metadata.requires(APP) or []]
			self._run("-m", "pip", "install", "--quiet", *wanted)

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
