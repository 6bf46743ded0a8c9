"""One connection to a site's database file: when transactions begin, wait for each other and end.

A transaction begins with its first statement and reads one snapshot, as on MariaDB. The first statement that
writes or locks waits for the transaction that writes now, and goes on with what that one left behind; with
`innodb_snapshot_isolation` it is refused instead.
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
		for setting in ("journal_mode = wal", "synchronous = normal", "temp_store = memory"):
			self.raw.execute(f"pragma {setting}")
		self.on_snapshot = on_snapshot
		self.snapshot_isolation = False
		self.version = -1
		self._reset()

	def _reset(self) -> None:
		self.is_open = self.is_writing = self.is_dirty = False
		self.save_points: list[str] = []

	def start(self, write: bool = False, wait: bool = True) -> None:
		"""Be in a transaction, with the right to write when `write` is set."""
		if not self.is_open:
			self._begin(write, wait)
		elif write and not self.is_writing:
			self._begin_to_write(wait)

	def _begin(self, write: bool, wait: bool = True) -> None:
		if write:
			self._wait_for_turn(wait)
		else:
			self.raw.execute("begin")
		self.is_open, self.is_writing = True, write
		self.version = self._read_version()
		self.on_snapshot(self.version, False)

	def _wait_for_turn(self, wait: bool) -> None:
		try:
			if not wait:
				self.raw.execute("pragma busy_timeout = 0")
			self.raw.execute("begin immediate")
		except sqlite3.OperationalError as error:
			if "locked" not in str(error):
				raise
			message = "Lock wait timeout exceeded; try restarting transaction"
			raise frappe.QueryTimeoutError(1205, message) from error
		finally:
			if not wait:
				self.raw.execute(f"pragma busy_timeout = {SECONDS_TO_WAIT * 1000}")

	def _begin_to_write(self, wait: bool) -> None:
		"""Nothing is written yet, so the transaction can begin anew with the right to write."""
		seen, names = self.version, self.save_points
		self.raw.execute("commit")
		try:
			self._begin(True, wait)
		except frappe.QueryTimeoutError:
			self._begin(False)
			raise
		finally:
			for name in names:
				self.raw.execute(f"savepoint `{name}`")
		if self.snapshot_isolation and self.version != seen:
			self.rollback()
			raise frappe.QueryDeadlockError(1020, "Record has changed since last read")

	def _read_version(self) -> int:
		return self.raw.execute("pragma user_version").fetchone()[0]

	def commit(self) -> None:
		"""Keep what was written."""
		if self.is_dirty:
			self.version += 1
			self.raw.execute(f"pragma user_version = {self.version}")
		if self.is_open:
			self.raw.execute("commit")
		was_dirty = self.is_dirty
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
			self.raw.execute(f"release savepoint `{name}`")
			self.save_points.pop()
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
