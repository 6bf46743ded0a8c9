"""Background jobs: kept as files in the site's `jobs` folder until a process works them off."""

import contextvars
import os
import pickle
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

import frappe
from frappe.utils.text import cstr

QUEUES = {"short": 300, "default": 300, "long": 1500}
MOST_TRIES = 5


class Job:
	"""One call that waits in a queue."""

	def __init__(self, path: Path):
		self.path = path
		self.id = unquote(path.name.split("--")[1])

	@property
	def kwargs(self) -> dict:
		"""What `execute_job` is called with."""
		return pickle.loads(self.path.read_bytes())  # written by this module alone

	def delete(self) -> None:
		"""Take the job out of its queue. Raises FileNotFoundError where another process has taken it."""
		self.path.unlink()


class Queue:
	"""The jobs of one kind, oldest first, of the site at hand."""

	def __init__(self, name: str):
		self.name = name
		self.folder = Path(frappe.local.site_path, "jobs", name)

	@property
	def jobs(self) -> list[Job]:
		"""What waits."""
		return [Job(path) for path in sorted(self.folder.glob("*--*"))]

	@property
	def count(self) -> int:
		"""How many wait."""
		return len(self.jobs)

	def enqueue_call(
		self, func: Callable, kwargs: dict, job_id: str | None = None, at_front: bool = False, **_options
	) -> Job:
		"""Keep a call of `execute_job`."""
		self.folder.mkdir(parents=True, exist_ok=True)
		moment = 0 if at_front else time.time_ns()
		name = f"{moment:020}--{quote(job_id or str(uuid4()), safe='')}"
		draft = self.folder / f".{name}"
		draft.write_bytes(pickle.dumps(kwargs))
		os.replace(draft, self.folder / name)
		return Job(self.folder / name)


def get_queue(qtype: str, is_async: bool = True) -> Queue:
	"""The queue of that name."""
	validate_queue(qtype)
	return Queue(qtype)


def get_queues(connection: Any = None) -> list[Queue]:
	"""All queues."""
	return [Queue(name) for name in QUEUES]


def validate_queue(queue: str, default_queue_list: list | None = None) -> None:
	"""Refuse a queue that there is not."""
	allowed = default_queue_list or QUEUES
	if queue not in allowed:
		words = frappe._("Queue should be one of {0}")
		frappe.throw(words.format(", ".join(allowed)))


def create_job_id(job_id: str) -> str:
	"""The id with the site before it."""
	return f"{frappe.local.site}::{job_id}"


def get_job(job_id: str) -> Job | None:
	"""The waiting job of that id."""
	wanted = create_job_id(job_id)
	return next((job for queue in get_queues() for job in queue.jobs if job.id == wanted), None)


def is_job_enqueued(job_id: str) -> bool:
	"""Whether a job of that id waits."""
	return get_job(job_id) is not None


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
	if on_success or on_failure:
		raise NotImplementedError("frappe.enqueue(on_success, on_failure)")
	if deduplicate and not job_id:
		frappe.throw(frappe._("`job_id` paramater is required for deduplication."))
	if deduplicate and is_job_enqueued(job_id):
		return None
	if now or not is_async:
		return frappe.call(method, **kwargs)
	call = {
		**dict(site=frappe.local.site, user=frappe.session.user),
		"method": method,
		"event": event,
		"job_name": job_name or cstr(method),
		"is_async": is_async,
		"kwargs": kwargs,
	}
	options = {
		"timeout": timeout or QUEUES.get(queue),
		"job_id": create_job_id(job_id or str(uuid4())),
		"at_front": at_front,
	}
	keep = partial(get_queue(queue, is_async).enqueue_call, execute_job, kwargs=call, **options)
	return frappe.db.after_commit.add(keep) if enqueue_after_commit else keep()


def run_doc_method(doctype: str, name: str, doc_method: str, **kwargs) -> Any:
	"""Call a method of a document."""
	return getattr(frappe.get_doc(doctype, name), doc_method)(**kwargs)


def execute_job(
	site: str,
	method: str | Callable,
	event: str | None,
	job_name: str,
	kwargs: dict,
	user: str | None = None,
	is_async: bool = True,
	retry: int = 0,
) -> Any:
	"""Run a job in a session of its own; what fails is rolled back and noted in the Error Log."""
	if is_async:
		frappe.init(site=site, sites_path=getattr(frappe.local, "sites_path", None) or ".")
		frappe.connect()
		if user:
			frappe.set_user(user)
	try:
		for hook in frappe.get_hooks("before_job"):
			frappe.call(hook, method=method, kwargs=kwargs, transaction_type="job")
		result = _run(method, job_name, kwargs, retry)
		for hook in frappe.get_hooks("after_job"):
			frappe.call(hook, method=method, kwargs=kwargs, result=result)
		return result
	finally:
		if is_async:
			frappe.destroy()


def _run(method: str | Callable, job_name: str, kwargs: dict, retry: int) -> Any:
	try:
		function = frappe.get_attr(method) if isinstance(method, str) else method
		result = function(**kwargs)
		frappe.db.commit()
		return result
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.RetryBackgroundJobError):
		frappe.db.rollback()
		if retry >= MOST_TRIES:
			frappe.log_error(title=job_name)
			frappe.db.commit()
			raise
		return _run(method, job_name, kwargs, retry + 1)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=job_name)
		frappe.db.commit()
		raise


def run_pending() -> int:
	"""Work off what waits on the site at hand, and what that adds; says how many jobs ran."""
	sites_path, done = frappe.local.sites_path, 0
	while job := next((job for queue in get_queues() for job in queue.jobs), None):
		try:
			call = job.kwargs
			job.delete()
		except FileNotFoundError:
			continue  # another process was quicker
		contextvars.Context().run(_work_off, sites_path, call)
		done += 1
	return done


def _work_off(sites_path: str, call: dict) -> None:
	frappe.init(site=call["site"], sites_path=sites_path)
	with suppress(Exception):  # it is in the Error Log
		execute_job(**call)
