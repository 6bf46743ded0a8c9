"""A proposal or SOW in a foreign currency has the rate of the day, or one close to it."""

import frappe
import pytest

from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.refusals import refuse

RATE = 0.9


@pytest.fixture
def known_rate(users):
	frappe.get_doc(
		{
			"doctype": "Currency Exchange",
			"date": "2020-01-01",
			"from_currency": "USD",
			"to_currency": "EUR",
			"exchange_rate": RATE,
			"for_selling": 1,
			"for_buying": 1,
		}
	).insert()


MAKERS = pytest.mark.parametrize(
	"make", [deals.make_drafted_sow, proposals.make_draft], ids=["SOW", "proposal"]
)


@MAKERS
def test_rate_of_the_day_is_filled_in(users, known_rate, make):
	assert make(users, currency="USD").conversion_rate == RATE


@MAKERS
@pytest.mark.parametrize("rate", [0.0001, 0.6, 1.2, 90])
def test_rate_far_from_that_of_the_day_is_refused(users, known_rate, make, rate):
	sentence = refuse(make, users, currency="USD", conversion_rate=rate, words="Exchange Rate")
	assert str(RATE) in sentence and "Currency Exchange" in sentence


@MAKERS
def test_agreed_rate_close_to_that_of_the_day_is_kept(users, known_rate, make):
	assert make(users, currency="USD", conversion_rate=0.95).conversion_rate == 0.95


@MAKERS
@pytest.mark.parametrize("rate", [-1, "x", float("nan")])
def test_what_is_no_rate_is_refused(users, make, rate):
	refuse(make, users, currency="USD", conversion_rate=rate, words="Exchange Rate")


def test_sow_without_a_rate_does_not_go_to_the_client(users):
	sow = deals.make_drafted_sow(users, currency="USD", conversion_rate=1.1)
	with deals.as_user(users.sa):
		sow.conversion_rate = 0
		sow.save()
		refuse(deals.do, sow, "Mark Ready", words="Exchange Rate")


def test_rules_see_the_amount_at_the_rate_of_the_day(users, known_rate, settings):
	rule = {"company": "", "amount_from": 8000, "sow_needed": 1, "senior_review_needed": 1}
	settings(sow_rules=[rule])
	assert deals.make_drafted_sow(users, currency="USD").senior_review_needed == 1  # 10,000 USD are 9,000 EUR


def test_order_takes_the_rate_of_the_sow(users, known_rate):
	sow = deals.make_signed_sow(users, currency="USD")
	order = frappe.get_doc("Sales Order", sow.sales_order)
	assert (order.currency, order.conversion_rate, order.base_net_total) == ("USD", RATE, 9000)


def test_change_order_keeps_the_rate_of_its_sow(users, known_rate):
	from salesflow_app.conversions.sow_to_change_order import make_change_order

	sow = deals.make_running_sow(users, currency="USD")
	frappe.db.set_value("Currency Exchange", {"from_currency": "USD"}, "exchange_rate", 0.5)
	with deals.as_user(users.am):
		change = make_change_order(sow.name)
		change.conversion_rate = 0.5
		assert change.insert().conversion_rate == RATE
