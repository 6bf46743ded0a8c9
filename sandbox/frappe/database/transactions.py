"""Transactions, savepoints and what runs before and after their end."""

from collections import deque
from collections.abc import Callable

import frappe


class CallbackManager:
	"""Functions that wait for the end of a transaction."""

	def __init__(self):
		self._functions: deque[Callable] = deque()

	def add(self, func: Callable) -> None:
		"""Add a function, once for each time it shall run."""
		self._functions.append(func)

	def __call__(self, func: Callable) -> None:
		self.add(func)

	def run(self) -> None:
		"""Run all functions, also those that they add."""
		while self._functions:
			self._functions.popleft()()

	def reset(self) -> None:
		"""Forget all functions."""
		self._functions.clear()


class Transactions:
	"""The part of `frappe.db` that begins and ends transactions."""

	def _set_up_transactions(self) -> None:
		self.before_commit, self.after_commit = CallbackManager(), CallbackManager()
		self.before_rollback, self.after_rollback = CallbackManager(), CallbackManager()
		self.transaction_writes = 0
		self.value_cache: dict = {}
		self.own_cache: dict = {}

	def _on_snapshot(self, version: int, is_own: bool) -> None:
		frappe.cache.follow(version, is_own)
		self.own_cache = {}
		self.value_cache.clear()
		self.forget_changed_columns()

	def get_version(self) -> int:
		"""Number of the last commit that this transaction sees."""
		self._connection.start()
		return self._connection.version

	def begin(self) -> None:
		"""End the transaction and begin another."""
		self._connection.commit()

	def commit(self) -> None:
		"""Keep what was written, then run what waits for that."""
		self.before_rollback.reset()
		self.after_rollback.reset()
		self.before_commit.run()
		self._connection.commit()
		self._end_transaction()
		self.after_commit.run()

	def rollback(self, *, save_point: str | None = None) -> None:
		"""Drop what was written, all of it or since a savepoint."""
		if save_point:
			self._roll_back_to(save_point)
			return
		self.before_commit.reset()
		self.after_commit.reset()
		self.before_rollback.run()
		self._connection.rollback()
		self._end_transaction()
		self.after_rollback.run()

	def _roll_back_to(self, name: str) -> None:
		self._connection.rollback_to(name)
		self.value_cache.clear()
		self.forget_changed_columns()

	def _end_transaction(self) -> None:
		self.transaction_writes = 0
		self.value_cache.clear()

	def savepoint(self, save_point: str) -> None:
		"""Set a savepoint."""
		self._connection.set_save_point(save_point)

	def release_savepoint(self, save_point: str) -> None:
		"""Forget a savepoint."""
		self._connection.release(save_point)
