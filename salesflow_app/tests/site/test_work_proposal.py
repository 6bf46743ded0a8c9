"""A Work Proposal from draft to the client's answer: what it computes, what it refuses, by each way in."""

import json
import re

import frappe
import pytest
from frappe.utils import add_days, flt, today

from salesflow_app import tasks
from salesflow_app.conversions.work_proposal_to_quotation import get_rows
from salesflow_app.doc_events.version import get_internal
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.processes import run_together

REFUSED = (frappe.ValidationError, frappe.PermissionError, frappe.DuplicateEntryError)
CANARY = 7654.32
SHOWN = re.compile(r"(?<!\d)7[.,]?65[45][.,]32")
"""The canary as any page would write it; the digits alone are in a timestamp now and then."""


def refuse(function, *args, match: str | None = None, **kwargs) -> str:
	"""The sentence with which `function` refuses; as after a request, nothing of what it did is left."""
	frappe.db.savepoint("refused")
	with pytest.raises(REFUSED, match=match) as caught:
		function(*args, **kwargs)
	frappe.db.rollback(save_point="refused")
	return str(caught.value)


def reload(proposal):
	return frappe.get_doc("Work Proposal", proposal.name)


def get_state(proposal) -> tuple:
	return frappe.db.get_value("Work Proposal", proposal.name, ["docstatus", "workflow_state"])


# What it computes


def test_one_time_monthly_and_optional_are_added_up_apart(users):
	rows = [
		proposals.get_row(1000, qty=3, discount_percentage=10),
		proposals.get_row(200, billing="Monthly"),
		proposals.get_row(50, is_optional=1),
		proposals.get_row(5, billing="Monthly", is_optional=1),
	]
	doc = proposals.make_draft(users, items=rows)
	assert (doc.total_one_time, doc.total_monthly, doc.total_optional) == (2700, 200, 55)
	assert (doc.total_cost, doc.margin_percentage) == (1280, 55.862)
	assert [row.amount for row in doc.payment_plan] == [1080, 1620]
	assert {row.currency for row in (*doc.items, *doc.payment_plan)} == {doc.currency}


def test_totals_of_the_browser_are_not_believed(users):
	doc = proposals.make_draft(
		users, total_one_time=1, total_monthly=2, margin_percentage=99, customer_name="Other"
	)
	assert (doc.total_one_time, doc.total_monthly, doc.margin_percentage) == (10000, 0, 60)
	assert doc.customer_name == frappe.db.get_value("Customer", users.customer_a, "customer_name")


def test_plan_in_percent_is_split_to_the_cent(users):
	doc = proposals.make_draft(
		users,
		items=[proposals.get_row(100)],
		payment_plan=factories.get_plan(33.333333, 33.333333, 33.333334),
	)
	assert [row.amount for row in doc.payment_plan] == [33.33, 33.33, 33.34]


def test_defaults_come_from_company_settings_and_contact(users, settings):
	settings(proposal_validity_days=14)
	email = f"{frappe.generate_hash(length=8)}@client.example"
	customer = factories.make_customer(contact=email)
	doc = proposals.make_draft(
		users, customer=customer.name, contact_email=None, company=None, account_manager=None
	)
	assert (doc.company, doc.currency) == (users.company, "EUR")
	assert str(doc.valid_till) == add_days(today(), 14)
	assert (doc.contact_email, doc.contact_person) == (email, customer.customer_primary_contact)
	assert doc.account_manager == users.am


def test_text_comes_from_the_approved_master_of_the_variant(users):
	doc = proposals.make_draft(users, variant="Retainer only", items=[proposals.get_row(billing="Monthly")])
	master = frappe.get_doc("Master Document", doc.master_document)
	assert (master.variant, doc.master_version, doc.master_hash) == (
		"Retainer only",
		master.version,
		master.content_hash,
	)
	assert [row.heading for row in doc.sections] == [row.heading for row in master.sections]


# Review and approval


def test_whole_way_to_the_draft_order(users, mails):
	doc = proposals.make_accepted(users)
	quotation = frappe.get_doc("Quotation", doc.quotation)
	order = frappe.get_doc("Sales Order", {"name": get_order(doc)})
	assert (quotation.docstatus, quotation.net_total, quotation.grand_total) == (1, 10000, 11900)
	assert (order.docstatus, order.net_total, order.owner) == (0, 10000, users.am)
	assert sum(row.payment_amount for row in order.payment_schedule) == order.grand_total
	events = [row.mail_event for row in mails.entries()]
	assert events == ["Proposal Review", "Proposal Approved", "Proposal Sent", "Proposal Answered"]
	assert mails.find("Our proposal", to=users.a1) and mails.find("Accepted", to=users.om)
	assert f"/salesflow/proposals/{doc.name}" in mails.find("Our proposal")[0].text


def get_order(proposal) -> str | None:
	return frappe.db.get_value("Sales Order Item", {"prevdoc_docname": proposal.quotation}, "parent")


