"""The client's overview shows its invoices in pages, the newest first."""

from datetime import date, timedelta

import frappe
import pytest

from salesflow_app.portal import overview
from salesflow_app.portal.invoice_view import PAGE
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.follow_up.helpers import copy_invoice

NUMBER = 2 * PAGE + 3


@pytest.fixture
def names(users) -> list[str]:
	"""So many invoices of customer A, newest first, newer than all others."""
	first = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	made = []
	for place in range(NUMBER):
		invoice = copy_invoice(first, f"{first.name}-{place:02}", date.today())
		frappe.db.set_value(
			"Sales Invoice", invoice.name, "posting_date", date.today() + timedelta(days=99 - place)
		)
		made.append(invoice.name)
	return made


def test_pages_show_each_invoice_once_and_lead_to_the_next(users, names):
	with deals.as_user(users.a1):
		pages = [overview.get_overview(number) for number in (1, 2, 3)]
		while pages[-1]["pages"]["older"] and len(pages) < 50:  # of other tests' invoices
			pages.append(overview.get_overview(len(pages) + 1))
	shown = [row["name"] for page in pages for row in page["invoices"]]
	assert shown[:NUMBER] == names and len(pages[0]["invoices"]) == PAGE
	assert pages[0]["pages"] == {"newer": "", "older": "/salesflow?invoices=2#invoices-title"}
	assert pages[1]["pages"]["newer"] == "/salesflow#invoices-title" and len(shown) == len(set(shown))
	assert pages[-1]["pages"]["older"] == ""


@pytest.mark.parametrize("number", [-5, 0, 10**12])
def test_page_that_is_not_there_is_the_first_or_empty(users, number):
	with deals.as_user(users.a1):
		page = overview.get_overview(number)
	assert page["pages"]["newer"] == "" if number <= 0 else page["invoices"] == []
