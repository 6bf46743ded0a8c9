"""The client's overview shows its invoices in pages, the newest first."""

from datetime import date, timedelta

import frappe
import pytest

from salesflow_app.portal import overview
from salesflow_app.portal.overview import PAGE
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


def get_page(number: int) -> dict:
	return overview.get_overview({"invoices": number})


def test_pages_show_each_invoice_once_and_lead_to_the_next(users, names):
	with deals.as_user(users.a1):
		pages = [get_page(number) for number in (1, 2, 3)]
		while pages[-1]["pages"]["invoices"]["next"] and len(pages) < 50:  # of other tests' invoices
			pages.append(get_page(len(pages) + 1))
	shown = [row["name"] for page in pages for row in page["invoices"]]
	assert shown[:NUMBER] == names and len(pages[0]["invoices"]) == PAGE
	links = [page["pages"]["invoices"] for page in pages]
	assert links[0] == {"previous": "", "next": "/salesflow?invoices=2#invoices-title"}
	assert links[1]["previous"] == "/salesflow#invoices-title" and len(shown) == len(set(shown))
	assert links[-1]["next"] == ""


@pytest.mark.parametrize("number", [-5, 0, 10**12])
def test_page_that_is_not_there_is_the_first_or_empty(users, number):
	with deals.as_user(users.a1):
		page = get_page(number)
	assert page["pages"]["invoices"]["previous"] == "" if number <= 0 else page["invoices"] == []


def test_what_waits_is_shown_first_on_whichever_page_its_list_has_it(users, monkeypatch):
	monkeypatch.setattr(overview, "PAGE", 1)
	names = [deals.make_sent_sow(users).name for _number in range(3)]
	with deals.as_user(users.a1):
		pages = [overview.get_overview({"sows": number}) for number in (1, 2, 3)]
		milestones = overview.get_overview({"milestones": 2})
	assert [row["name"] for page in pages for row in page["sows"]] == names[::-1]
	for page in (*pages, milestones):
		assert set(names) <= {row["name"] for row in page["waiting"]}
	assert pages[1]["pages"]["sows"] == {
		"previous": "/salesflow#sows-title",
		"next": "/salesflow?sows=3#sows-title",
	}
	assert milestones["pages"]["sows"]["previous"] == "" and len(milestones["sows"]) == 1