COMPLETE_WITHOUT = [
	({"taxes_and_charges": None}, "Tax Template"),
	({"valid_till": "2020-01-01"}, "Valid Until"),
	({"contact_email": "a@b.example, c@d.example"}, "Client E-Mail"),
	({"payment_plan": []}, "Payment Plan"),
	({"payment_plan": factories.get_plan(33.33, 33.33, 33.33)}, "99.99 %"),
	({"payment_plan": factories.get_plan(50, 51)}, "Payment Plan"),
	({"payment_plan": factories.get_plan(100, planned_date="2020-01-01")}, "in the past"),
	({"payment_plan": [{"milestone_name": "All", "amount": 9999.99, "trigger": "Manual"}]}, "9,999.99"),
	({"payment_plan": [{"milestone_name": "All", "percentage": 100, "trigger": "On Date"}]}, "Planned Date"),
	({"sections": [{"heading": "Empty", "body": "<p> &nbsp;<br></p>"}]}, "sections are empty"),
]


@pytest.mark.parametrize(("change", "words"), COMPLETE_WITHOUT)
def test_incomplete_proposal_is_not_approved(users, change, words):
	doc = proposals.make_draft(users)
	with deals.as_user(users.am):
		doc.update(change)
		doc.save()
	doc = proposals.review(users, doc)
	sentence = refuse(proposals.approve, users, doc)
	assert words in sentence and doc.name in sentence
	assert get_state(doc) == (0, "In Review") and not reload(doc).quotation


def test_customer_without_e_mail_is_named_at_the_review(users):
	customer = factories.make_customer(contact=None)
	doc = proposals.review(users, proposals.make_draft(users, customer=customer.name, contact_email=None))
	assert "Client E-Mail" in refuse(proposals.approve, users, doc)


def test_everything_missing_is_named_at_once(users):
	doc = proposals.make_draft(users, taxes_and_charges=None, payment_plan=[], valid_till="2020-01-01")
	sentence = refuse(proposals.approve, users, proposals.review(users, doc))
	assert all(words in sentence for words in ("Tax Template", "Payment Plan", "Valid Until"))


def test_offer_without_items_is_not_approved(users):
	doc = proposals.review(users, proposals.make_draft(users, items=[]))
	assert "Price Offer" in refuse(proposals.approve, users, doc)


def test_tax_template_of_another_company_is_refused(users):
	doc = proposals.make_draft(users)
	other = frappe.get_doc(
		{
			"doctype": "Company",
			"company_name": factories.get_unique("Other"),
			"default_currency": "EUR",
			"country": "Germany",
		}
	).insert()
	doc.reload()
	template = factories.make_tax_template(7, company=other.name)
	with deals.as_user(users.am):
		doc.taxes_and_charges = template.name
		doc.save()
	assert "belongs to" in refuse(proposals.approve, users, proposals.review(users, doc))


def test_own_user_is_no_client(users):
	doc = proposals.review(users, proposals.make_draft(users, contact_email=users.sm))
	assert "own users" in refuse(proposals.approve, users, doc)


def test_margin_below_the_floor_is_refused(users, settings):
	settings(margin_floor=60.001)
	doc = proposals.review(users, proposals.make_draft(users))
	assert "60.00" in refuse(proposals.approve, users, doc)
	settings(margin_floor=60)
	assert proposals.approve(users, doc).workflow_state == "Approved"


def test_option_that_spoils_the_margin_is_refused(users, settings):
	settings(margin_floor=50)
	rows = [proposals.get_row(1000, 400), proposals.get_row(1000, 900, is_optional=1)]
	doc = proposals.review(users, proposals.make_draft(users, items=rows))
	assert "35.00" in refuse(proposals.approve, users, doc)


@pytest.fixture
def double(users):
	"""The Account Manager is Operations Manager, too."""
	frappe.get_doc("User", users.am).add_roles("Operations Manager")
	frappe.clear_cache(user=users.am)
	yield users.am
	frappe.clear_cache(user=users.am)


def test_owner_cannot_approve(users, double):
	doc = proposals.review(users, proposals.make_draft(users))
	with deals.as_user(double):
		refuse(deals.do, doc, "Approve", match="Self approval")
		doc = reload(doc)
		doc.workflow_state = "Approved"
		assert "another person" in refuse(doc.save)
		doc = reload(doc)
		doc.update({"workflow_state": "Approved", "owner": users.su})
		assert "another person" in refuse(doc.save)
	assert frappe.db.get_value("Work Proposal", doc.name, "owner") == double


@pytest.mark.parametrize("short", ["am", "su", "sm", "sa", "ap", "ac", "sys"])
def test_only_the_operations_manager_approves(users, short):
	doc = proposals.review(users, proposals.make_draft(users))
	with deals.as_user(getattr(users, short)):
		doc.workflow_state = "Approved"
		refuse(doc.save)
	assert get_state(doc) == (0, "In Review")


@pytest.fixture
def second_approver(users):
	"""The Sales Manager can approve, too."""
	frappe.get_doc("User", users.sm).add_roles("Operations Manager")
	frappe.clear_cache(user=users.sm)
	yield users.sm
	frappe.clear_cache(user=users.sm)


def test_first_matching_rule_names_the_approver(users, settings, second_approver):
	settings(
		approval_rules=[
			{"document": "Work Proposal", "amount_from": 10000.01, "approver": users.sm},
			{"document": "Work Proposal", "discount_from": 20, "approver": users.sm},
			{"document": "Work Proposal", "margin_below": 50, "approver": users.sm},
			{"document": "Work Proposal", "approver_role": "Operations Manager"},
		]
	)
	assert proposals.make_approved(users).workflow_state == "Approved"
	for row, words in (
		(proposals.get_row(10000.01), "row 1"),
		(proposals.get_row(1000, discount_percentage=20), "row 2"),
		(proposals.get_row(1000, 501), "row 3"),
	):
		doc = proposals.review(users, proposals.make_draft(users, items=[row]))
		assert words in refuse(proposals.approve, users, doc)


