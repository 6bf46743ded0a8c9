"""What follows a commit: added once, done once, seen when it failed, and sent again by those who may."""

from unittest.mock import patch

import frappe
import pytest
from erpnext.selling.doctype.quotation.quotation import make_sales_order
from frappe.utils import add_days, add_to_date, now_datetime, today

from salesflow_app.mails.registry import WRITERS
from salesflow_app.outbox import entries, sweep, worker
from salesflow_app.outbox.send_again import send_again
from salesflow_app.tests.site import deals, factories, given, mailserver, processes
from salesflow_app.tests.site.mail_samples import make_samples
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text.reader import write_in

EVENT = "Order Closed"
CALLS = "salesflow_app.tests.site.outbox_calls"


@pytest.fixture
def order(users):
	"""An order of SU, who gets the mail of EVENT where no account manager is known."""
	order = factories.make_sales_order(users.customer_a)
	order.db_set("owner", users.su)
	return order


@pytest.fixture
def key() -> str:
	return factories.get_unique("Key")


@pytest.fixture
def only_row(_isolated) -> None:
	"""The sweep finds no rows of other tests: those that talk to other processes leave committed ones."""
	frappe.db.set_value(entries.DOCTYPE, {"next_try": (">", "2000-01-01")}, "next_try", None)


@pytest.fixture
def broken():
	"""While it lasts, the mail cannot be written."""

	def fail(doc, moment):
		raise ValueError("The printer is on fire.")

	with patch.dict(WRITERS, {EVENT: fail}):
		yield


def get_entry(name: str):
	return frappe.get_doc(entries.DOCTYPE, name)


def get_mails(key: str) -> list[str]:
	"""Mails in Frappe's queue that this row sent."""
	sent = frappe.db.get_value(entries.DOCTYPE, {"entry_key": key}, "communication")
	return frappe.get_all("Email Queue", {"communication": sent}, pluck="name") if sent else []


def get_comments(doc) -> list[str]:
	return frappe.get_all("Comment", {"reference_name": doc.name, "comment_type": "Comment"}, pluck="content")


def make_due(name: str) -> None:
	past = add_to_date(now_datetime(), minutes=-1)
	frappe.db.set_value(entries.DOCTYPE, name, "next_try", past, update_modified=False)


# In the transaction


def test_a_key_is_added_once_and_silently(order, key):
	first = entries.add(EVENT, order, key)
	assert first and entries.add(EVENT, order, key) is None
	assert frappe.db.count(entries.DOCTYPE, {"entry_key": key}) == 1
	assert not frappe.local.message_log


def test_a_row_costs_one_statement(order, key):
	entries.add(EVENT, order, factories.get_unique("Key"))
	run, asked = frappe.db.sql, []
	with patch.object(frappe.db, "sql", lambda *args, **options: asked.append(args) or run(*args, **options)):
		entries.add(EVENT, order, key, why="because")
	assert len(asked) == 1


def test_long_keys_stay_apart(order):
	first, second = (entries.add(EVENT, order, "x" * 300 + end) for end in "ab")
	assert first and second and first != second


def test_nothing_follows_a_transaction_that_was_rolled_back(order, key, jobs, mails):
	frappe.db.savepoint("before_adding")
	entries.add(EVENT, order, key)
	frappe.db.rollback(save_point="before_adding")
	jobs.run()
	assert not mails.all and not frappe.db.exists(entries.DOCTYPE, {"entry_key": key})


def test_the_step_waits_for_no_mail(order, key, mails):
	name = entries.add(EVENT, order, key)
	assert get_entry(name).state == "Pending" and not get_mails(key)
	mails.work()
	assert get_entry(name).state == "Done" and len(get_mails(key)) == 1


# The worker


