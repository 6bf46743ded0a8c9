"""Runs background jobs as a real worker does: queued in Redis, taken out by rq, each in its own connection.

The worker is a process of its own with queues of its own, so that no other worker takes its jobs.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from salesflow_app.tests.site.connection import SITE, connect, get_environment

QUEUES = ("short", "default", "long")
FINISHED = "finished"


@dataclass
class WorkedOff:
	"""How one job ended: `finished` or `failed`, and with which error."""

	method: str
	status: str
	error: str = ""


def enqueue_and_work_off(*function_paths: str, **arguments: Any) -> dict[str, WorkedOff]:
	"""Queue each function with these arguments and work them off; by function."""
	return {job.method: job for job in _run(enqueue=list(function_paths), arguments=arguments)}


def call_and_work_off(function_path: str, **arguments: Any) -> list[WorkedOff]:
	"""Call a function that queues jobs, and work them off."""
	return _run(call=function_path, arguments=arguments)


def _run(**task: Any) -> list[WorkedOff]:
	done = subprocess.run(
		[sys.executable, "-m", "salesflow_app.tests.site.workers", json.dumps(task, default=str)],
		env=get_environment(),
		stdin=subprocess.DEVNULL,
		capture_output=True,
		text=True,
		timeout=600,
	)
	assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
	return [WorkedOff(**job) for job in json.loads(done.stdout.splitlines()[-1])]


# Inside the child process


def _main() -> None:
	task = json.loads(sys.argv[1])
	with patch("frappe.utils.background_jobs.get_bench_id", lambda: f"salesflow-tests-{SITE}"):
		connect(SITE)
		_empty_queues()
		_enqueue(task)
		jobs = _work_off()
	print(json.dumps(jobs))


def _enqueue(task: dict) -> None:
	import frappe

	if path := task.get("call"):
		frappe.get_attr(path)(**task["arguments"])
	for path in task.get("enqueue", ()):
		frappe.enqueue(path, **task["arguments"])
	frappe.db.commit()


def _empty_queues() -> None:
	from frappe.utils.background_jobs import get_queue

	for name in QUEUES:
		get_queue(name).empty()


def _work_off() -> list[dict]:
	"""Until nothing is left, those too that a job has queued."""
	from frappe.utils.background_jobs import get_queue, get_redis_conn
	from rq import SimpleWorker

	queues = [get_queue(name) for name in QUEUES]
	worker = SimpleWorker(queues, connection=get_redis_conn())
	found = {}
	while jobs := [job for queue in queues for job in queue.jobs]:
		found.update({job.id: job for job in jobs})
		worker.work(burst=True, logging_level="ERROR")
	return [_describe(job) for job in found.values()]


def _describe(job) -> dict:
	"""What became of the job; its last line of error names the exception."""
	from rq.job import Job

	error = ""
	status = job.get_status(refresh=True)
	if status != FINISHED:
		result = Job.fetch(job.id, connection=job.connection).latest_result()
		error = (result.exc_string or "") if result else ""
	method = job.kwargs["method"]
	name = method if isinstance(method, str) else f"{method.__module__}.{method.__qualname__}"
	return {"method": name, "status": str(getattr(status, "value", status)), "error": error[-2000:]}


if __name__ == "__main__":
	_main()