def test_amount_of_a_rule_is_in_the_companys_currency_and_counts_the_options(
	users, settings, second_approver
):
	settings(approval_rules=[{"document": "Work Proposal", "amount_from": 30000, "approver": users.sm}])
	rows = [proposals.get_row(10000), proposals.get_row(5000, is_optional=1)]
	doc = proposals.make_draft(users, items=rows, currency="USD", conversion_rate=2.1)
	assert doc.conversion_rate == 2.1
	assert "row 1" in refuse(proposals.approve, users, proposals.review(users, doc))


def test_reviewer_is_asked_once_and_told_nothing_of_the_margin(users, mails):
	doc = proposals.review(users, proposals.make_draft(users, items=[proposals.get_row(10000, CANARY)]))
	(mail,) = mails.find("Please review", to=users.om)
	assert not SHOWN.search(mail.text) and str(doc.margin_percentage) not in mail.text
	assert (
		frappe.db.count("ToDo", {"reference_name": doc.name, "allocated_to": users.om, "status": "Open"}) == 1
	)


def test_sending_back_needs_a_reason_and_tells_it(users, mails):
	doc = proposals.review(users, proposals.make_draft(users))
	with deals.as_user(users.om):
		refuse(deals.do, doc, "Send Back", match="Reason")
		doc = reload(doc)
		doc.reason = "The <b>rates</b> are old {{ 7*7919191 }}"
		doc.save()
		doc = deals.do(doc, "Send Back")
	assert doc.workflow_state == "Draft"
	(mail,) = mails.find("Sent back", to=users.am)
	assert "{{ 7" in mail.text and "55434337" not in mail.text


def test_only_the_approver_changes_what_lies_in_review(users):
	doc = proposals.review(users, proposals.make_draft(users))
	for short, is_allowed in (("am", False), ("sm", False), ("om", True)):
		doc = reload(doc)
		doc.title = f"Title of {short}"
		with deals.as_user(getattr(users, short)):
			doc.save() if is_allowed else refuse(doc.save, match="in review")
	assert reload(doc).title == "Title of om"


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
	doc = proposals.make_approved(users)
	for short in ("om", "am"):
		doc = reload(doc)
		change(doc)
		with deals.as_user(getattr(users, short)):
			assert "Revise it first" in refuse(doc.save)


@pytest.mark.parametrize("change", CHANGES)
def test_content_does_not_change_on_the_way_out(users, change):
	doc = proposals.make_approved(users)
	change(doc)
	doc.workflow_state = "Sent"
	with deals.as_user(users.am):
		refuse(doc.submit)
	assert get_state(doc) == (0, "Approved")


@pytest.mark.parametrize("change", CHANGES)
def test_sent_content_does_not_change(users, change):
	doc = proposals.make_sent(users)
	before = reload(doc).get_input()
	change(doc)
	with deals.as_user(users.om):
		refuse(doc.save)
	assert reload(doc).get_input() == before


@pytest.mark.parametrize("change", CHANGES)
def test_content_does_not_change_when_it_is_superseded(users, change):
	doc = proposals.make_sent(users)
	change(doc)
	doc.workflow_state = "Superseded"
	with deals.as_user(users.am):
		refuse(doc.cancel)
	assert get_state(doc) == (1, "Sent")


def test_computed_fields_of_an_approved_proposal_do_not_change_either(users):
	doc = proposals.make_approved(users)
	with deals.as_user(users.am):
		doc.update({"total_one_time": 1, "customer_name": "Other"})
		doc.items[0].amount = doc.items[0].net_rate = 1
		doc.save()
	doc = reload(doc)
	assert (doc.total_one_time, doc.items[0].amount, doc.items[0].net_rate) == (10000, 10000, 10000)
	assert doc.customer_name != "Other"


def test_revising_voids_the_approval_and_the_same_quotation_is_kept_in_step(users):
	doc = proposals.make_approved(users)
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


# The Quotation


def test_quotation_carries_tax_discount_and_options_as_alternatives(users):
	rows = [
		proposals.get_row(100, is_optional=1),
		proposals.get_row(99.99, qty=3, discount_percentage=33.333),
		proposals.get_row(10, billing="Monthly"),
	]
	doc = proposals.make_approved(users, items=rows)
	quotation = frappe.get_doc("Quotation", doc.quotation)
	assert [(row.rate, row.amount, row.is_alternative) for row in quotation.items] == [
		(66.66, 199.98, 0),
		(100, 100, 1),
	]
	assert (quotation.net_total, quotation.grand_total) == (199.98, 237.98)
	assert quotation.items[0].discount_percentage == 33.333 and quotation.items[0].price_list_rate == 99.99


@pytest.mark.parametrize(
	("qty", "rate"), [(2.5, 10.01), (0.5, 10.03), (3, 33.33), (7.125, 19.99), (1000, 0.01)]
)
def test_quotation_comes_to_the_proposals_total(users, qty, rate):
	item = factories.make_item(stock_uom="Hour").name
	doc = proposals.make_approved(users, items=[proposals.get_row(rate, qty=qty, uom="Hour", item_code=item)])
	assert frappe.db.get_value("Quotation", doc.quotation, "total") == doc.total_one_time