def test_a_worker_does_a_row_once_however_often_it_is_called(order, key, jobs, users, as_user):
	with as_user(users.su):
		name = entries.add(EVENT, order, key)
	assert jobs.run(entries.JOB) == 1
	worker.work(name)
	entry = get_entry(name)
	assert (entry.state, entry.subject) == ("Done", f"[Closed] {order.name}, {order.customer_name}")
	assert entry.done_on and entry.message_id and entry.body_hash and len(get_mails(key)) == 1
	assert frappe.db.get_value("Communication", entry.communication, "sender") == users.su


def test_a_worker_leaves_user_and_language_as_they_were(order, key, users, as_user):
	name = entries.add(EVENT, order, key)
	with as_user(users.su), write_in("de"):
		worker.work(name)
		assert (frappe.session.user, frappe.local.lang) == (users.su, "de")
	assert get_entry(name).language == "en"


def test_every_mail_can_be_written(users, mails):
	samples = make_samples(users)
	assert set(samples) == set(WRITERS)
	for event, (doc, moment) in samples.items():
		mail = WRITERS[event](doc, frappe._dict(moment, actor=users.su))
		text = mail.message.render()
		assert mail.subject and text and "{0}" not in mail.subject + text, event


def test_what_nobody_is_named_for_is_not_sent_and_says_so_once(order, key, settings):
	settings(mail_rules=[])
	name = entries.add(EVENT, order, key)
	worker.work(name)
	worker.work(name)
	entry = get_entry(name)
	assert entry.state == "Not Sent" and "nobody is named" in entry.error and not entry.next_try
	(comment,) = get_comments(order)
	assert "was not sent: nobody is named" in comment


@pytest.mark.bench_only("a recipient who unsubscribed")
def test_a_mail_that_frappe_drops_is_not_sent(order, key, users):
	values = {"doctype": "Email Unsubscribe", "email": users.su, "global_unsubscribe": 1}
	frappe.get_doc(values).insert()
	name = entries.add(EVENT, order, key)
	worker.work(name)
	assert get_entry(name).state == "Not Sent" and "unsubscribed" in get_entry(name).error
	assert not frappe.db.exists("Communication", {"reference_name": order.name})


def test_what_failed_says_why_on_row_and_timeline(order, key, broken):
	name = entries.add(EVENT, order, key)
	for _try in range(2):
		worker.work(name)
	entry = get_entry(name)
	assert (entry.state, entry.attempts, entry.error) == ("Failed", 2, "The printer is on fire.")
	assert entry.next_try > now_datetime() and not get_mails(key)
	assert len(get_comments(order)) == 1 and "printer" in get_comments(order)[0]


def test_a_failed_mail_leaves_nothing_half_done(order, key):
	with patch("frappe.sendmail", side_effect=ValueError("No account")):
		name = entries.add(EVENT, order, key)
		worker.work(name)
	assert get_entry(name).state == "Failed"
	assert not frappe.db.exists("Communication", {"reference_name": order.name})


def test_a_conflict_with_another_transaction_is_tried_again_by_frappe(order, key):
	name = entries.add(EVENT, order, key)
	with patch("frappe.sendmail", side_effect=frappe.QueryDeadlockError("1213")):
		with pytest.raises(frappe.RetryBackgroundJobError):
			worker.work(name)
	assert get_entry(name).state == "Pending"


def test_one_row_that_fails_stops_no_other(order, key, jobs, users):
	other = factories.get_unique("Key")
	entries.add("No Such Event", order, other)
	entries.add(EVENT, order, key)
	jobs.run(entries.JOB)
	assert frappe.db.get_value(entries.DOCTYPE, {"entry_key": other}, "state") == "Failed"
	assert len(get_mails(key)) == 1


# Send Again


def test_those_who_look_after_mails_send_again(order, key, broken, users, as_user, jobs):
	name = entries.add(EVENT, order, key)
	worker.work(name)
	for user in (users.su, users.am, users.a1):
		with as_user(user):
			refuse(send_again, name, words="needs the role")
	with patch.dict(WRITERS, {EVENT: WRITERS["Order Reopened"]}), as_user(users.sa):
		jobs.clear()
		send_again(name)
		jobs.run(entries.JOB)
	assert get_entry(name).state == "Done" and not get_entry(name).error and len(get_mails(key)) == 1


