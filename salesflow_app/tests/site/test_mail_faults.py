"""Mails leave right and once whatever the mail server does, and somebody who works here hears of what does not leave."""

import random
from collections import Counter
from unittest.mock import patch

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime

from salesflow_app.outbox import entries, keepers, sweep, worker
from salesflow_app.outbox.send_again import send_again
from salesflow_app.patches import note_what_left
from salesflow_app.tests.site import factories, mailserver

EVENT = "Order Closed"
TWO, THREE = "two@nordwind.example", "three@nordwind.example"
SEED = 20_261_130


@pytest.fixture(autouse=True)
def only_ours(users):
	"""No row or mail of other tests meets the sweep."""
	frappe.db.set_value(entries.DOCTYPE, {"sent_on": ("is", "not set")}, "sent_on", now_datetime())
	frappe.db.set_value(entries.DOCTYPE, {"next_try": (">", "2000-01-01")}, "next_try", None)


@pytest.fixture
def order(users, settings):
	"""Three people hear of its end: its account manager and two addresses of our company."""
	rules = [{"mail_event": EVENT, "send_to": "E-Mail", "email": address} for address in (TWO, THREE)]
	settings(mail_rules=[{"mail_event": EVENT, "send_to": "Account Manager"}, *rules])
	return factories.make_sales_order(factories.make_customer(account_manager=users.am).name)


def add(order) -> str:
	return entries.add(EVENT, order, factories.get_unique("Key"))


def get_row(name: str):
	return frappe.get_doc(entries.DOCTYPE, name)


def look() -> None:
	"""The sweep, some time later: every pause is over."""
	sweep.sweep()
	waiting = {"next_try": (">", now_datetime()), "state": "Failed"}
	past = add_to_date(now_datetime(), minutes=-1)
	frappe.db.set_value(entries.DOCTYPE, waiting, "next_try", past, update_modified=False)
	sweep.sweep()


def try_all(smtp) -> None:
	"""As often as Frappe tries a mail before it gives up."""
	for _try in range(4):
		smtp.flush()


def get_tasks(key: str, doc=None) -> list[str]:
	filters = {"salesflow_task": key, "status": "Open"}
	if doc:
		filters["reference_name"] = doc.name
	return frappe.get_all("ToDo", filters, pluck="allocated_to")


def get_comments(doc) -> list[str]:
	filters = {"reference_name": doc.name, "comment_type": "Comment"}
	return frappe.get_all("Comment", filters, pluck="content", order_by="creation asc")


def count(smtp) -> Counter:
	"""(Message, reader) -> how often it arrived."""
	return Counter((mail.message["Message-ID"], *mail.recipients) for mail in smtp.messages)


@pytest.mark.bench_only("Frappe's own retries")
def test_server_that_is_down_for_hours_costs_no_mail_and_sends_none_twice(users, order, smtp):
	names = [add(order) for _number in range(2)]
	for name in names:
		worker.work(name)
	frappe.db.set_value("Email Account", mailserver.ACCOUNT, "smtp_port", mailserver.get_free_port())
	frappe.clear_document_cache("Email Account", mailserver.ACCOUNT)
	for _hour in range(3):
		try_all(smtp)
		look()
	assert {get_row(name).state for name in names} == {"Failed"} and get_row(names[0]).next_try
	assert len(get_comments(order)) == 2  # once for each mail, however long it lasts
	holders = get_tasks(keepers.OUTAGE)
	assert holders and len(holders) == len(set(holders))
	assert {*holders} & {*frappe.get_all("Has Role", {"role": "System Manager"}, pluck="parent")}

	frappe.db.set_value("Email Account", mailserver.ACCOUNT, "smtp_port", smtp.port)
	frappe.clear_document_cache("Email Account", mailserver.ACCOUNT)
	look()
	smtp.flush()
	sweep.sweep()
	assert sorted(count(smtp).values()) == [1] * 6
	for name in names:
		row = get_row(name)
		assert (row.state, row.error, row.next_try) == ("Done", None, None) and row.sent_on
		assert set(row.delivered_to.split(", ")) == {users.am, TWO, THREE}
	assert not get_tasks(keepers.OUTAGE) and "has left now" in get_comments(order)[-1]


@pytest.mark.bench_only("Frappe's own retries")
def test_one_wrong_address_holds_nobody_else_back_and_send_again_repeats_nothing(users, order, smtp, as_user):
	name = add(order)
	worker.work(name)
	smtp.refuse(lambda readers: "550 no such mailbox" if TWO in readers else "")
	for _round in range(3):
		try_all(smtp)
		look()
	assert sorted(mail.recipients[0] for mail in smtp.messages) == sorted([users.am, THREE])
	row = get_row(name)
	assert row.state == "Failed" and "550" in row.error and TWO in row.error and not row.next_try
	assert get_tasks(keepers.REFUSED, order) == [users.am]
	smtp.refuse("")
	with as_user(users.sa):
		send_again(name)
	assert not get_tasks(keepers.REFUSED, order)
	worker.work(name)
	smtp.flush()
	sweep.sweep()
	assert Counter(mail.recipients[0] for mail in smtp.messages) == {users.am: 1, TWO: 1, THREE: 1}
	again = get_row(name)
	assert again.sent_on and again.recipients == TWO and again.earlier_messages == row.message_id
	assert set(again.delivered_to.split(", ")) == {users.am, TWO, THREE}