def test_retainer_alone_has_a_quotation_of_one_month(users):
	rows = [proposals.get_row(1500, billing="Monthly")]
	doc = proposals.make_accepted(
		users, variant="Retainer only", items=rows, payment_plan=factories.get_plan(100)
	)
	assert frappe.db.get_value("Quotation", doc.quotation, "net_total") == 1500
	assert frappe.db.get_value("Sales Order", get_order(doc), "net_total") == 1500


@pytest.mark.parametrize(
	"change",
	[
		lambda doc: doc.items[0].update({"rate": 1}),
		lambda doc: doc.items[0].update({"qty": 2}),
		lambda doc: doc.update({"valid_till": add_days(today(), 300)}),
		lambda doc: doc.update({"salesflow_work_proposal": None}),
		lambda doc: doc.update({"additional_discount_percentage": 50, "apply_discount_on": "Net Total"}),
	],
)
def test_quotation_is_not_changed_beside_its_proposal(users, change):
	doc = proposals.make_approved(users)
	quotation = frappe.get_doc("Quotation", doc.quotation)
	change(quotation)
	with deals.as_user(users.sm):
		refuse(quotation.save)


def test_quotation_of_a_proposal_is_submitted_by_sending_alone(users):
	doc = proposals.make_approved(users)
	with deals.as_user(users.sm):
		assert "is sent to the client" in refuse(frappe.get_doc("Quotation", doc.quotation).submit)


def test_quotation_cannot_claim_a_proposal(users):
	doc = proposals.make_sent(users)
	refuse(
		factories.make_quotation, users.customer_a, salesflow_work_proposal=doc.name, match="Work Proposal"
	)


def test_quotation_of_a_sent_proposal_is_not_cancelled_alone(users):
	doc = proposals.make_sent(users)
	with deals.as_user(users.sm):
		refuse(frappe.get_doc("Quotation", doc.quotation).cancel)
	assert frappe.db.get_value("Quotation", doc.quotation, "docstatus") == 1


def test_quotation_without_a_proposal_is_left_alone(users):
	quotation = factories.make_quotation(users.customer_a)
	quotation.items[0].rate = 5
	quotation.save()
	quotation.submit()
	assert quotation.docstatus == 1


def test_what_erpnext_refuses_is_told_with_the_proposals_name(users):
	rows = [proposals.get_row(10, qty=1.5, uom="Hour")]  # the item is counted in whole Nos
	doc = proposals.review(users, proposals.make_draft(users, items=rows))
	sentence = refuse(proposals.approve, users, doc)
	assert doc.name in sentence and "cannot be a fraction" in sentence
	assert get_state(doc) == (0, "In Review")


# A lead


def test_lead_becomes_a_customer_once_and_the_proposal_follows(users):
	lead = factories.make_lead()
	doc = proposals.make_sent(users, lead=lead.name, contact_email=lead.email_id)
	customer = frappe.db.get_value("Customer", {"lead_name": lead.name})
	assert (doc.proposal_to, doc.party_name) == ("Customer", customer)
	second = proposals.make_sent(users, lead=lead.name, contact_email=lead.email_id)
	assert second.party_name == customer and frappe.db.count("Customer", {"lead_name": lead.name}) == 1
	assert proposals.accept(users, doc, user=lead.email_id)["state"] == "Accepted"
	assert frappe.db.get_value("Sales Order", get_order(doc), "customer") == customer


def test_contact_is_invited_to_the_portal(users):
	email = f"{frappe.generate_hash(length=8)}@client.example"
	customer = factories.make_customer(contact=email)
	proposals.make_sent(users, customer=customer.name, contact_email=email)
	assert frappe.db.get_value("User", email, ["user_type", "enabled"]) == ("Website User", 1)
	assert "Customer" in frappe.get_roles(email)
	assert frappe.db.exists("Portal User", {"parent": customer.name, "user": email})
	assert frappe.db.get_value("Contact", customer.customer_primary_contact, "user") == email


@pytest.mark.parametrize("party", ["Prospect", "Supplier", "Employee"])
def test_other_parties_are_refused(users, party):
	with deals.as_user(users.am):
		doc = frappe.get_doc(
			{"doctype": "Work Proposal", "title": "x", "proposal_to": party, "party_name": "x"}
		)
		refuse(doc.insert)


# Gates: every way in


STATES = ("In Review", "Approved", "Sent", "Viewed", "Accepted", "Declined", "Superseded")


@pytest.mark.parametrize("state", STATES)
def test_new_proposal_starts_as_draft(users, state):
	draft = proposals.make_draft(users)
	values = {**frappe.copy_doc(draft).as_dict(), "workflow_state": state, "docstatus": 0}
	with deals.as_user(users.om):
		refuse(frappe.get_doc(values).insert)
		refuse(frappe.get_doc({**values, "docstatus": 1}).insert)


