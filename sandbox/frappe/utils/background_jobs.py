"""Background jobs: kept as files in the site's `jobs` folder until the trial works them off."""

import contextvars
import os
import pickle
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import frappe
from frappe.offered import refuse_others
from frappe.utils.text import cstr

QUEUES = ("short", "default", "long")


class Queue:
	"""The jobs of one kind, oldest first, of the site at hand."""

	def __init__(self, name: str):
		self.folder = Path(frappe.local.site_path, "jobs", name)

	def enqueue_call(
		self, func: Callable, kwargs: dict, job_id: str | None = None, deduplicate: bool = False
	) -> None:
		"""Keep a call of `execute_job`; with `deduplicate`, unless a job of this name waits."""
		if deduplicate and any(file.name.partition("-")[2] == job_id for file in self.get_files()):
			return
		self.folder.mkdir(parents=True, exist_ok=True)
		draft = self.folder / f".{uuid4()}"
		draft.write_bytes(pickle.dumps(kwargs))
		os.replace(draft, self.folder / f"{time.time_ns():020}-{job_id or ''}")

	def get_files(self) -> list[Path]:
		"""What waits."""
		return sorted(self.folder.glob("[0-9]*"))


def get_queue(qtype: str, is_async: bool = True) -> Queue:
	"""The queue of that name."""
	if qtype not in QUEUES:
		frappe.throw(frappe._("Queue should be one of {0}").format(", ".join(QUEUES)))
	return Queue(qtype)


def enqueue(
	method: str | Callable,
	queue: str = "default",
	timeout: int | None = None,
	event: str | None = None,
	is_async: bool = True,
	job_name: str | None = None,
	now: bool = False,
	enqueue_after_commit: bool = False,
	*,
	on_success: Callable | None = None,
	on_failure: Callable | None = None,
	at_front: bool = False,
	job_id: str | None = None,
	deduplicate: bool = False,
	**kwargs,
) -> Any:
	"""Have a function called later by another process, or at once where `now` is given."""
	if on_success or on_failure or at_front:
		raise NotImplementedError("frappe.enqueue(on_success, on_failure, at_front)")
	if now or not is_async:
		return frappe.call(method, **kwargs)
	call = {
		"site": frappe.local.site,
		"user": frappe.session.user,
		"method": method,
		"event": event,
		"job_name": job_name or cstr(method),
		"is_async": is_async,
		"kwargs": kwargs,
	}
	add = get_queue(queue).enqueue_call
	keep = partial(add, execute_job, kwargs=call, job_id=job_id, deduplicate=deduplicate)
	return frappe.db.after_commit.add(keep) if enqueue_after_commit else keep()


def execute_job(
	site: str,
	method: str | Callable,
	event: str | None,
	job_name: str,
	kwargs: dict,
	user: str | None = None,
	is_async: bool = True,
) -> Any:
	"""Run a job in a session of its own; what fails is rolled back and noted in the Error Log."""
	frappe.init(site=site, sites_path=getattr(frappe.local, "sites_path", None) or ".")
	frappe.connect()
	frappe.set_user(user or "Administrator")
	try:
		function = frappe.get_attr(method) if isinstance(method, str) else method
		result = function(**kwargs)
		frappe.db.commit()
		return result
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=job_name)
		frappe.db.commit()
		raise
	finally:
		frappe.destroy()


def run_pending() -> int:
	"""Work off what waits on the site at hand, and what that adds; says how many jobs ran."""
	sites_path, done = frappe.local.sites_path, 0
	while file := next((file for name in QUEUES for file in Queue(name).get_files()), None):
		call = pickle.loads(file.read_bytes())  # written by this module alone
		file.unlink()
		contextvars.Context().run(_work_off, sites_path, call)
		done += 1
	return done


def _work_off(sites_path: str, call: dict) -> None:
	frappe.init(site=call["site"], sites_path=sites_path)
	with suppress(Exception):  # it is in the Error Log
		execute_job(**call)


__getattr__ = refuse_others(__name__)
