"""One connection to a site's database file, and its transactions.

A transaction reads from its first statement on. Before it writes it begins anew, as the only one that writes; whoever
else wants to write waits. Locks of single rows, and what MariaDB does when two meet, are left to a real site.
"""

import sqlite3
from collections.abc import Callable

import frappe
from frappe.database import functions

SECONDS_TO_WAIT = 20


class Connection:
	"""Counts the commits of all processes in the file's `user_version`, so that caches can follow."""

	def __init__(self, path: str, database: str, on_snapshot: Callable[[int, bool], None]):
		self.raw = sqlite3.connect(
			path,
			timeout=SECONDS_TO_WAIT,
			isolation_level=None,
			detect_types=sqlite3.PARSE_DECLTYPES,
			check_same_thread=False,
			cached_statements=500,
		)
		functions.prepare(self.raw, database)
		for setting in ("journal_mode = wal", "synchronous = off", "temp_store = memory"):
			self.raw.execute(f"pragma {setting}")
		self.on_snapshot = on_snapshot
		self.version = -1
		self._reset()

	def _reset(self) -> None:
		self.is_open = self.is_writing = self.is_dirty = False
		self.save_points: list[str] = []

	def start(self, write: bool = False) -> None:
		"""Be in a transaction, with the right to write when `write` is set."""
		if self.is_writing or (self.is_open and not write):
			return
		if self.is_open:
			self.raw.execute("commit")  # nothing is written yet
		try:
			self.raw.execute("begin immediate" if write else "begin")
		except sqlite3.OperationalError as error:
			self._reset()
			message = "Lock wait timeout exceeded; try restarting transaction"
			raise frappe.QueryTimeoutError(1205, message) from error
		self.is_open, self.is_writing = True, write
		for name in self.save_points:
			self.raw.execute(f"savepoint `{name}`")
		self.version = self.raw.execute("pragma user_version").fetchone()[0]
		self.on_snapshot(self.version, False)

	def commit(self) -> None:
		"""Keep what was written."""
		was_dirty = self.is_dirty
		if was_dirty:
			self.version += 1
			self.raw.execute(f"pragma user_version = {self.version}")
		if self.is_open:
			self.raw.execute("commit")
		self._reset()
		if was_dirty:
			self.on_snapshot(self.version, True)

	def rollback(self) -> None:
		"""Drop what was written."""
		if self.is_open:
			self.raw.execute("rollback")
		self._reset()

	def set_save_point(self, name: str) -> None:
		"""Set a savepoint; one of the same name gives way, as on MariaDB."""
		self.start()
		if self.save_points and self.save_points[-1] == name:
			self.release(name)
		self.raw.execute(f"savepoint `{name}`")
		self.save_points.append(name)

	def rollback_to(self, name: str) -> None:
		"""Drop what was written since the savepoint, which stays."""
		self._cut_save_points(name, 1)
		self.raw.execute(f"rollback to savepoint `{name}`")

	def release(self, name: str) -> None:
		"""Forget the savepoint."""
		self._cut_save_points(name, 0)
		self.raw.execute(f"release savepoint `{name}`")

	def _cut_save_points(self, name: str, keep: int) -> None:
		if name not in self.save_points:
			raise sqlite3.OperationalError(1305, f"SAVEPOINT {name} does not exist")
		place = len(self.save_points) - 1 - self.save_points[::-1].index(name)
		del self.save_points[place + keep :]

	def close(self) -> None:
		"""Drop what was not committed, and the connection."""
		self.rollback()
		self.raw.close()