@pytest.mark.parametrize("state", STATES)
def test_import_starts_as_draft(users, state):
	values = {**frappe.copy_doc(proposals.make_draft(users)).as_dict(), "workflow_state": state}
	frappe.flags.in_import = True
	try:
		with deals.as_user(users.om):
			refuse(frappe.get_doc(values).insert)
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
	assert "records must stay" in refuse(frappe.delete_doc, "Work Proposal", reviewed.name)
	refuse(frappe.delete_doc, "Work Proposal", doc.name)
	assert "records must stay" in refuse(frappe.rename_doc, "Work Proposal", doc.name, "WP-X", force=True)
	doc = supersede(users, doc)
	assert "records must stay" in refuse(frappe.delete_doc, "Work Proposal", doc.name)


def test_sending_twice_sends_one_mail_and_one_quotation(users, mails):
	doc = proposals.make_sent(users)
	with deals.as_user(users.am):
		refuse(deals.do, doc, "Send to Client")
	assert len(mails.find("Our proposal", to=users.a1)) == 1
	assert frappe.db.count("Quotation", {"salesflow_work_proposal": doc.name}) == 1


def test_expired_offer_is_not_sent(users):
	doc = proposals.make_approved(users)
	frappe.db.set_value("Work Proposal", doc.name, "valid_till", add_days(today(), -1))
	sentence = refuse(proposals.send, users, reload(doc))
	assert "Valid Until" in sentence and get_state(doc) == (0, "Approved")


def test_content_changed_behind_the_approval_is_not_sent(users):
	doc = proposals.make_approved(users)
	frappe.db.set_value("Work Proposal Item", doc.items[0].name, "rate", 1)
	assert "not what was approved" in refuse(proposals.send, users, reload(doc))


# New versions


def supersede(users, doc):
	with deals.as_user(users.am):
		return deals.do(doc, "Supersede")


def amend(users, doc):
	"""What the desk's Amend sends: every field of the old document, those too that are not copied otherwise."""
	with deals.as_user(users.am):
		copy = frappe.copy_doc(doc)
		copy.update({"amended_from": doc.name, "docstatus": 0})
		return copy.insert()


def test_new_version_supersedes_the_old_one_its_quotation_and_its_link(users, mails):
	old = proposals.make_sent(users)
	refused = refuse(amend, users, old)
	assert "not cancelled" in refused
	old = supersede(users, old)
	new = amend(users, old)
	assert (old.docstatus, old.workflow_state, new.version, new.workflow_state) == (
		2,
		"Superseded",
		2,
		"Draft",
	)
	assert frappe.db.get_value("Quotation", old.quotation, "docstatus") == 2
	assert not new.quotation and not new.content_hash and not new.sent_on
	assert "does not wait for an answer" in refuse(proposals.accept, users, old)
	new = proposals.send(users, proposals.approve(users, proposals.review(users, new)))
	assert new.quotation != old.quotation
	assert len(mails.find("Our proposal", to=users.a1)) == 2
	assert proposals.accept(users, new)["state"] == "Accepted"


def test_one_old_version_is_replaced_once(users):
	old = supersede(users, proposals.make_sent(users))
	amend(users, old)
	refuse(amend, users, old)


def test_accepted_proposal_is_not_superseded(users):
	doc = proposals.make_accepted(users)
	for short in ("am", "om", "sys"):
		with deals.as_user(getattr(users, short)):
			refuse(deals.do, reload(doc), "Supersede")
			changed = reload(doc)
			changed.workflow_state = "Superseded"
			refuse(changed.cancel)
	assert get_state(doc) == (1, "Accepted")


def test_offer_with_an_order_is_not_superseded(users):
	doc = proposals.make_sent(users)
	from erpnext.selling.doctype.quotation.quotation import make_sales_order

	order = make_sales_order(doc.quotation)
	order.delivery_date = add_days(today(), 9)
	order.insert()
	order.flags.ignore_permissions = True
	frappe.db.set_value("Sales Order", order.name, "docstatus", 1)
	frappe.db.set_value("Sales Order Item", {"parent": order.name}, "docstatus", 1)
	with deals.as_user(users.am):
		refuse(deals.do, doc, "Supersede")
	assert get_state(doc) == (1, "Sent")


def test_refreshing_takes_the_newer_master_into_drafts_alone(users):
	from salesflow_app.masters import refresh

	draft, approved = proposals.make_draft(users), proposals.make_approved(users)
	draft.append("sections", {"heading": "Our own", "body": "<p>Stays</p>"})
	draft.save()
	factories.make_master_document(
		"Work Proposal", sections=[{"heading": "New", "body": "<p>For {{ doc.customer_name }}</p>"}]
	)
	assert frappe.db.get_value("Work Proposal", draft.name, "refresh_needed") == 1
	with deals.as_user(users.am):
		refresh("Work Proposal", draft.name)
		refuse(refresh, "Work Proposal", approved.name, match="Revise it first")
	draft = reload(draft)
	assert [row.heading for row in draft.sections] == ["New", "Our own"]
	assert not draft.refresh_needed


# The client's answer


def test_second_click_gets_the_same_receipt(users, mails):
	doc = proposals.make_sent(users)
	first, second = proposals.accept(users, doc), proposals.accept(users, doc)
	assert first == second and first["receipt"]
	assert frappe.db.count("Evidence Entry", {"reference_name": doc.name, "event": "accepted"}) == 1
	assert len(frappe.get_all("Sales Order Item", {"prevdoc_docname": doc.quotation}, pluck="name")) == 1
	assert len(mails.find("Accepted", to=users.am)) == 1