def test_what_went_out_is_not_sent_again(order, key, users, as_user):
	name = entries.add(EVENT, order, key)
	with as_user(users.om):
		refuse(send_again, name, words="only what failed")
		worker.work(name)
		refuse(send_again, name, words="only what failed")


@pytest.mark.bench_only("renaming a document")
def test_nobody_writes_a_row_by_hand(order, key):
	name = entries.add(EVENT, order, key)
	made_up = {"doctype": entries.DOCTYPE, "name": "x", "entry_key": "made up", "event": EVENT}
	for act in (
		get_entry(name).update({"state": "Done"}).save,
		frappe.get_doc(made_up).insert,
		lambda: frappe.delete_doc(entries.DOCTYPE, name),
		lambda: frappe.rename_doc(entries.DOCTYPE, name, "other", force=True),
	):
		refuse(act, words="by hand")


# The sweep


def test_the_sweep_wakes_what_a_dead_worker_left_once(only_row, order, key, jobs):
	name = entries.add(EVENT, order, key)
	frappe.db.commit()
	jobs.clear()  # the queue was emptied
	sweep.sweep()
	frappe.db.commit()
	assert not _get_jobs(jobs, name)  # a worker may still come
	make_due(name)
	for _minute in range(3):
		sweep.sweep()
		frappe.db.commit()
	assert len(_get_jobs(jobs, name)) == 1
	jobs.run(entries.JOB)
	make_due(name)
	sweep.sweep()
	frappe.db.commit()
	assert not _get_jobs(jobs, name) and len(get_mails(key)) == 1


def test_what_failed_is_tried_again_later_and_some_day_no_more(only_row, order, key, broken, jobs):
	name = entries.add(EVENT, order, key)
	jobs.run(entries.JOB)
	for _day in range(10):
		if get_entry(name).next_try:
			make_due(name)
		sweep.sweep()
		jobs.run(entries.JOB)
	entry = get_entry(name)
	assert (entry.state, entry.attempts, entry.next_try) == ("Failed", len(worker.BACK_OFF) + 1, None)
	assert len(get_comments(order)) == 1


def test_a_row_that_kills_its_workers_is_given_up(only_row, order, key, jobs):
	name = entries.add(EVENT, order, key)
	for _day in range(10):
		if get_entry(name).next_try:
			make_due(name)
		sweep.sweep()
		frappe.db.commit()
		jobs.clear()
	entry = get_entry(name)
	assert entry.state == "Failed" and "No worker" in entry.error and not entry.next_try


def test_rows_that_were_given_up_hide_none_that_is_due(only_row, order, key, jobs):
	given_up = entries.add(EVENT, order, factories.get_unique("Key"))
	frappe.db.set_value(entries.DOCTYPE, given_up, {"state": "Failed", "next_try": None})
	name = entries.add(EVENT, order, key)
	frappe.db.commit()
	jobs.clear()
	make_due(name)
	with patch.object(sweep, "MOST_AT_ONCE", 1):
		sweep.sweep()
		frappe.db.commit()
	assert len(_get_jobs(jobs, name)) == 1 and not _get_jobs(jobs, given_up)


def _get_jobs(jobs, name: str) -> list:
	return [job for job in jobs if job.kwargs.get("entry") == name]


@pytest.mark.bench_only("the sandbox writes no log files")
def test_the_step_succeeds_while_the_queue_is_down_and_the_mail_follows(only_row, order, key, jobs):
	with patch("frappe.enqueue", side_effect=ConnectionError("Redis")):
		name = entries.add(EVENT, order, key)
		frappe.db.commit()
	assert get_entry(name).state == "Pending" and not jobs
	frappe.flags.salesflow_queue_is_down = None  # the sweep comes later, in a process of its own
	make_due(name)
	sweep.sweep()
	assert jobs.run(entries.JOB) == 1 and len(get_mails(key)) == 1


