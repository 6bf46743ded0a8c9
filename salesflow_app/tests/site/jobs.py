"""Background jobs of one test: kept instead of sent to Redis, and run when the test says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from unittest.mock import patch

import frappe

from salesflow_app.tests.site.connection import SITE


@dataclass
class Job:
	method: object
	user: str
	kwargs: dict = field(default_factory=dict)
	job_id: str = ""

	@property
	def name(self) -> str:
		return (
			self.method
			if isinstance(self.method, str)
			else f"{self.method.__module__}.{self.method.__name__}"
		)

	def run(self):
		before = frappe.session.user
		frappe.set_user(self.user)
		try:
			return (frappe.get_attr(self.method) if isinstance(self.method, str) else self.method)(
				**self.kwargs
			)
		finally:
			frappe.set_user(before)


class Jobs(list):
	"""The queued jobs, oldest first."""

	count = 0
	"""Frappe asks a queue for its length before it adds to it."""

	def enqueue_call(self, _execute_job, kwargs: dict, job_id: str = "", **_options) -> SimpleNamespace:
		self.append(Job(kwargs["method"], kwargs["user"], kwargs["kwargs"], job_id or ""))
		return SimpleNamespace(id=job_id)

	def find(self, name: str) -> list[Job]:
		return [job for job in self if name in job.name]

	def run(self, name: str = "") -> int:
		"""Commit, then run the jobs whose name contains `name`, and those they queue; says how many ran."""
		frappe.db.commit()
		done = 0
		while found := self.find(name):
			self.remove(found[0])
			found[0].run()
			frappe.db.commit()
			done += 1
		return done


def forget_waiting() -> None:
	"""Drop the jobs that the web server left in Redis for this site: beyond some hundred Frappe takes no more."""
	from frappe.utils.background_jobs import get_queues

	for queue in get_queues():
		for job in queue.jobs:
			if job.kwargs.get("site") == SITE:
				job.delete()


@contextmanager
def kept() -> Iterator[Jobs]:
	jobs = Jobs()
	with patch("frappe.utils.background_jobs.get_queue", lambda *_args, **_kwargs: jobs):
		yield jobs
