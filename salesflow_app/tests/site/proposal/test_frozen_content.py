"""What was approved or sent does not change, whatever way somebody tries."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.tests.site import deals, given, proposals
from salesflow_app.tests.site.proposal.helpers import get_state, reload
from salesflow_app.tests.site.refusals import refuse

# Review and approval


CHANGES = (
	lambda doc: doc.update({"title": "Other"}),
	lambda doc: doc.update({"valid_till": add_days(today(), 99)}),
	lambda doc: doc.update({"contact_email": "other@client.example"}),
	lambda doc: doc.update({"conversion_rate": 2, "currency": "USD"}),
	lambda doc: doc.items[0].update({"rate": 1}),
	lambda doc: doc.items[0].update({"cost_rate": 1}),
	lambda doc: doc.append("items", {**doc.items[0].as_dict(), "name": None}),
	lambda doc: doc.set("items", doc.items[1:]),
	lambda doc: doc.payment_plan[0].update({"milestone_name": "Other"}),
	lambda doc: doc.sections[0].update({"body": "<p>Other</p>"}),
)


@pytest.mark.parametrize("change", CHANGES)
def test_approved_content_does_not_change(users, change):
	doc = given.get("approved_proposal")
	for short in ("om", "am"):
		doc = reload(doc)
		change(doc)
		with deals.as_user(getattr(users, short)):
			refuse(doc.save, words="Revise it first")


@pytest.mark.parametrize("change", CHANGES)
def test_content_does_not_change_on_the_way_out(users, change):
	doc = given.get("approved_proposal")
	change(doc)
	doc.workflow_state = "Sent"
	with deals.as_user(users.am):
		refuse(doc.submit, words="Revise it first")
	assert get_state(doc) == (0, "Approved")


@pytest.mark.parametrize("change", CHANGES)
def test_sent_content_does_not_change(users, change):
	doc = given.get("sent_proposal")
	before = reload(doc).get_input()
	change(doc)
	with deals.as_user(users.om):
		refuse(doc.save, words="change")
	assert reload(doc).get_input() == before


@pytest.mark.parametrize("change", CHANGES)
def test_content_does_not_change_when_it_is_superseded(users, change):
	doc = given.get("sent_proposal")
	change(doc)
	doc.workflow_state = "Superseded"
	with deals.as_user(users.am):
		refuse(doc.cancel, words="superseded")
	assert get_state(doc) == (1, "Sent")


def test_computed_fields_of_an_approved_proposal_do_not_change_either(users):
	doc = given.get("approved_proposal")
	with deals.as_user(users.am):
		doc.update({"total_one_time": 1, "customer_name": "Other"})
		doc.items[0].amount = doc.items[0].net_rate = 1
		doc.save()
	doc = reload(doc)
	assert (doc.total_one_time, doc.items[0].amount, doc.items[0].net_rate) == (10000, 10000, 10000)
	assert doc.customer_name != "Other"


def test_revising_voids_the_approval_and_the_same_quotation_is_kept_in_step(users):
	doc = given.get("approved_proposal")
	quotation = doc.quotation
	with deals.as_user(users.am):
		doc = deals.do(doc, "Revise")
		assert not doc.approved_by and not doc.approved_on and not doc.content_hash
		doc.items[0].rate = 12000
		doc.save()
	doc = proposals.approve(users, proposals.review(users, doc))
	assert doc.quotation == quotation and doc.approved_by == users.om
	assert frappe.db.get_value("Quotation", quotation, ["docstatus", "net_total"]) == (0, 12000)
	assert frappe.db.count("Quotation", {"salesflow_work_proposal": doc.name}) == 1


# What only staff of the level may see


@pytest.mark.parametrize(
	"make", [proposals.make_draft, proposals.review_new, proposals.make_approved, proposals.make_sent]
)
def test_rows_are_not_changed_past_their_document(users, http, committed, make):
	doc = make(users)
	frappe.db.commit()
	before = [reload(doc).get_input(), get_state(doc)]
	for short in ("am", "om", "sys"):
		client = http.as_user(getattr(users, short))
		for table in ("items", "payment_plan", "sections"):
			row = doc.get(table)[0]
			new = {"parent": doc.name, "parenttype": doc.doctype, "parentfield": table}
			answers = [
				client.api_put(row.doctype, row.name, rate=1, percentage=1, heading="x", cost_rate=1),
				client.api_delete(row.doctype, row.name),
				client.api_post(f"/api/resource/{row.doctype}", **new, item_code=doc.items[0].item_code),
			]
			assert all(answer.status_code in (403, 404, 417) for answer in answers)
	frappe.db.rollback()
	assert [reload(doc).get_input(), get_state(doc)] == before
