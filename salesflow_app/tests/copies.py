"""Copies of the site that the tests use, so that as many run at once as there are cores. Standard library only."""

import base64
import hashlib
import json
import os
import secrets
import shutil
from pathlib import Path

from salesflow_app.tests.bench import CHECKOUT, Bench
from salesflow_app.tests.databases import DatabaseServer, read_config

STAMP = "salesflow-tests-copy"
"""A file in the folder of a copy that says what it was copied from."""
FOLDERS = ("locks", "logs", "indexes", "private/files", "private/backups", "public/files")
SCHEMA = (
	"*.json",
	"hooks.py",
	"patches.txt",
	"setup/**/*.py",
	"patches/**/*.py",
	"salesflow_app/workflows/*.py",
)
"""What decides, within the app, how a migrated site looks."""


def make_copies(bench: Bench, count: int) -> list[str]:
	"""Names of `count` sites: the prepared site of the bench, and copies of it, made anew when the app's schema changed.

	Without the database's root password there is only the one.
	"""
	server = DatabaseServer(bench.sites, bench.site)
	if count < 2 or server.why_not:
		return [bench.site]
	stamp = get_stamp(bench)
	dump = bench.folder / "config" / f"salesflow-tests-{stamp}.sql"
	copies = [Copy(bench, server, number) for number in range(1, count)]
	if not all(copy.is_from(stamp) for copy in copies):
		_make_dump(bench, server, dump)
		for copy in copies:
			print(f"Copying {bench.site} to {copy.name}", flush=True)
			copy.make(dump, stamp)
	return [bench.site, *[copy.name for copy in copies]]


def _make_dump(bench: Bench, server: DatabaseServer, dump: Path) -> None:
	if dump.exists():
		return
	for old in dump.parent.glob("salesflow-tests-*.sql"):
		old.unlink()
	server.dump(read_config(bench.sites / bench.site / "site_config.json")["db_name"], dump)


def get_stamp(bench: Bench) -> str:
	"""Fingerprint of the versions, the site and the app's schema."""
	package = CHECKOUT / "salesflow_app"
	digest = hashlib.sha256(f"{bench.site} {bench.get_versions()}".encode())
	for path in sorted({path for pattern in SCHEMA for path in package.rglob(pattern)}):
		digest.update(str(path.relative_to(package)).encode() + path.read_bytes())
	return digest.hexdigest()[:16]


class Copy:
	"""One copy: a site with a database of its own, and queues of its own, so that no worker takes its jobs."""

	def __init__(self, bench: Bench, server: DatabaseServer, number: int):
		self.bench, self.server = bench, server
		stem, _dot, ending = bench.site.partition(".")
		self.name = f"{stem}-gw{number}.{ending or 'test'}"
		self.folder = bench.sites / self.name
		self.database = "sf" + hashlib.sha256(f"{bench.folder} {self.name}".encode()).hexdigest()[:14]

	def is_from(self, stamp: str) -> bool:
		path = self.folder / STAMP
		return path.exists() and path.read_text() == stamp

	def make(self, dump: Path, stamp: str) -> None:
		if self.folder.exists() and not (self.folder / STAMP).exists():
			raise FileExistsError(
				f"{self.folder} is no copy of the tests: move it, or choose another SALESFLOW_SITE"
			)
		shutil.rmtree(self.folder, ignore_errors=True)
		for path in FOLDERS:
			(self.folder / path).mkdir(parents=True, exist_ok=True)
		(self.folder / STAMP).write_text("unfinished")
		password = secrets.token_hex(8)
		self.server.drop(self.database)
		self.server.make(self.database, password)
		self.server.restore(self.database, dump)
		self._write_config(password)
		(self.folder / STAMP).write_text(stamp)

	def _write_config(self, password: str) -> None:
		"""Frappe makes a missing key when it first needs one: of two processes that do, each would have its own."""
		config = read_config(self.bench.sites / self.bench.site / "site_config.json")
		config.update(db_name=self.database, db_password=password, bench_id=f"tests-{self.database}")
		if "db_user" in config:
			config["db_user"] = self.database
		config.setdefault("encryption_key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
		path = self.folder / "site_config.json"
		path.write_text(json.dumps(config, indent=1))
		os.chmod(path, 0o600)
