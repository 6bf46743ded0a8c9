"""The clock's run of the follow-up plan: each step of an open invoice once, one mail per customer, company and day.

Many customers go to Frappe's workers in chunks. What makes a step happen once is the database: the key of the day on
the record, and the key of the step on its row. Whoever comes second is refused and leaves it at that.
"""

import hashlib
from datetime import date

import frappe
from frappe.utils import getdate, today

from salesflow_app.documents import background
from salesflow_app.documents.each import for_each
from salesflow_app.documents.locks import retry_on_conflict
from salesflow_app.follow_up import due, finding, recording
from salesflow_app.follow_up.finding import Pair
from salesflow_app.follow_up.plan import get_plans

CHUNK = 25
"""Customers of one job: one transaction, so that a worker that is killed loses no more."""
JOB = "salesflow_app.follow_up.reminders.work_chunk"


def send_due_reminders(on_any_day: bool = False) -> None:
	"""Hourly: do what is due; a few customers at once, many in jobs. `on_any_day` passes days off and late books.

	What was not done, for whatever reason, is found again the next hour.
	"""
	day = getdate(today())
	pairs = finding.find_customers(get_plans(), day)
	pairs = pairs if on_any_day else due.keep_open(pairs, day)
	if len(pairs) <= CHUNK:
		work_pairs(pairs, day, on_any_day=True)
		return
	for start in range(0, len(pairs), CHUNK):
		enqueue_chunk(pairs[start : start + CHUNK], day, on_any_day)


def enqueue_chunk(pairs: list[Pair], day: date, on_any_day: bool = False) -> None:
	"""One job for these customers and this day, however many machines ask for it."""
	names = "\0".join("\0".join(pair) for pair in pairs)
	key = hashlib.sha256(f"{day}\0{names}".encode()).hexdigest()[:24]
	job = {"queue": "long", "job_id": f"salesflow-follow-up-{key}", "deduplicate": True}
	background.enqueue(JOB, **job, pairs=pairs, on_any_day=on_any_day)


@retry_on_conflict
def work_chunk(pairs: list[list[str]], on_any_day: bool = False) -> None:
	"""The job of some customers. Safe to repeat, and to run beside another one for the same customers."""
	work_pairs([tuple(pair) for pair in pairs], getdate(today()), on_any_day)


def work_pairs(pairs: list[Pair], day: date, on_any_day: bool = False) -> None:
	"""Do what is due for these customers; one that fails stops no other."""
	work = {
		(each.customer.name, each.company): each for each in due.get_work(pairs, get_plans(), day, on_any_day)
	}

	def remind_customer(pair: Pair) -> None:
		remind(work[pair], day)

	for_each(remind_customer, work, ", ".join)


def remind(work: due.Work, day: date) -> None:
	"""Record and start what is due for one customer: all of it, or nothing where somebody else just did."""
	recording.record(work, day)


def get_follow_ups(invoice: str) -> list[str]:
	"""The Payment Follow Ups about an invoice, oldest first."""
	return frappe.get_all(
		"Payment Follow Up Invoice",
		{"sales_invoice": invoice, "parenttype": "Payment Follow Up"},
		pluck="parent",
		order_by="creation asc",
	)