def test_site_without_an_account_to_send_from_tells_a_person_and_sends_later(users, order, mails):
	name = add(order)
	with patch(
		"frappe.sendmail",
		side_effect=frappe.OutgoingEmailError("Please setup default outgoing Email Account"),
	):
		for _try in range(9):
			worker.work(name)
	row = get_row(name)
	assert row.state == "Failed" and "outgoing Email Account" in row.error
	assert row.next_try <= add_to_date(now_datetime(), minutes=15)
	assert len(get_comments(order)) == 1 and get_tasks(keepers.OUTAGE)
	assert not frappe.db.exists("Communication", {"reference_name": order.name})
	worker.work(name)
	sweep.sweep()
	assert get_row(name).state == "Done" and not get_tasks(keepers.OUTAGE)


def test_mail_that_cannot_be_written_is_somebodys_task_once_it_is_given_up(users, order):
	name = add(order)
	with patch("frappe.sendmail", side_effect=ValueError("Broken")):
		for _try in range(len(worker.BACK_OFF)):
			worker.work(name)
			assert not get_tasks(keepers.REFUSED, order)
		worker.work(name)
	assert not get_row(name).next_try and get_tasks(keepers.REFUSED, order) == [users.am]


def test_mail_that_nobody_is_named_for_is_asked_about_once_for_its_kind(users, order, settings):
	settings(mail_rules=[])
	for name in (add(order), add(order)):
		worker.work(name)
		assert get_row(name).state == "Not Sent"
	holders = get_tasks(f"{keepers.NOBODY}:{EVENT}")
	assert holders and len(holders) == len(set(holders)) and not get_tasks(keepers.REFUSED, order)


def test_mail_whose_reader_is_missing_is_the_task_of_somebody_who_works_here(users, order, settings):
	settings(mail_rules=[{"mail_event": EVENT, "send_to": "Account Manager"}])
	frappe.db.set_value("Customer", order.customer, "account_manager", None)
	frappe.clear_document_cache("Customer", order.customer)
	order.db_set("owner", "somebody-gone")
	name = add(order)
	worker.work(name)
	assert get_row(name).state == "Not Sent"
	assert get_tasks(keepers.REFUSED, order) == [users.sa]


def test_record_outlives_frappes_queue_and_says_what_never_left(users, order, smtp):
	names = [add(order)]
	worker.work(names[0])
	smtp.flush()
	sweep.sweep()
	names.append(add(order))
	worker.work(names[1])
	for name in names:  # what Frappe does with all mails after thirty days
		frappe.db.delete("Email Queue", {"message_id": get_row(name).message_id})
	long_ago = add_to_date(now_datetime(), days=-31)
	frappe.db.set_value(entries.DOCTYPE, names[1], "done_on", long_ago, update_modified=False)
	sweep.sweep()
	left, lost = (get_row(name) for name in names)
	assert left.state == "Done" and left.message_id and left.body_hash and left.sent_on
	assert set(left.delivered_to.split(", ")) == {users.am, TWO, THREE}
	assert lost.state == "Failed" and "Email Queue" in lost.error and not lost.sent_on
	assert get_tasks(keepers.REFUSED, order) == [users.am]


@pytest.mark.bench_only("Frappe's own retries")
def test_each_mail_arrives_once_although_a_third_of_all_tries_fail(users, order, smtp):
	chance = random.Random(SEED)
	names = [add(order) for _flow in range(30)]
	send = frappe.sendmail

	def send_or_fail(**values):
		if chance.random() < 0.3:
			raise ConnectionError("seeded")
		return send(**values)

	smtp.refuse(lambda readers: "451 try again later" if chance.random() < 0.3 else "")
	with patch("frappe.sendmail", send_or_fail):
		for _round in range(6):
			for name in names:
				worker.work(name)
			smtp.flush()
			look()
	smtp.refuse("")
	for _round in range(3):
		for name in names:
			worker.work(name)
		smtp.flush()
		look()
	readers = (users.am, TWO, THREE)
	due = {(f"<{get_row(name).message_id.strip('<>')}>", reader) for name in names for reader in readers}
	assert len(due) == 90 and count(smtp) == Counter(due)
	assert {(row.state, bool(row.sent_on)) for row in map(get_row, names)} == {("Done", True)}


def test_mail_of_another_language_has_a_row_of_its_own(users, order, mails):
	frappe.db.set_value("User", users.am, "language", "de")
	name = add(order)
	mails.work()
	rows = {row.language: row for row in mails.entries(EVENT)}
	assert set(rows) == {"de", "en"} and get_row(name).name in {row.name for row in rows.values()}
	assert rows["de"].recipients == users.am and set(rows["en"].recipients.split(", ")) == {TWO, THREE}
	assert rows["de"].message_id != rows["en"].message_id and rows["de"].actor == rows["en"].actor
	for row in rows.values():
		entries.reset(row.name)
	mails.work()
	assert len(mails.entries(EVENT)) == 2
	waiting = frappe.get_all("Email Queue", {"reference_name": order.name}, pluck="name")
	assert sorted(
		frappe.get_all("Email Queue Recipient", {"parent": ("in", waiting)}, pluck="recipient")
	) == sorted([users.am, TWO, THREE])


def test_mails_from_before_rows_said_when_they_left_are_not_taken_for_lost(users, order, mails):
	names = [add(order) for _number in range(2)]
	mails.work()
	frappe.db.delete("Email Queue", {"message_id": get_row(names[0]).message_id})
	waiting = frappe.get_all("Email Queue", {"reference_name": order.name}, pluck="name")
	other = frappe.copy_doc(frappe.get_doc("Email Queue", waiting[0])).insert()
	other.db_set("message_id", None)  # such as Frappe's own
	note_what_left.execute()
	assert get_row(names[0]).sent_on and not get_row(names[1]).sent_on
