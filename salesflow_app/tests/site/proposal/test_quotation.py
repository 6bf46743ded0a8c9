"""The Quotation of a Work Proposal follows it, and the Customer of a lead."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.tests.site.proposal.helpers import get_order, get_state
from salesflow_app.tests.site.refusals import refuse

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
	assert not get_order(doc) and frappe.db.exists("SOW", {"work_proposal": doc.name})


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
	doc = given.get("approved_proposal")
	quotation = frappe.get_doc("Quotation", doc.quotation)
	change(quotation)
	with deals.as_user(users.sm):
		refuse(quotation.save, words="Work Proposal")


def test_quotation_of_a_proposal_is_submitted_by_sending_alone(users):
	doc = given.get("approved_proposal")
	with deals.as_user(users.sm):
		refuse(frappe.get_doc("Quotation", doc.quotation).submit, words="is sent to the client")


def test_quotation_cannot_claim_a_proposal(users):
	doc = given.get("sent_proposal")
	refuse(
		factories.make_quotation, users.customer_a, salesflow_work_proposal=doc.name, words="Work Proposal"
	)


def test_quotation_of_a_sent_proposal_is_not_cancelled_alone(users):
	doc = given.get("sent_proposal")
	with deals.as_user(users.sm):
		refuse(frappe.get_doc("Quotation", doc.quotation).cancel, words=doc.name)
	assert frappe.db.get_value("Quotation", doc.quotation, "docstatus") == 1


def test_quotation_without_a_proposal_is_left_alone(users):
	quotation = factories.make_quotation(users.customer_a)
	quotation.items[0].rate = 5
	quotation.save()
	quotation.submit()
	assert quotation.docstatus == 1


@pytest.mark.bench_only("units of measure with factors of the site's own")
def test_what_erpnext_refuses_is_told_with_the_proposals_name(users):
	rows = [proposals.get_row(10, qty=1.5, uom="Hour")]  # the item is counted in whole Nos
	doc = proposals.review(users, proposals.make_draft(users, items=rows))
	sentence = refuse(proposals.approve, users, doc, words=doc.name)
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
	name = frappe.db.get_value("Contact", customer.customer_primary_contact, "full_name")
	proposals.make_sent(users, customer=customer.name, contact_email=email)
	assert frappe.db.get_value("User", email, ["user_type", "enabled"]) == ("Website User", 1)
	assert frappe.db.get_value("User", email, "full_name") == name
	assert frappe.db.get_value("Contact", customer.customer_primary_contact, "full_name") == name
	assert "Customer" in frappe.get_roles(email)
	assert frappe.db.exists("Portal User", {"parent": customer.name, "user": email})
	assert frappe.db.get_value("Contact", customer.customer_primary_contact, "user") == email


@pytest.mark.parametrize(("party", "short"), [("User", "su"), ("Company", "company")])
def test_other_parties_are_refused(users, party, short):
	with deals.as_user(users.am):
		doc = frappe.get_doc(
			{
				"doctype": "Work Proposal",
				"title": "x",
				"proposal_to": party,
				"party_name": getattr(users, short),
			}
		)
		refuse(doc.insert, words="Customer")