# Many at once, and for real


@pytest.mark.bench_only("processes that meet at the same rows")
def test_two_workers_send_one_mail(committed, order, key):
	name = entries.add(EVENT, order, key)
	frappe.db.commit()
	outcomes = processes.run_together(f"{worker.__name__}.work", [{"entry": name}] * 3)
	assert {outcome.error for outcome in outcomes} <= {"", "RetryBackgroundJobError"}
	frappe.db.rollback()
	assert get_entry(name).state == "Done"
	assert frappe.db.count("Communication", {"reference_name": order.name}) == 1


@pytest.mark.bench_only("processes that meet at the same rows")
def test_of_many_who_add_a_key_none_is_harmed(committed, order, key):
	frappe.db.commit()
	outcomes = processes.run_together(f"{CALLS}.add_mail", [{"order": order.name, "key": key}] * 3)
	assert {outcome.error for outcome in outcomes} <= {"", "QueryDeadlockError"}, [o.trace for o in outcomes]
	frappe.db.rollback()
	assert frappe.db.count(entries.DOCTYPE, {"entry_key": key}) == 1


@pytest.mark.bench_only("a queue in Redis")
def test_the_jobs_run_in_a_worker(committed, order, key):
	frappe.db.commit()
	(added,) = processes.run_together(f"{CALLS}.add_mail", [{"order": order.name, "key": key}])
	(refused,) = processes.run_together(f"{CALLS}.refuse", [{"order": order.name, "event": "signed"}])
	assert added.ok and refused.ok
	processes.work_off_queue()
	frappe.db.rollback()
	assert len(get_mails(key)) == 1
	evidence = {"reference_name": order.name, "event": "signed_refused"}
	assert frappe.db.count("Salesflow Evidence Entry", evidence) == 1


# Deals


def test_an_amended_order_is_won_once(users, mails, as_user):
	rows = [factories.get_item_row()]
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a)
		quotation = factories.make_quotation(
			users.customer_a, opportunity=opportunity.name, items=rows, submit=True
		)
		order = make_sales_order(quotation.name)
		order.delivery_date = add_days(today(), 14)
		order.insert()
	deals.approve_order(users, order.name)
	with as_user(users.sm):
		frappe.get_doc("Sales Order", order.name).cancel()
	with as_user(users.su):
		amended = frappe.copy_doc(frappe.get_doc("Sales Order", order.name))
		amended.amended_from = order.name
		amended.insert()
	deals.approve_order(users, amended.name)
	assert len(mails.entries("Order Won")) == 1


def test_only_the_first_invoice_of_a_sow_takes_it_along_even_when_amended(users, mails):
	first, second = deals.get_milestones(given.get("running_sow"))
	invoice = deals.bill(users, deals.report(users, first))
	mails.work()
	frappe.get_doc("Sales Invoice", invoice.name).cancel()
	amended = frappe.copy_doc(frappe.get_doc("Sales Invoice", invoice.name))
	amended.amended_from = invoice.name
	amended.insert().submit()
	other = deals.bill(users, deals.report(users, second))
	mails.work()
	sent = mails.find(to=users.a1, subject="Invoice")
	about = [
		(mail.reference[1], _count_attachments(mail)) for mail in sent if mail.reference[0] == "Sales Invoice"
	]
	assert about == [(invoice.name, 2), (invoice.name, 0), (amended.name, 1), (other.name, 1)]


def _count_attachments(mail: mailserver.Mail) -> int:
	return len(frappe.parse_json(frappe.db.get_value("Email Queue", mail.queue, "attachments")))


