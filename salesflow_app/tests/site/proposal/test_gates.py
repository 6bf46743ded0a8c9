"""No way in takes a Work Proposal past its steps: insert, import, REST, delete."""

import json

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.proposal.helpers import CANARY, get_state, reload, supersede
from salesflow_app.tests.site.refusals import refuse

STATES = ("In Review", "Approved", "Sent", "Viewed", "Accepted", "Declined", "Superseded")


@pytest.mark.parametrize("state", STATES)
def test_new_proposal_starts_as_draft(users, state):
	draft = given.get("draft_proposal")
	values = {**frappe.copy_doc(draft).as_dict(), "workflow_state": state, "docstatus": 0}
	with deals.as_user(users.am):
		refuse(frappe.get_doc(values).insert, words="Draft")
		refuse(frappe.get_doc({**values, "docstatus": 1}).insert, words="Draft")


@pytest.mark.parametrize("state", STATES)
def test_import_starts_as_draft(users, state):
	values = {**frappe.copy_doc(given.get("draft_proposal")).as_dict(), "workflow_state": state}
	frappe.flags.in_import = True
	try:
		with deals.as_user(users.am):
			refuse(frappe.get_doc(values).insert, words="Draft")
	finally:
		frappe.flags.in_import = False


SERVER_FIELDS = {
	"approved_by": "am@nordwind.example",
	"approved_on": "2026-01-01 00:00:00",
	"sent_on": "2026-01-01 00:00:00",
	"answered_by": "Forger",
	"answered_on": "2026-01-01 00:00:00",
	"content_hash": "f" * 64,
	"master_hash": "f" * 64,
	"version": 9,
}


@pytest.mark.parametrize("make", [proposals.make_draft, proposals.make_approved, proposals.make_sent])
def test_record_fields_are_not_written_by_staff(users, make):
	doc = make(users)
	before = {field: reload(doc).get(field) for field in SERVER_FIELDS}
	with deals.as_user(users.om):
		doc.update(SERVER_FIELDS)
		doc.items[0].is_selected = 1 if doc.docstatus == 0 else 0
		doc.save()
	after = reload(doc)
	assert {field: after.get(field) for field in SERVER_FIELDS} == before
	assert not after.items[0].is_selected


def test_record_fields_of_a_new_proposal_are_the_servers(users):
	doc = proposals.make_draft(
		users, **SERVER_FIELDS, quotation=factories.make_quotation(users.customer_a).name
	)
	assert not any(
		doc.get(field) for field in ("approved_by", "sent_on", "answered_by", "content_hash", "quotation")
	)
	assert doc.version == 1


@pytest.mark.parametrize(
	("make", "state"),
	[(proposals.make_draft, "Draft"), (proposals.make_approved, "Approved"), (proposals.make_sent, "Sent")],
)
def test_rest_cannot_pass_the_gates(users, http, committed, make, state):
	doc = make(users)
	docstatus = doc.docstatus
	frappe.db.commit()
	for short in ("am", "su", "sys"):
		client = http.as_user(getattr(users, short))
		answers = [
			client.api_put("Work Proposal", doc.name, workflow_state="Accepted"),
			client.api_put("Work Proposal", doc.name, docstatus=1, workflow_state="Accepted"),
			client.api_put("Work Proposal", doc.name, docstatus=2),
			client.api_post("frappe.client.cancel", doctype="Work Proposal", name=doc.name),
			client.api_post(
				"frappe.client.set_value",
				doctype="Work Proposal",
				name=doc.name,
				fieldname="workflow_state",
				value="Declined",
			),
			client.api_post(
				"frappe.model.workflow.apply_workflow", doc=json.loads(reload(doc).as_json()), action="Accept"
			),
		]
		if docstatus == 0:
			answers.append(client.api_put("Work Proposal", doc.name, docstatus=1))
			answers.append(client.api_post("frappe.client.submit", doc=json.loads(reload(doc).as_json())))
		for answer in answers:
			assert answer.status_code in (403, 409, 417, 500) and "Traceback" not in get_refusal(answer), (
				answer.text
			)
		frappe.db.rollback()
		assert get_state(doc) == (docstatus, state)


def test_guest_and_client_reach_nothing_by_rest(users, http, committed):
	doc = proposals.make_sent(users, items=[proposals.get_row(10000, CANARY)])
	frappe.db.commit()
	for client in (http.guest(), http.as_user(users.b1), http.as_user(users.a1)):
		answers = [
			client.api_get(f"/api/resource/Work Proposal/{doc.name}"),
			client.api_get("frappe.client.get", doctype="Work Proposal", name=doc.name),
			client.api_get("frappe.client.get_list", doctype="Work Proposal", fields='["*"]'),
			client.api_get(
				"frappe.client.get_value", doctype="Work Proposal", filters=doc.name, fieldname="title"
			),
			client.api_get("salesflow_app.conversions.work_proposal_to_xlsx.export", work_proposal=doc.name),
			client.api_put("Work Proposal", doc.name, title="x"),
		]
		for answer in answers:
			assert answer.status_code in (403, 404) and str(CANARY) not in answer.text, (
				f"{answer.request.method} {answer.url} by {client.get_user()}: {answer.text}"
			)


@pytest.mark.bench_only("renaming a document")
def test_reviewed_proposal_is_not_deleted_and_a_sent_one_not_renamed(users):
	draft = proposals.make_draft(users)
	frappe.delete_doc("Work Proposal", draft.name)
	reviewed, doc = proposals.review(users, proposals.make_draft(users)), proposals.make_sent(users)
	refuse(frappe.delete_doc, "Work Proposal", reviewed.name, words="records must be kept")
	refuse(frappe.delete_doc, "Work Proposal", doc.name, words=doc.name)
	refuse(frappe.rename_doc, "Work Proposal", doc.name, "WP-X", force=True, words="records must be kept")
	doc = supersede(users, doc)
	refuse(frappe.delete_doc, "Work Proposal", doc.name, words="records must be kept")


def test_sending_twice_sends_one_mail_and_one_quotation(users, mails):
	doc = proposals.make_sent(users)
	with deals.as_user(users.am):
		refuse(deals.do, doc, "Send to Client", words="Not a valid Workflow Action")
	assert len(mails.find("Our proposal", to=users.a1)) == 1
	assert frappe.db.count("Quotation", {"salesflow_work_proposal": doc.name}) == 1


def test_expired_offer_is_not_sent(users):
	doc = given.get("approved_proposal")
	frappe.db.set_value("Work Proposal", doc.name, "valid_till", add_days(today(), -1))
	sentence = refuse(proposals.send, users, reload(doc), words=doc.name)
	assert "Valid Until" in sentence and get_state(doc) == (0, "Approved")


def test_content_changed_behind_the_approval_is_not_sent(users):
	doc = given.get("approved_proposal")
	frappe.db.set_value("Work Proposal Item", doc.items[0].name, "rate", 1)
	refuse(proposals.send, users, reload(doc), words="differs from what was approved")
