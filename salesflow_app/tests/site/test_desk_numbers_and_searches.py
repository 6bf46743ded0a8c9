"""The sums on the workspace, and link fields whose documents the user may not open."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.desk import cards, link_queries
from salesflow_app.tests.site import factories, given

# Numbers


def test_ready_to_bill_counts_what_waits_for_its_invoice(users, as_user):
	before = cards.get_ready_to_bill()["value"]
	sow = given.get("signed_sow")
	milestone = factories.get_milestones(sow)[0]
	milestone.db_set("workflow_state", "Ready to Bill")
	with as_user(users.om):
		card = cards.get_ready_to_bill()
	assert round(card["value"] - before, 2) == round(milestone.amount, 2)
	assert card["route_options"]["workflow_state"] == "Ready to Bill"


def test_expected_cash_and_overdue_count_open_invoices(users, as_user):
	cash, overdue = cards.get_expected_cash()["value"], cards.get_overdue()["value"]
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	assert round(cards.get_expected_cash()["value"] - cash, 2) == round(invoice.outstanding_amount, 2)
	assert cards.get_overdue()["value"] == overdue
	invoice.db_set("due_date", add_days(today(), -1))
	assert round(cards.get_overdue()["value"] - overdue, 2) == round(invoice.outstanding_amount, 2)


@pytest.mark.parametrize("card", [cards.get_expected_cash, cards.get_overdue])
def test_numbers_need_the_right_to_read_them(users, as_user, card):
	with as_user(users.mf), pytest.raises(frappe.PermissionError):
		card()


# Link searches


def test_sales_assistant_finds_the_agreement_he_may_not_open(users, as_user):
	customer = factories.make_customer().name
	contract = factories.make_contract(customer).name
	filters = {"customer": customer, "company": users.company}
	with as_user(users.sa):
		assert not frappe.has_permission("Contract", "read")
		assert [row[0] for row in search("agreements", filters)] == [contract]
		assert search("agreements", filters, txt="no such") == []


def test_agreement_of_another_customer_or_not_signed_is_not_found(users):
	contract = factories.make_contract(factories.make_customer().name)
	other = {"customer": factories.make_customer().name, "company": users.company}
	assert search("agreements", other) == []
	contract.db_set("is_signed", 0)
	assert search("agreements", {"customer": contract.party_name, "company": users.company}) == []


def test_sales_assistant_finds_open_invoices_without_the_right_on_invoices(users, as_user):
	customer = factories.make_customer().name
	invoice = factories.make_sales_invoice(customer=customer, submit=True)
	with as_user(users.sa):
		found = link_queries.get_open_invoices(customer, users.company)
	assert [row.name for row in found] == [invoice.name]
	assert set(found[0]) == {"name", "due_date", "outstanding_amount", "party_account_currency"}


def test_link_searches_need_the_right_on_our_document(users, as_user):
	customer = factories.make_customer().name
	for user in (users.mf, users.a1, "Guest"):
		with as_user(user):
			with pytest.raises(frappe.PermissionError):
				link_queries.get_agreements(customer, users.company)
			with pytest.raises(frappe.PermissionError):
				link_queries.get_open_invoices(customer, users.company)


@pytest.mark.bench_only("User Permissions")
def test_link_searches_obey_user_permissions(users, as_user):
	mine, theirs = factories.make_customer().name, factories.make_customer().name
	factories.make_contract(theirs)
	frappe.permissions.add_user_permission("Customer", mine, users.sa)
	with as_user(users.sa), pytest.raises(frappe.PermissionError):
		link_queries.get_agreements(theirs, users.company)


def search(what: str, filters: dict, txt: str = "") -> list:
	function = getattr(link_queries, f"search_{what}")
	return function("Contract", txt, "name", 0, 20, filters)
