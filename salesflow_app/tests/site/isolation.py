"""Keeps one site test from the next: the database, Frappe's caches, the session and its flags."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe

SAVE_POINT = "salesflow_test"
_rolled_back = False
CACHES = ("user_permissions", "defaults", "roles", "bootinfo", "has_role:Page", "has_role:Report", "workflow")


@contextmanager
def rolled_back() -> Iterator[None]:
	"""Nothing reaches the database for good; a commit or rollback inside acts on a savepoint instead."""
	global _rolled_back
	frappe.db.rollback()
	frappe.db.sql(f"savepoint {SAVE_POINT}")
	_rolled_back = True
	_forget_left_work()
	try:
		with patch.object(frappe.db, "commit", _commit), patch.object(frappe.db, "rollback", _get_rollback()):
			yield
	finally:
		_rolled_back = False
		frappe.db.rollback()


def _forget_left_work() -> None:
	"""Rows of the outbox that tests before left, on this site or in an earlier run, are woken by no sweep: it takes the oldest."""
	left = {"state": ("in", ("Pending", "Failed"))}
	frappe.db.set_value("Salesflow Outbox Entry", left, "next_try", None, update_modified=False)


def is_rolled_back() -> bool:
	"""Is this inside a test whose writes go no further?"""
	return _rolled_back


def _commit(**_options) -> None:
	frappe.db.before_rollback.reset()
	frappe.db.after_rollback.reset()
	frappe.db.before_commit.run()
	frappe.db.sql(f"savepoint {SAVE_POINT}")
	frappe.db.after_commit.run()


def _get_rollback():
	rollback_to = frappe.db.rollback

	def rollback(*, save_point: str | None = None, **_options) -> None:
		if save_point:
			return rollback_to(save_point=save_point)
		frappe.db.before_commit.reset()
		frappe.db.after_commit.reset()
		frappe.db.before_rollback.run()
		frappe.db.sql(f"rollback to savepoint {SAVE_POINT}")
		frappe.db.after_rollback.run()

	return rollback


@contextmanager
def fresh_session() -> Iterator[None]:
	"""Administrator with empty messages; flags and caches are as before when it ends."""
	_reset_session()
	flags = dict(frappe.flags)
	try:
		yield
	finally:
		frappe.flags.clear()
		frappe.flags.update(flags)
		_reset_session()
		forget()


def _reset_session() -> None:
	frappe.set_user("Administrator")
	frappe.local.lang = "en"
	frappe.flags.currently_saving = []  # a save that was refused leaves its entry
	frappe.clear_messages()


def forget() -> None:
	"""Drop what was cached from a transaction that never was."""
	frappe.cache.delete_keys("document_cache::")
	frappe.cache.delete_value(list(CACHES))
	if hasattr(frappe.local, "request_cache"):
		frappe.local.request_cache.clear()
	if hasattr(frappe.db, "value_cache"):
		frappe.db.value_cache.clear()
	for name in ("system_settings", "website_settings", "dynamic_link_map"):
		if hasattr(frappe.local, name):
			delattr(frappe.local, name)
