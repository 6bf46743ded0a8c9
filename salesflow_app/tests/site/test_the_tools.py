"""The tools of the site tests themselves: what they promise is true."""

import frappe
import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.processes import has_snapshot_isolation, run_together

LEFT_BEHIND = []


def test_commit_inside_a_test_is_undone_later(site):
	lead = factories.make_lead()
	frappe.db.commit()
	frappe.db.rollback()
	assert frappe.db.exists("Lead", lead.name)
	LEFT_BEHIND.append(lead.name)


def test_earlier_test_left_nothing(site):
	assert LEFT_BEHIND and not frappe.db.exists("Lead", LEFT_BEHIND[0])


def test_rollback_undoes_what_came_after_the_commit(site):
	kept = factories.make_lead()
	frappe.db.commit()
	lost = factories.make_lead()
	frappe.db.rollback()
	assert frappe.db.exists("Lead", kept.name) and not frappe.db.exists("Lead", lost.name)


def test_as_user_acts_with_that_users_rights(users, as_user):
	with as_user(users.mf), pytest.raises(frappe.PermissionError):
		factories.make_lead()
	assert frappe.session.user == "Administrator"


def test_mails_really_arrive(users, mails, smtp):
	frappe.sendmail(recipients=[users.om], subject="Ünïcode [1]", message="<p>Hello</p>")
	assert [mail.subject for mail in mails.all] == ["Ünïcode [1]"]
	assert not smtp.messages
	assert [mail.recipients for mail in smtp.flush()] == [[users.om]]
	assert "Hello" in smtp.messages[0].text


def test_refused_mail_stays_in_the_queue(users, mails, smtp):
	frappe.sendmail(recipients=[users.om], subject="Later", message="x")
	smtp.refuse("451 try again later")
	assert not smtp.flush() and mails.get_waiting()


def test_jobs_wait_until_they_are_run(site, jobs):
	frappe.enqueue("frappe.ping", enqueue_after_commit=True)
	assert not jobs
	assert jobs.run("frappe.ping") == 1


def test_client_sees_what_was_committed(users, http):
	lead = factories.make_lead()
	frappe.db.commit()
	client = http.as_user(users.su)
	assert client.csrf_token
	assert client.api_get(f"/api/resource/Lead/{lead.name}").json()["data"]["name"] == lead.name
	assert client.api_put("Lead", lead.name, first_name="New").ok
	assert http.guest().api_get(f"/api/resource/Lead/{lead.name}").status_code == 403


@pytest.mark.bench_only("processes meet at the row locks of MariaDB")
@pytest.mark.parametrize("snapshot_isolation", [False, True])
def test_processes_run_together(site, snapshot_isolation):
	if snapshot_isolation and not has_snapshot_isolation():
		pytest.skip("this database does not know innodb_snapshot_isolation")
	path = "salesflow_app.tests.site.processes.pause"
	outcomes = run_together(
		path, [{"result": 1}, {"result": 2}, {"seconds": "none"}], snapshot_isolation=snapshot_isolation
	)
	assert [outcome.result for outcome in outcomes[:2]] == [1, 2]
	assert outcomes[2].error == "TypeError"


@pytest.mark.parametrize(
	"make",
	[
		factories.make_opportunity,
		factories.make_discovery,
		lambda: factories.make_quotation(submit=True),
		lambda: factories.make_sales_order(submit=True),
		lambda: factories.make_delivery_note(submit=True),
		lambda: factories.make_payment_entry(factories.make_sales_invoice(submit=True).name),
		factories.make_work_proposal,
		factories.make_signed_sow,
		factories.make_payment_milestone,
		factories.make_master_document,
	],
)
def test_factories_make_what_they_say(users, make):
	doc = make()
	assert frappe.db.exists(doc.doctype, doc.name)
