"""Every job and every method of the clock runs through a real worker: in a queue of Redis, in a process of its own."""

import ast
from pathlib import Path

import frappe
import pytest
from frappe.utils import getdate, today

import salesflow_app
from salesflow_app import hooks
from salesflow_app.follow_up import reminders
from salesflow_app.outbox import entries
from salesflow_app.signing import links, opening
from salesflow_app.tests.site import deals, factories, workers

pytestmark = pytest.mark.bench_only("needs Redis and rq")

ENQUEUED = {
	"salesflow_app.evidence.log.write_refusal",
	"salesflow_app.follow_up.reminders.work_chunk",
	"salesflow_app.outbox.worker.work",
	"salesflow_app.signing.opening.write_opened",
	"salesflow_app.signing.opening.write_preview",
	"salesflow_app.signing.opening.write_shut_out",
}
"""Functions that the app puts into a queue; each has a test below."""


def get_clock_methods() -> list[str]:
	"""All methods of `scheduler_events`, those under a cron line too."""
	found = []
	for methods in hooks.scheduler_events.values():
		lists = methods.values() if isinstance(methods, dict) else [methods]
		found += [method for methods_of_line in lists for method in methods_of_line]
	return found


@pytest.fixture(scope="module")
def worked_off(_site) -> dict[str, workers.WorkedOff]:
	frappe.db.commit()
	return workers.enqueue_and_work_off(*get_clock_methods())


@pytest.mark.parametrize("method", get_clock_methods())
def test_method_of_the_clock_runs_in_a_worker(worked_off, method):
	job = worked_off[method]
	assert (job.status, job.error) == (workers.FINISHED, "")


def test_scheduler_knows_every_method_of_the_clock(site):
	known = frappe.get_all("Scheduled Job Type", {"stopped": 0}, pluck="method", order_by="method asc")
	assert [method for method in get_clock_methods() if method not in known] == []


def test_refused_signature_is_kept_by_its_job(users, committed):
	sow = deals.make_sent_sow(users)
	frappe.db.commit()
	jobs = workers.call_and_work_off(f"{__name__}.refuse_signature", sow=sow.name)
	assert [(job.status, job.error) for job in jobs] == [(workers.FINISHED, "")]
	frappe.db.rollback()
	entry = frappe.get_last_doc(
		"Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed_refused"}
	)
	assert (entry.words, entry.actor_kind) == ("not the signatory", "Client")


def refuse_signature(sow: str) -> None:
	"""In the worker's process: what a refused signature does before it is rolled back."""
	from salesflow_app.evidence import log

	log.record_refusal(frappe.get_doc("SOW", sow), "signed", "not the signatory")


@pytest.mark.parametrize("act", ["open", "shut out", "preview"])
def test_what_is_noted_of_a_link_is_kept_by_its_job(users, committed, act):
	sow = deals.make_sent_sow(users)
	links.make_link(sow, users.a1, "Alma Approver")
	frappe.db.commit()
	jobs = workers.call_and_work_off(f"{__name__}.note_of_link", act=act, sow=sow.name)
	assert [(job.status, job.error) for job in jobs] == [(workers.FINISHED, "")]
	frappe.db.rollback()
	if act == "shut out":
		assert frappe.db.exists("ToDo", {"reference_name": sow.name, "salesflow_task": opening.TASK})
	else:
		event = {"open": "link_opened", "preview": "previewed"}[act]
		assert frappe.db.exists("Salesflow Evidence Entry", {"reference_name": sow.name, "event": event})


def note_of_link(act: str, sow: str) -> None:
	"""In the worker's process: somebody comes with a link, or looks at its page."""
	if act == "preview":
		opening.record_preview("SOW", sow)
		return
	link = frappe.db.get_value(links.DOCTYPE, {"reference_name": sow}, links.FIELDS, as_dict=True)
	{"open": opening.record_opened, "shut out": opening.record_shut_out}[act](link)


def test_row_of_the_outbox_is_done_by_its_job(users, committed):
	order = factories.make_sales_order(customer=users.customer_a, submit=True)
	frappe.db.commit()
	jobs = workers.call_and_work_off(f"{__name__}.add_row", order=order.name)
	assert [(job.status, job.error) for job in jobs] == [(workers.FINISHED, "")]
	frappe.db.rollback()
	state = frappe.db.get_value(entries.DOCTYPE, entries.get_name(f"Worker:{order.name}"), "state")
	assert state in (entries.DONE, entries.NOT_SENT)  # the mail rules of the site may name nobody


def add_row(order: str) -> None:
	"""In the worker's process: a step that has something told."""
	doc = frappe.get_doc("Sales Order", order)
	entries.add("Order Reopened", doc, f"Worker:{order}", why="it is a test", closed_on=None)


def test_chunk_of_customers_is_worked_off_by_its_job(users, committed):
	call = f"{__name__}.remind_in_a_job"
	jobs = workers.call_and_work_off(call, customer=users.customer_b, company=users.company)
	assert [(job.status, job.error) for job in jobs] == [(workers.FINISHED, "")]


def remind_in_a_job(customer: str, company: str) -> None:
	"""In the worker's process: one of the chunks that the clock makes of many customers."""
	reminders.enqueue_chunk([(customer, company)], getdate(today()))


def test_every_function_that_is_queued_has_its_test_here():
	root = Path(salesflow_app.__file__).parent
	queued = {name for path in root.rglob("*.py") if "tests" not in path.parts for name in find_queued(path)}
	assert queued == ENQUEUED


def find_queued(path: Path) -> set[str]:
	"""What the first argument of each `enqueue` in a file says, itself or as the name of a constant."""
	tree = ast.parse(path.read_text())
	constants = {
		target.id: node.value.value
		for node in tree.body
		if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
		for target in node.targets
	}
	calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
	first = [call.args[0] for call in calls if getattr(call.func, "attr", "") == "enqueue"]
	return {
		node.value if isinstance(node, ast.Constant) else constants.get(ast.unparse(node), ast.unparse(node))
		for node in first
	}
