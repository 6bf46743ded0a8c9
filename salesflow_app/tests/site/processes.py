"""Real processes on the site, for races: each has its own connection, all start on the same signal."""

import atexit
import json
import os
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass
from typing import Any

from salesflow_app.tests.site.connection import SITE, connect, get_environment, get_sites_folder


@dataclass
class Outcome:
	"""What one process came to."""

	result: Any = None
	error: str = ""
	"""Class of the exception, or empty."""
	message: str = ""
	trace: str = ""

	@property
	def ok(self) -> bool:
		return not self.error


class Team:
	"""Processes for many rounds. They are lent from those that others gave back: starting one takes a second."""

	def __init__(self, size: int, snapshot_isolation: bool = False):
		self.snapshot_isolation = snapshot_isolation
		self.workers = [_start_worker() for _number in range(size)]

	def run(self, function_path: str, args_list: list[dict], user: str = "Administrator") -> list[Outcome]:
		"""Call the function once per entry of `args_list` at the same moment; outcomes are in that order.

		An entry may carry "user"; each call is one transaction, committed unless it raises.
		"""
		workers = self.workers[: len(args_list)]
		for worker, args in zip(workers, args_list, strict=True):
			call = {
				"function": function_path,
				"user": args.get("user", user),
				"args": {key: value for key, value in args.items() if key != "user"},
				"snapshot_isolation": self.snapshot_isolation,
			}
			_write(worker, call)
		for worker in workers:
			_read(worker)
		for worker in workers:
			_write(worker, "go")
		return [Outcome(**_read(worker)) for worker in workers]

	def close(self) -> None:
		for worker in self.workers:
			_give_back(worker)

	def __enter__(self) -> "Team":
		return self

	def __exit__(self, *_error) -> None:
		self.close()


def run_together(
	function_path: str, args_list: list[dict], user: str = "Administrator", snapshot_isolation: bool = False
) -> list[Outcome]:
	"""One round with as many processes as there are entries in `args_list`."""
	with Team(len(args_list), snapshot_isolation) as team:
		return team.run(function_path, args_list, user)


def get_rounds(default: int) -> int:
	"""How often a race is run: `default`, or as many times as `make races` asks for."""
	return int(os.environ.get("SALESFLOW_ROUNDS") or default)


def work_off_queue(timeout: int = 120) -> None:
	"""Run the jobs that wait for this site, as a background worker would, in a process of their own."""
	done = subprocess.run(
		[sys.executable, "-m", "salesflow_app.tests.site.processes", "work-off-queue"],
		env=get_environment(),
		timeout=timeout,
		capture_output=True,
		text=True,
	)
	assert done.returncode == 0, done.stderr[-3000:]


def has_snapshot_isolation() -> bool:
	"""Does this database know `innodb_snapshot_isolation`?"""
	import frappe

	return bool(frappe.db.sql("show variables like 'innodb_snapshot_isolation'"))


_idle: list[subprocess.Popen] = []


def _start_worker() -> subprocess.Popen:
	if _idle:
		return _idle.pop()
	return subprocess.Popen(
		[sys.executable, "-m", "salesflow_app.tests.site.processes"],
		env=get_environment(),
		stdin=subprocess.PIPE,
		stdout=subprocess.PIPE,
		text=True,
	)


def _give_back(worker: subprocess.Popen) -> None:
	if worker.poll() is None:
		_idle.append(worker)


@atexit.register
def _end_all() -> None:
	for worker in _idle:
		worker.stdin.close()
		worker.wait(timeout=20)


def _write(worker: subprocess.Popen, message: Any) -> None:
	worker.stdin.write(json.dumps(message, default=str) + "\n")
	worker.stdin.flush()


def _read(worker: subprocess.Popen) -> Any:
	line = worker.stdout.readline()
	if not line:
		worker.wait()
		return {"error": "ProcessEnded", "message": f"exit code {worker.returncode}"}
	return json.loads(line)


# Inside the child process


def _serve() -> None:
	"""Read calls from standard input and write outcomes to standard output, which nothing else may use."""
	answers = os.fdopen(os.dup(1), "w")
	os.dup2(2, 1)
	connect(SITE)
	for line in sys.stdin:
		call = json.loads(line)
		_prepare(call)
		print('"ready"', file=answers, flush=True)
		if not sys.stdin.readline():
			break
		print(json.dumps(_call(call).__dict__, default=str), file=answers, flush=True)


def _prepare(call: dict) -> None:
	import frappe

	from salesflow_app.tests.site.isolation import forget

	forget()
	frappe.set_user(call["user"])
	frappe.clear_messages()
	if has_snapshot_isolation():
		setting = "on" if call["snapshot_isolation"] else "off"
		frappe.db.sql(f"set session innodb_snapshot_isolation = {setting}")
	frappe.get_attr(call["function"])
	frappe.db.rollback()


def _call(call: dict) -> Outcome:
	import frappe

	try:
		result = frappe.get_attr(call["function"])(**call["args"])
		frappe.db.commit()
		return Outcome(getattr(result, "name", result))
	except Exception as error:
		frappe.db.rollback()
		return Outcome(None, type(error).__name__, str(error), traceback.format_exc())


def _work_off_queue() -> None:
	import frappe
	from frappe.utils.background_jobs import execute_job, get_queues

	os.chdir(get_sites_folder())
	frappe.init(site=SITE, sites_path=".")
	jobs = [(job, job.kwargs) for queue in get_queues() for job in queue.jobs]
	for job, call in jobs:
		if call.get("site") == SITE:
			job.delete()
			execute_job(**call)


def pause(seconds: float = 0.0, result: Any = None) -> Any:
	"""For tests of this file."""
	time.sleep(seconds)
	return result


if __name__ == "__main__":
	_work_off_queue() if "work-off-queue" in sys.argv else _serve()
