"""Sending: copies that only read, a personal note, and some seconds to recall what was sent by mistake."""

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime

from salesflow_app.outbox import sweep
from salesflow_app.outbox.entries import DOCTYPE, PENDING
from salesflow_app.signing import links
from salesflow_app.signing.recall import get_seconds_left, recall
from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.tests.site.signing import helpers

COPIES = "cfo@client-a.example\nlegal@client-a.example, cfo@client-a.example"


def test_copies_read_by_links_of_their_own(users, mails):
	sow = deals.make_sent_sow(users, copies=COPIES)
	sent = mails.find("For your information", doc=sow)
	assert sorted(mail.recipients[0] for mail in sent) == ["cfo@client-a.example", "legal@client-a.example"]
	found = [links.find_by_token(helpers.read_token(mail)) for mail in sent]
	assert {link.purpose for link in found} == {links.READ} and len({link.name for link in found}) == 2
	assert not frappe.db.exists("User", "cfo@client-a.example")


def test_proposal_has_copies_and_a_note(users, mails):
	note = "Dear Alma,\nas we said <b>on the phone</b> {{ 7*7919191 }}"
	proposal = proposals.make_sent(users, copies="cfo@client-a.example", personal_note=note)
	sent = [mail for mail in mails.find("", doc=proposal) if "nordwind" not in mail.recipients[0]]
	assert len(sent) == 2
	for mail in sent:
		assert "as we said &lt;b&gt;on the phone" in mail.html and "55434337" not in mail.html
	assert (
		note not in frappe.get_last_doc("Salesflow Evidence Entry", {"reference_name": proposal.name}).content
	)


@pytest.mark.parametrize(
	"copies", ["no address", "x@", "a@b.example wrong", "\n".join(f"a{n}@b.example" for n in range(30))]
)
def test_copy_to_what_is_no_address_is_refused(users, copies):
	refuse(deals.make_sent_sow, users, copies=copies, words="Copies To")


def test_mail_waits_and_a_recalled_one_is_not_sent(users, as_user, mails):
	sow = deals.make_sent_sow(users, copies=COPIES)
	rows = mails.get_entries(reference_name=sow.name, state=PENDING, event=("in", ("SOW Sent", "Copy Sent")))
	assert len(rows) == 3
	assert all((row.next_try - row.creation).total_seconds() > 25 for row in rows)
	assert 0 < get_seconds_left(sow) <= 30
	with as_user(users.sa):
		recall("SOW", sow.name)
	assert sow.db_get("workflow_state") == "Drafting"
	states = {row.event: row.state for row in mails.entries() if row.reference_name == sow.name}
	assert (states["SOW Sent"], states["Copy Sent"]) == ("Not Sent", "Not Sent")
	assert not mails.find("Statement of Work", to=users.a1, doc=sow)
	with as_user(users.sa):
		again = deals.do(deals.do(frappe.get_doc("SOW", sow.name), "Mark Ready"), "Send to Client")
	assert len(mails.find("Statement of Work", to=users.a1, doc=again)) == 1


def test_proposal_is_recalled(users, as_user, mails):
	proposal = proposals.make_sent(users)
	with as_user(users.am):
		recall("Work Proposal", proposal.name)
	assert proposal.db_get("workflow_state") == "Superseded"
	assert not mails.find("Our proposal", doc=proposal)


def test_recall_comes_too_late_once_the_mail_has_left(users, as_user, mails):
	sow = deals.make_sent_sow(users)
	assert mails.find("Statement of Work", doc=sow)
	with as_user(users.sa):
		refuse(recall, "SOW", sow.name, words="can no longer be recalled")
	assert sow.db_get("workflow_state") == "Sent"


def test_recall_is_for_those_who_may_change_it(users, as_user):
	sow = deals.make_sent_sow(users)
	for who in (users.a1, users.b1, users.ac):
		with as_user(who), pytest.raises((frappe.PermissionError, frappe.DoesNotExistError)):
			recall("SOW", sow.name)
	with as_user(users.sa), pytest.raises(frappe.PermissionError):
		recall("User", users.sa)
	assert sow.db_get("workflow_state") == "Sent"


def test_sweep_wakes_what_has_waited(users, jobs):
	sow = deals.make_sent_sow(users)
	jobs.run("nothing")
	waiting = {"reference_name": sow.name, "event": "SOW Sent"}
	name = frappe.db.get_value(DOCTYPE, waiting)
	assert not [job for job in jobs if job.kwargs.get("entry") == name]
	frappe.db.set_value(DOCTYPE, {"name": ("!=", name)}, "next_try", None)
	frappe.db.set_value(DOCTYPE, name, "next_try", add_to_date(now_datetime(), seconds=-1))
	sweep.sweep()
	frappe.db.commit()
	assert [job for job in jobs if job.kwargs.get("entry") == name]


def test_without_seconds_the_mail_leaves_at_once(users, settings, jobs):
	settings(recall_seconds=0)
	sow = deals.make_sent_sow(users)
	frappe.db.commit()
	name = frappe.db.get_value(DOCTYPE, {"reference_name": sow.name, "event": "SOW Sent"})
	assert [job for job in jobs if job.kwargs.get("entry") == name]