def test_selected_options_become_part_of_the_order(users):
	rows = [
		proposals.get_row(1000),
		proposals.get_row(200, is_optional=1),
		proposals.get_row(30, is_optional=1),
		proposals.get_row(4, billing="Monthly", is_optional=1),
	]
	doc = proposals.make_sent(users, items=rows)
	chosen = [row.name for row in doc.items if row.amount in (200, 4)]
	proposals.accept(users, doc, selected=json.dumps(chosen))
	doc = reload(doc)
	assert [row.is_selected for row in doc.items] == [0, 1, 0, 1]
	assert (doc.total_one_time, doc.total_monthly, doc.total_optional) == (1200, 4, 30)
	order = frappe.get_doc("Sales Order", get_order(doc))
	assert [row.amount for row in order.items] == [1000, 200] and order.grand_total == 1428
	assert sum(row.payment_amount for row in order.payment_schedule) == 1428
	words = frappe.db.get_value("Evidence Entry", {"reference_name": doc.name, "event": "accepted"}, "words")
	assert "200" in words and "30.0" not in words


@pytest.mark.parametrize(
	"selected", ["x", "{}", '["nope"]', "[1]", "[null]", '[["a"]]', "[" * 200_000, "null"]
)
def test_selection_that_is_none_changes_nothing(users, selected):
	doc = proposals.make_sent(users)
	assert "Options" in refuse(proposals.accept, users, doc, selected=selected)
	assert get_state(doc) == (1, "Sent")


def test_row_that_is_not_optional_is_no_option(users):
	doc = proposals.make_sent(users)
	refuse(proposals.accept, users, doc, selected=json.dumps([doc.items[0].name]), match="Options")


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"full_name": ""}, "Full name"),
		({"full_name": "A" * 10_000}, "Full name"),
		({"full_name": "Alma\u202eApprover"}, "Full name"),
		({"authority": 0}, "Authority"),
		({"consent": 0}, "Consent"),
		({"content_hash": ""}, "changed"),
		({"content_hash": "0" * 64}, "changed"),
	],
)
def test_incomplete_acceptance_changes_nothing(users, values, words):
	doc = proposals.make_sent(users)
	assert words in refuse(proposals.accept, users, doc, **values)
	assert get_state(doc) == (1, "Sent") and not get_order(doc)


def test_colleague_and_stranger_cannot_accept(users):
	doc = proposals.make_sent(users)
	with pytest.raises(frappe.PermissionError):
		proposals.accept(users, doc, user=users.a2)
	for user in (users.b1, users.am, "Guest"):
		with pytest.raises(frappe.DoesNotExistError):
			proposals.accept(users, doc, user=user)
	assert get_state(doc) == (1, "Sent")


def test_offer_that_ran_out_while_the_page_was_open_is_not_accepted(users):
	doc = proposals.make_sent(users)
	frappe.db.set_value("Work Proposal", doc.name, "valid_till", add_days(today(), -1))
	assert "was valid until" in refuse(proposals.accept, users, doc)


def test_price_changed_behind_the_clients_back_is_not_accepted(users):
	doc = proposals.make_sent(users)
	frappe.db.set_value("Work Proposal Item", doc.items[0].name, "rate", 1)
	assert "not what was sent" in refuse(proposals.accept, users, doc)


@pytest.mark.bench_only("renaming a document")
def test_renamed_customer_can_still_accept(users):
	email = f"{frappe.generate_hash(length=8)}@client.example"
	customer = factories.make_customer(contact=email)
	doc = proposals.make_sent(users, customer=customer.name, contact_email=email)
	frappe.rename_doc("Customer", customer.name, factories.get_unique("Renamed"))
	assert proposals.accept(users, doc, user=email)["state"] == "Accepted"


def test_acceptance_requests_a_sow_where_the_rules_need_one(users, settings, mails):
	settings(sow_rules=[{"amount_from": 10000, "sow_needed": 1}])
	doc = proposals.make_accepted(users)
	sow = frappe.get_doc("SOW", {"work_proposal": doc.name})
	assert (sow.workflow_state, sow.docstatus, sow.total, sow.customer) == (
		"Requested",
		0,
		10000,
		users.customer_a,
	)
	assert [row.amount for row in sow.milestones] == [4000, 6000]
	assert frappe.db.exists("ToDo", {"reference_name": sow.name, "allocated_to": users.sa, "status": "Open"})
	assert not get_order(doc)
	assert sow.name in mails.find("Accepted", to=users.am)[0].text


def test_retainer_alone_brings_its_month_into_the_sow(users, settings):
	settings(sow_rules=[{"amount_from": 1, "sow_needed": 1}])
	rows = [proposals.get_row(1500, billing="Monthly")]
	plan = factories.get_plan(100)
	doc = proposals.make_accepted(users, variant="Retainer only", items=rows, payment_plan=plan)
	assert frappe.db.get_value("SOW", {"work_proposal": doc.name}, "total") == 1500


def test_discovery_and_opportunity_can_ask_for_the_sow(users):
	discovery = factories.make_discovery()
	frappe.db.set_value("Discovery", discovery.name, "sow_needed", 1)
	doc = proposals.make_accepted(users, discovery=discovery.name)
	assert frappe.db.exists("SOW", {"work_proposal": doc.name}) and not get_order(doc)


