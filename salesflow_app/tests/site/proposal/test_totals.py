"""What a Work Proposal computes, and what it is filled with."""

import frappe
from frappe.utils import add_days, flt, today

from salesflow_app.conversions.work_proposal_to_quotation import get_rows
from salesflow_app.tests.site import factories, proposals

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
	master = frappe.get_doc("Salesflow Master Document", doc.master_document)
	assert (master.variant, doc.master_version, doc.master_hash) == (
		"Retainer only",
		master.version,
		master.content_hash,
	)
	assert [row.heading for row in doc.sections] == [row.heading for row in master.sections]


# What only staff of the level may see


def test_rows_of_the_order_are_the_accepted_ones(users):
	doc = proposals.make_draft(
		users, items=[proposals.get_row(1, is_optional=1), proposals.get_row(2), proposals.get_row(3)]
	)
	assert [row.rate for row in get_rows(doc)] == [2, 3, 1]
	assert flt(doc.total_one_time) == 5
