"""Makes, fills, copies and drops databases of a bench, with the database's own client. Standard library only."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def read_config(path: Path) -> dict:
	"""A config file of a bench; an empty one where there is none."""
	return json.loads((path.exists() and path.read_text()) or "{}")


class DatabaseFailed(Exception):
	"""The database refused something; the text says what and why."""


class DatabaseServer:
	"""The database server that a site of a bench uses, as its root user."""

	def __init__(self, sites: Path, site: str):
		config = {
			**read_config(sites / "common_site_config.json"),
			**read_config(sites / site / "site_config.json"),
		}
		self.host = config.get("db_host") or "localhost"
		self.port = int(config.get("db_port") or 3306)
		self.root = config.get("root_login") or "root"
		self.password = os.environ.get("SALESFLOW_DB_ROOT_PASSWORD") or config.get("root_password")

	@property
	def place(self) -> dict:
		"""The entries of a site's config that say where its database is."""
		return {"db_type": "mariadb", "db_host": self.host, "db_port": self.port}

	@property
	def why_not(self) -> str:
		"""Why no database can be made here; empty where one can."""
		if not self.password:
			return "no database can be made: set SALESFLOW_DB_ROOT_PASSWORD to MariaDB's root password"
		if not _find("mariadb-dump", "mysqldump"):
			return "no database can be copied: mariadb-dump is not installed"
		return ""

	def make(self, name: str, password: str) -> None:
		"""An empty database, and a user of the same name who owns it."""
		hosts = ("localhost", "127.0.0.1") if self.host in LOCAL_HOSTS else ("%",)
		statements = [f"create database `{name}` character set utf8mb4 collate utf8mb4_unicode_ci"]
		for host in hosts:
			statements.append(f"create user `{name}`@'{host}' identified by '{password}'")
			statements.append(f"grant all privileges on `{name}`.* to `{name}`@'{host}'")
		self._run(*statements, "flush privileges")

	def drop(self, name: str) -> None:
		users = [f"drop user if exists `{name}`@'{host}'" for host in ("localhost", "127.0.0.1", "%")]
		self._run(f"drop database if exists `{name}`", *users)

	def dump(self, name: str, to: Path) -> None:
		"""Write the database to a file, which is there only when it is complete."""
		unfinished = to.with_suffix(".unfinished")
		options = ["--single-transaction", "--skip-lock-tables"]
		with unfinished.open("wb") as file:
			self._call([*self._get_client("mariadb-dump", "mysqldump"), *options, name], stdout=file)
		unfinished.rename(to)

	def restore(self, name: str, dump: Path) -> None:
		with dump.open("rb") as file:
			self._call([*self._get_client("mariadb", "mysql"), name], stdin=file)

	def _run(self, *statements: str) -> None:
		if bad := [statement for statement in statements if not re.fullmatch(r"[\w\s`@%'.*:-]+", statement)]:
			raise DatabaseFailed(f"not a statement of ours: {bad[0]}")
		self._call([*self._get_client("mariadb", "mysql"), "--execute", "; ".join(statements)])

	def _get_client(self, *names: str) -> list[str]:
		place = ["--host", self.host, "--port", str(self.port)] if self.host != "localhost" else []
		return [_find(*names), "--user", self.root, *place]

	def _call(self, command: list[str], stdin: IO | None = None, stdout: IO | None = None) -> None:
		done = subprocess.run(
			command,
			env={**os.environ, "MYSQL_PWD": self.password or ""},
			stdin=stdin or subprocess.DEVNULL,
			stdout=stdout or subprocess.PIPE,
			stderr=subprocess.PIPE,
		)
		if done.returncode:
			raise DatabaseFailed(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-1000:]}")


def _find(*names: str) -> str:
	"""The first of these programs that is installed, or an empty text."""
	return next((path for name in names if (path := shutil.which(name))), "")