def test_monthly_part_is_handed_to_operations(users):
	rows = [proposals.get_row(1000), proposals.get_row(200, billing="Monthly")]
	doc = proposals.make_accepted(users, variant="Project and Retainer", items=rows)
	tasks_of_om = frappe.get_all(
		"ToDo", {"reference_name": doc.name, "allocated_to": users.om}, pluck="description"
	)
	assert any("monthly invoice" in text for text in tasks_of_om)
	assert frappe.db.get_value("Sales Order", get_order(doc), "net_total") == 1000


def test_acceptance_and_its_order_are_one_transaction(users, monkeypatch):
	doc = proposals.make_sent(users)
	frappe.db.savepoint("before_acceptance")

	def fail(_quotation):
		frappe.throw("no order today")

	monkeypatch.setattr("salesflow_app.portal.accept_proposal.make_sales_order", fail)
	assert "no order today" not in refuse(proposals.accept, users, doc, match="nothing has changed")
	frappe.db.rollback(save_point="before_acceptance")
	assert get_state(doc) == (1, "Sent")
	assert not frappe.db.exists("Evidence Entry", {"reference_name": doc.name, "event": "accepted"})


@pytest.mark.bench_only("processes that meet at the same rows")
@pytest.mark.parametrize("isolation", [False, True])
def test_many_clicks_at_once_are_one_acceptance(users, committed, isolation):
	doc = proposals.make_sent(users)
	frappe.db.commit()
	arguments = {
		"name": doc.name,
		"content_hash": doc.content_hash,
		"full_name": "Alma Approver",
		"authority": 1,
		"consent": 1,
		"user": users.a1,
	}
	outcomes = run_together(
		"salesflow_app.portal.accept_proposal.accept", [arguments] * 6, snapshot_isolation=isolation
	)
	assert all(outcome.ok for outcome in outcomes), [outcome.message for outcome in outcomes]
	assert len({outcome.result["receipt"] for outcome in outcomes}) == 1
	frappe.db.rollback()
	assert frappe.db.count("Evidence Entry", {"reference_name": doc.name, "event": "accepted"}) == 1
	assert frappe.db.count("Sales Order Item", {"prevdoc_docname": doc.quotation}) == 1


# Expiry


def test_unanswered_proposal_expires_once(users):
	doc, other = proposals.make_sent(users), proposals.make_sent(users)
	frappe.db.set_value("Work Proposal", doc.name, "valid_till", add_days(today(), -1))
	tasks.expire_proposals()
	tasks.expire_proposals()
	assert get_state(doc) == (1, "Expired") and get_state(other) == (1, "Sent")
	assert frappe.db.count("Evidence Entry", {"reference_name": doc.name, "event": "expired"}) == 1
	assert supersede(users, reload(doc)).docstatus == 2


def test_last_day_of_an_offer_still_counts(users):
	doc = proposals.make_sent(users, valid_till=today())
	tasks.expire_proposals()
	assert proposals.accept(users, doc)["state"] == "Accepted"


# Bad input


@pytest.mark.parametrize(
	("row", "words"),
	[
		({"rate": 10.001}, "Rate"),
		({"rate": float("nan")}, "Rate"),
		({"rate": float("inf")}, "Rate"),
		({"rate": 1e309}, "Rate"),
		({"rate": -5}, "Rate"),
		({"rate": "12,5"}, "Rate"),
		({"rate": "free"}, "Rate"),
		({"qty": 1.23456}, "Quantity"),
		({"qty": float("nan")}, "Quantity"),
		({"qty": -1}, "Quantity"),
		({"discount_percentage": 101}, "Discount"),
		({"discount_percentage": "NaN"}, "Discount"),
		({"cost_rate": float("nan")}, "Cost"),
		({"cost_rate": "x"}, "Cost"),
		({"billing": "Yearly"}, "Billing"),
	],
)
def test_bad_number_is_named_with_its_row(users, row, words):
	doc = proposals.make_draft(users)
	doc.items[0].update(row)
	with deals.as_user(users.am):
		sentence = refuse(doc.save)
	assert words in sentence and "ow 1" in sentence.replace("#1", "ow 1")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -5, 100.5, "12,5", "x"])
def test_bad_share_of_the_plan_is_refused(users, value):
	doc = proposals.make_draft(users)
	doc.payment_plan[1].percentage = value
	with deals.as_user(users.am):
		assert "row 2" in refuse(doc.save)


@pytest.mark.parametrize("value", [float("nan"), -5, 10.001, 1e309, "x"])
def test_bad_amount_of_the_plan_is_refused(users, value):
	doc = proposals.make_draft(users)
	doc.payment_plan[0].update({"percentage": 0, "amount": value})
	with deals.as_user(users.am):
		assert "row 1, Amount" in refuse(doc.save)


@pytest.mark.parametrize("rate", [float("nan"), -1, "x", 1e300])
def test_bad_exchange_rate_is_refused(users, rate):
	doc = proposals.make_draft(users)
	doc.update({"currency": "USD", "conversion_rate": rate})
	with deals.as_user(users.am):
		refuse(doc.save)


def test_foreign_currency_without_a_rate_is_not_approved(users):
	doc = proposals.make_draft(users, currency="USD", conversion_rate=1.1)
	with deals.as_user(users.am):
		doc.conversion_rate = 0
		doc.save()
	assert "Exchange Rate" in refuse(proposals.approve, users, proposals.review(users, doc))