def test_nothing_but_the_mail_tells_why_a_case_was_lost(users, as_user, mails):
	with as_user(users.su):
		factories.make_opportunity(users.customer_a).declare_enquiry_lost([], [], "Zeppelinquark")
	(entry,) = mails.entries("Case Lost")
	assert entry.state == "Done" and entry.recipients and not entry.communication and not entry.body_hash
	assert "Zeppelinquark" not in frappe.as_json(entry)


def test_a_case_lost_that_fails_does_not_tell_why_either(users, as_user, mails):
	def fail(doc, moment):
		raise ValueError(doc.detailed_reason)

	with as_user(users.su):
		factories.make_opportunity(users.customer_a).declare_enquiry_lost([], [], "Zeppelinquark")
	with patch.dict(WRITERS, {"Case Lost": fail}):
		(entry,) = mails.entries("Case Lost")
	assert (entry.state, entry.error) == ("Failed", "ValueError")
	logs = frappe.get_all("Error Log", {"method": ("like", "Case Lost%")}, ["method", "error"])
	assert logs and "Zeppelinquark" not in frappe.as_json(logs)


# What the mail server refused


def set_queue(name: str, **values) -> None:
	(queue,) = get_mails(frappe.db.get_value(entries.DOCTYPE, name, "entry_key"))
	frappe.db.set_value("Email Queue", queue, values)


def test_mail_that_the_server_refused_is_failed_and_sent_again(only_row, order, key, jobs, users, as_user):
	name = entries.add(EVENT, order, key)
	worker.work(name)
	set_queue(name, status="Error", error="Traceback\nSMTPRecipientsRefused: 550 no such mailbox\n")
	for _minute in range(2):
		sweep.sweep()
	entry = get_entry(name)
	assert entry.state == "Failed" and "550 no such mailbox" in entry.error and not entry.next_try
	assert len([text for text in get_comments(order) if "550" in text]) == 1
	with as_user(users.sa):
		send_again(name)
	worker.work(name)
	sweep.sweep()
	assert get_entry(name).state == "Done" and len(get_mails(key)) == 1
	assert frappe.db.count("Communication", {"reference_name": order.name}) == 2


def test_mail_that_frappe_sent_after_all_is_done(only_row, order, key):
	name = entries.add(EVENT, order, key)
	worker.work(name)
	set_queue(name, status="Error")
	sweep.sweep()
	assert get_entry(name).state == "Failed"
	set_queue(name, status="Sent")
	sweep.sweep()
	assert get_entry(name).state == "Done" and not get_entry(name).error


# A number that is used again


def test_order_with_the_number_of_a_deleted_one_sends_its_own_mails(order, users):
	key = f"{EVENT}:{order.name}"
	first = entries.add(EVENT, order, key)
	worker.work(first)
	frappe.delete_doc("Sales Order", order.name, force=True)
	again = factories.make_sales_order(users.customer_a)
	frappe.db.set_value("Sales Order", again.name, "name", order.name)
	again = frappe.get_doc("Sales Order", order.name)
	second = entries.add(EVENT, again, key)
	assert second and get_entry(second).state == "Pending"
	assert entries.add(EVENT, again, key) is None
	old = {"reference_name": order.name, "state": "Done"}
	assert frappe.get_all(entries.DOCTYPE, old, pluck="entry_key")[0].startswith(f"{key}@")


def test_sow_with_the_number_of_a_deleted_one_starts_a_chain_of_its_own(users):
	first = deals.make_drafted_sow(users)
	frappe.delete_doc("SOW", first.name, force=True)
	second = deals.make_drafted_sow(users)
	assert second.name == first.name
	chain = frappe.get_all(
		"Salesflow Evidence Entry",
		{"reference_name": second.name, "entry_key": ("like", f"SOW:{second.name}@%")},
		["sequence", "previous_hash", "entry_hash"],
		order_by="sequence asc",
	)
	assert [row.sequence for row in chain] == list(range(1, len(chain) + 1)) and len(chain) > 1
	assert not chain[0].previous_hash and chain[1].previous_hash == chain[0].entry_hash
