"""What is known of the reader of the client's pages is looked up once per request, and is right in each."""

from unittest.mock import patch

import frappe
import pytest

from salesflow_app.clients import access
from salesflow_app.portal import overview, price_selection
from salesflow_app.tests.site import deals, factories, given, proposals


@pytest.fixture
def lookups(monkeypatch) -> list[str]:
	"""The users whose customers were looked up."""
	asked, look_up = [], access._look_up_customers
	monkeypatch.setattr(access, "_look_up_customers", lambda user: asked.append(user) or look_up(user))
	return asked


def test_signature_asks_once_who_signs(users, lookups):
	sow = given.get("sent_sow")
	lookups.clear()
	deals.sign(users, sow)
	assert lookups == [users.a1]


def test_acceptance_and_prices_ask_once(users, lookups):
	proposal = given.get("sent_proposal")
	lookups.clear()
	with deals.as_user(users.a1):
		price_selection.price_selection(proposal.name)
		overview.get_overview()
	assert lookups == [users.a1]
	proposals.accept(users, proposal)
	assert lookups == [users.a1] * 2


def test_next_request_knows_what_changed(users):
	customer = factories.make_customer()
	sow = deals.make_sent_sow(users)
	sow.db_set("customer", customer.name)
	add_portal_user(customer, users.b1)
	with deals.as_user(users.b1):
		assert access.is_visible(sow)
	customer.reload()
	customer.portal_users = []
	customer.save()
	with deals.as_user(users.b1):
		assert not access.is_visible(sow)


def add_portal_user(customer, user: str) -> None:
	customer.reload()  # Frappe 16 touches a new customer once more
	customer.append("portal_users", {"user": user})
	customer.save()


def test_guest_speaks_for_nobody(site):
	frappe.set_user("Guest")
	assert access.get_customers() == set()


def test_more_documents_are_no_more_statements(users):
	"""Each list of the overview is one query, and so is everything that its rows show."""
	counts = []
	for _number in range(2):
		factories.make_sales_invoice(users.customer_a, submit=True)
		deals.make_signed_sow(users, milestones=factories.get_plan(25, 25, 25, 25))
		proposals.make_sent(users)
		counts.append(count_overview(users))
	assert 0 < counts[0] == counts[1]


def count_overview(users) -> int:
	"""Statements of the overview once it is warm."""
	with deals.as_user(users.a1):
		overview.get_overview()
	with deals.as_user(users.a1), patch.object(frappe.db, "sql", wraps=frappe.db.sql) as run:
		overview.get_overview()
	return run.call_count
