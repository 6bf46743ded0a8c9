"""What every login may do in Frappe, and not to the documents of a deal; whose words a step takes for its reason."""

import json

import frappe
import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from salesflow_app.documents.reasons import give_reason
from salesflow_app.evidence import log
from salesflow_app.portal import acts, decline, sign_sow, view_document
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.refusals import refuse, refused

COMMENT = "frappe.templates.includes.comments.comments.add_comment"
LIKE = "frappe.desk.like.toggle_like"


def get_names(users, sow) -> dict[str, str]:
	entry = {"reference_doctype": "SOW", "reference_name": sow.name}
	return {
		"Customer": users.customer_a,
		"Contract": sow.msa,
		"Sales Order": sow.sales_order,
		"SOW": sow.name,
		"Salesflow Evidence Entry": frappe.get_all("Salesflow Evidence Entry", entry, pluck="name", limit=1)[
			0
		],
	}


@pytest.mark.bench_only("Frappe's comments on web pages")
@pytest.mark.parametrize("reader", ["a1", "b1"])
def test_clients_comment_on_nothing_of_a_deal(make, users, browse, reader):
	sow = make(deals.make_running_sow)
	client = browse(getattr(users, reader))
	for doctype, name in get_names(users, sow).items():
		about = {"reference_doctype": doctype, "reference_name": name}
		spoken = {**about, "comment_type": ("in", ["Comment", "Like"])}
		before = frappe.db.count("Comment", spoken)
		words = {"comment": "Seen by me", "comment_email": "ceo@nordwind.example", "comment_by": "CEO"}
		assert not client.api_post(COMMENT, **about, **words, route="").ok
		client.api_post(LIKE, doctype=doctype, name=name, add="Yes")
		frappe.db.rollback()
		assert frappe.db.count("Comment", spoken) == before


def test_clients_give_nobody_tasks_on_a_deal(users):
	sow = given.get("sent_sow")
	about = {"reference_type": "SOW", "reference_name": sow.name}
	task = {"doctype": "ToDo", "description": "Pay me", "allocated_to": users.am, **about}
	with deals.as_user(users.a1):
		refuse(frappe.get_doc(task).run_method, "validate", words="given by our staff")
		frappe.get_doc({"doctype": "ToDo", "description": "My own"}).run_method("validate")
	with deals.as_user(users.am):
		frappe.get_doc(task).insert()


def test_acts_of_clients_still_tell_and_assign(users):
	sow = given.get("sent_sow")
	with deals.as_user(users.a1):
		decline.decline("SOW", sow.name, sow.content_hash, "=1+1 is too dear")
	sow.reload()
	assert sow.reason == "'=1+1 is too dear"
	assert frappe.db.exists("ToDo", {"reference_name": sow.name, "allocated_to": users.am, "status": "Open"})
	entry = {"reference_name": sow.name, "event": "declined"}
	words, payload = frappe.db.get_value("Salesflow Evidence Entry", entry, ["words", "payload"])
	assert words == "'=1+1 is too dear" and json.loads(payload)["words"] == "=1+1 is too dear"


# Reasons


@pytest.fixture
def signed(users):
	sow = given.get("signed_sow")
	sow.db_set("reason", "The client's words")
	return sow


def test_step_takes_no_reason_of_somebody_else(users, signed):
	with deals.as_user(users.om), refused("say in Reason why"):
		deals.do(signed, "Terminate")
	with deals.as_user(users.sm):
		give_reason("SOW", signed.name, "Terminate", "The manager's words")
	with deals.as_user(users.om), refused("say in Reason why"):
		deals.do(signed, "Terminate")


def test_words_that_changed_since_are_no_reason(users):
	milestone = deals.report(users, deals.get_milestones(given.get("running_sow"))[0])
	with deals.as_user(users.om):
		give_reason("Payment Milestone", milestone.name, "Hold", "Wait for the PO")
		frappe.db.set_value("Payment Milestone", milestone.name, "reason", "The client's words")
		milestone.reload()
		with refused("say in Reason why"):
			deals.do(milestone, "Hold")
		give_reason("Payment Milestone", milestone.name, "Hold", "Wait for the PO")
		assert deals.do(milestone.reload(), "Hold").reason == "Wait for the PO"


def test_reason_in_the_form_counts(users):
	milestone = deals.report(users, deals.get_milestones(given.get("running_sow"))[0])
	with deals.as_user(users.om):
		milestone.reason = "Written in the form"
		milestone.save()
		assert deals.do(milestone, "Hold").workflow_state == "On Hold"


# Tries and stand-ins


def get_refusals(sow) -> list[str]:
	about = {"reference_name": sow.name, "event": ("like", "%_refused")}
	return frappe.get_all("Salesflow Evidence Entry", about, pluck="words", order_by="sequence asc")


def try_to_decline(user: str, sow) -> str:
	with deals.as_user(user), pytest.raises(frappe.PermissionError) as caught:
		decline.decline("SOW", sow.name, sow.content_hash, "No")
	return str(caught.value)


def test_burst_of_tries_is_one_record(users, jobs):
	sow = given.get("sent_sow")
	for _number in range(5):
		assert "can only be answered by the person" in try_to_decline(users.a2, sow)
	jobs.run("write_refusal")
	for _number in range(3):
		log.write_refusal("SOW", sow.name, "declined", "again", users.a2, log.get_origin())
	assert get_refusals(sow) == ["not the named signatory"]
	log.write_refusal("SOW", sow.name, "signed", "another act", users.a2, log.get_origin())
	assert len(get_refusals(sow)) == 2


def test_whoever_is_refused_too_often_waits(users, monkeypatch):
	sows = [deals.make_sent_sow(users) for _number in range(2)]
	monkeypatch.setattr(acts, "MOST_REFUSALS", 2)
	for sow in sows:
		log.write_refusal("SOW", sow.name, "declined", "x", users.a2, log.get_origin())
	assert "try again in an hour" in try_to_decline(users.a2, sows[0])
	deals.sign(users, sows[0])  # the signatory is another person
	frappe.db.sql(
		"update `tabSalesflow Evidence Entry` set creation = '2020-01-01' where actor = %s", users.a2
	)
	assert "person it was sent to" in try_to_decline(users.a2, sows[1])


@pytest.mark.parametrize("stand_in", ["impersonated", "API key"])
def test_nobody_signs_in_somebody_elses_name(users, jobs, monkeypatch, stand_in):
	sow = given.get("sent_sow")
	if stand_in == "API key":
		builder = EnvironBuilder("/", headers={"Authorization": "token a:b"})
		monkeypatch.setattr(frappe.local, "request", Request(builder.get_environ()), False)
	with deals.as_user(users.a1):
		if stand_in == "impersonated":
			frappe.session.data = frappe._dict(impersonated_by=users.sys)
		with refused("is answered in person"):
			sign_sow.sign(sow.name, sow.content_hash, "Alma Approver", authority=1, consent=1)
		assert not view_document.view("SOW", sow.name)["receipt"]
	assert sow.db_get("workflow_state") == "Sent"
	jobs.run("write_refusal")
	(words,) = get_refusals(sow)
	assert stand_in in words and (users.sys in words or stand_in == "API key")