@pytest.mark.parametrize(
	"values",
	[
		{"title": "x" * 10_000},
		{"party_name": "x" * 10_000},
		{"valid_till": "0000-00-00x"},
		{"valid_till": "soon"},
	],
)
def test_endless_name_and_impossible_date_are_refused(users, values):
	doc = proposals.make_draft(users)
	doc.update(values)
	with deals.as_user(users.am):
		refuse(doc.save)


HOSTILE = '<img src=x onerror="alert(1)">{{ 7*7 }}{% raise %}<script>alert(2)</script>'


@pytest.mark.parametrize(
	"text", [HOSTILE, json.dumps(HOSTILE), "{{ frappe.db.get_value('User','Administrator','email') }}"]
)
def test_html_and_jinja_in_text_stay_text(users, mails, text):
	doc = proposals.make_draft(users, title=text)
	with deals.as_user(users.am):
		doc.items[0].description = text
		doc.payment_plan[0].update({"milestone_name": text[:140], "deliverables": text})
		doc.append("sections", {"heading": "Own", "body": text})
		doc.append("sections", {"heading": "Own 2", "body": f"<p>{text}</p>"})
		doc.save()
	doc = proposals.send(users, proposals.approve(users, proposals.review(users, doc)))
	stored = reload(doc).as_json()
	assert "onerror=" not in stored and "<script" not in stored
	assert "49" not in doc.title and "{{" in doc.title
	for mail in mails.all:
		assert "<script" not in mail.html and 'onerror="alert' not in mail.html
		assert "Administrator@" not in mail.text and "admin@example.com" not in mail.text
	assert proposals.accept(users, doc)["state"] == "Accepted"


# What only staff of the level may see


def test_cost_and_margin_are_not_in_what_others_read(users):
	doc = proposals.make_draft(users, items=[proposals.get_row(10000, CANARY)])
	with deals.as_user(users.am):
		doc.items[0].cost_rate = CANARY + 1
		doc.items[0].qty = 2
		doc.append("items", proposals.get_row(item_code=doc.items[0].item_code, rate=10, cost_rate=CANARY))
		doc.save(ignore_version=False)
		doc.set("items", doc.items[:1])
		doc.save(ignore_version=False)
	versions = frappe.get_all("Version", {"docname": doc.name}, pluck="data")
	assert versions and not any(SHOWN.search(data) or "cost_rate" in data for data in versions)
	assert any("qty" in data for data in versions)
	with deals.as_user(users.su):
		read = frappe.client.get("Work Proposal", doc.name)
		assert not read.get("margin_percentage") and not read["items"][0].get("cost_rate")
		listed = frappe.get_list("Work Proposal", filters={"name": doc.name}, fields=["*"])
		assert not listed[0].get("total_cost")
		rows = frappe.get_list(
			"Work Proposal Item",
			filters={"parent": doc.name},
			fields=["name", "cost_rate"],
			parent_doctype="Work Proposal",
		)
		assert not any(row.get("cost_rate") for row in rows)


def test_internal_fields_are_those_above_level_0(users):
	assert get_internal(frappe.get_meta("Work Proposal")) == {"total_cost", "margin_percentage"}
	assert get_internal(frappe.get_meta("Work Proposal Item")) == {"cost_rate"}


def test_cost_is_in_no_mail_print_or_quotation(users, mails):
	doc = proposals.make_accepted(users, items=[proposals.get_row(10000, CANARY)])
	text = "".join(mail.text + mail.html for mail in mails.all)
	text += frappe.get_doc("Quotation", doc.quotation).as_json()
	text += frappe.get_doc("Sales Order", get_order(doc)).as_json()
	text += frappe.get_print("Work Proposal", doc.name)
	margin = re.escape(str(doc.margin_percentage))
	assert not SHOWN.search(text) and not re.search(rf"(?<![\d:]){margin}(?!\d)", text)


def test_rows_of_the_order_are_the_accepted_ones(users):
	doc = proposals.make_draft(
		users, items=[proposals.get_row(1, is_optional=1), proposals.get_row(2), proposals.get_row(3)]
	)
	assert [row.rate for row in get_rows(doc)] == [2, 3, 1]
	assert flt(doc.total_one_time) == 5


def test_mail_carries_the_pdf_and_goes_without_one_where_no_print_is_made(users, mails, smtp, monkeypatch):
	def fail(_doc):
		raise OSError("no printer today")

	for render, names in ((fail, []), (lambda doc: b"%PDF-1.4", ["{0}.pdf"])):
		monkeypatch.setattr("salesflow_app.proposal_print.render_pdf", render)
		doc = proposals.make_sent(users)
		(mail,) = [mail for mail in smtp.flush() if mail.recipients == [users.a1]]
		found = [part.get_filename() for part in mail.message.iter_attachments()]
		assert found == [name.format(doc.name) for name in names]


def test_copy_of_a_sent_proposal_is_a_draft_of_its_own(users):
	doc = proposals.make_sent(users)
	with deals.as_user(users.am):
		copy = frappe.copy_doc(doc, ignore_no_copy=False).insert()
	assert (copy.workflow_state, copy.docstatus, copy.version) == ("Draft", 0, 1)
	assert not copy.quotation and not copy.content_hash and not copy.approved_by and not copy.sent_on


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
