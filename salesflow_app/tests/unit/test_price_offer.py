"""A price offer: rows, totals one-time and monthly apart, margin, and cells that are refused."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.price_offer import PriceOfferError, get_margin_percentage, line_amount, totals

D = Decimal


def make_row(**values):
	return {"qty": 1, "rate": 100, "discount_percentage": 0, "cost_rate": 60, "billing": "One-time", **values}


@pytest.mark.parametrize(
	("qty", "rate", "discount", "precision", "expected"),
	[
		("3", "33.33", "0", 2, ("33.33", "99.99")),
		("2", "99.99", "10", 2, ("89.99", "179.98")),
		("0.5", "0.01", "0", 2, ("0.01", "0.01")),
		("1", "100", "100", 2, ("0.00", "0.00")),
		("7", "150", "33.333", 0, ("100", "700")),
		("2.5", "1.234", "0", 3, ("1.234", "3.085")),
	],
)
def test_rate_is_rounded_first_and_then_the_row(qty, rate, discount, precision, expected):
	assert line_amount(D(qty), D(rate), D(discount), precision) == (D(expected[0]), D(expected[1]))


def test_half_goes_to_the_even_neighbour_where_the_site_rounds_like_bankers():
	assert line_amount(D("2.5"), D("10.01"), D(0), 2) == (D("10.01"), D("25.03"))
	assert line_amount(D("2.5"), D("10.01"), D(0), 2, rounding=ROUND_HALF_EVEN) == (D("10.01"), D("25.02"))


@pytest.mark.parametrize(
	("cell", "words"),
	[
		({"qty": float("nan")}, "Row 2, Quantity: nan is not a number that can be used."),
		({"qty": None}, "Row 2, Quantity is empty: enter a number."),
		({"qty": -1}, "Row 2, Quantity: -1 is less than 0."),
		({"qty": "1.2345"}, "Row 2, Quantity: 1.2345 has more than 3 decimals."),
		({"rate": 1e309}, "Row 2, Rate: inf is not a number that can be used."),
		({"rate": "12,5"}, "Row 2, Rate: 12,5 has a comma; write it with a decimal point, like 1234.5."),
		({"rate": 10**9}, "Row 2, Rate: 1000000000 is more than 999,999,999."),
		({"rate": 1.005}, "Row 2, Rate: 1.005 has more than 2 decimals."),
		({"discount_percentage": 101}, "Row 2, Discount %: 101 is more than 100."),
		({"discount_percentage": -1}, "Row 2, Discount %: -1 is less than 0."),
		({"cost_rate": "x"}, "Row 2, Cost: x is not a number."),
		({"billing": "Weekly"}, "Row 2, Billing: Weekly is neither One-time nor Monthly."),
		(
			{"qty": 999999999, "rate": 999999999},
			"Row 2, Amount: 999,999,998,000,000,001.00 is more than 999,999,999,999.",
		),
		(
			{"qty": 999999999, "rate": 0, "cost_rate": 999999999},
			"Row 2, Cost: 999,999,998,000,000,001.00 is more than 999,999,999,999.",
		),
	],
)
def test_bad_cell_is_named_by_row_and_column(cell, words):
	with pytest.raises(PriceOfferError) as refusal:
		totals([make_row(), make_row(**cell)], 2)
	assert str(refusal.value) == words
	assert refusal.value.row == 2 and refusal.value.column in words


def test_quantity_has_three_decimals_unless_the_site_keeps_more():
	with pytest.raises(PriceOfferError, match=r"Quantity: 1\.2345 has more than 3 decimals"):
		line_amount(D("1.2345"), D(1), D(0), 2)
	assert line_amount(D("1.2345"), D(1), D(0), 2, float_precision=4)[1] == D("1.23")
	assert totals([make_row()] * 1000, 2).one_time == 100000


def test_half_goes_where_the_site_rounds_it():
	assert line_amount(D("0.5"), D("0.01"), D(0), 2, rounding="ROUND_HALF_EVEN") == (D("0.01"), D("0.00"))
	rows = [make_row(qty=D("0.5"), rate=D("0.05"), cost_rate=D("0.05"))]
	assert [totals(rows, 2, rounding=name).cost for name in ("ROUND_HALF_UP", "ROUND_HALF_EVEN")] == [
		D("0.03"),
		D("0.02"),
	]


def test_offer_that_is_too_long_or_too_large_is_refused():
	with pytest.raises(PriceOfferError, match="has 10000 rows; at most 2000"):
		totals([make_row()] * 10000, 2)
	with pytest.raises(PriceOfferError, match=r"Total one-time: 1,599,999,998,400\.00 is more than"):
		totals([make_row(qty=800, rate=999999999)] * 2, 2)


def test_one_time_monthly_and_optional_are_kept_apart():
	rows = [
		make_row(qty=2, rate=1000, cost_rate=700),
		make_row(rate=200, cost_rate=50, billing="Monthly"),
		make_row(rate=500, is_optional=1, is_selected=1, cost_rate=0),
		make_row(rate=90, is_optional=1),
		make_row(rate=9, is_optional=1, is_selected=0, billing="Monthly"),
	]
	sums = totals(rows, 2)
	assert (sums.one_time, sums.monthly, sums.optional, sums.cost) == (2500, 200, 99, 1450)
	assert (sums.margin_percentage, sums.rows_without_cost) == (None, (3,))


def test_margin_is_known_once_every_row_that_earns_has_its_cost():
	rows = [make_row(qty=2, rate=1000, cost_rate=700), make_row(rate=700, cost_rate=50), make_row(rate=0)]
	sums = totals(rows, 2)
	assert (sums.margin_percentage, sums.rows_without_cost) == (D("44.074"), ())


def test_selected_is_ignored_on_a_row_that_is_not_optional():
	assert totals([make_row(is_optional=0, is_selected=0)], 2).one_time == 100


def test_empty_offer_is_zero():
	sums = totals([], 2)
	assert (sums.one_time, sums.monthly, sums.optional, sums.cost, sums.margin_percentage) == (0,) * 5


def test_margin_never_meets_a_floor_by_rounding():
	assert get_margin_percentage(D(3000000), D("2100000.01")) == D("29.999")
	assert get_margin_percentage(D(100), D(70)) == 30
	assert get_margin_percentage(D(100), D(150)) == -50
	assert get_margin_percentage(D(0), D(5)) == -100
	assert get_margin_percentage(D(0), D(0)) == 0


@given(
	st.decimals(0, 10**5, places=3),
	st.decimals(0, 10**6, places=2),
	st.decimals(0, 100, places=3),
)
def test_discount_never_makes_a_row_dearer_or_negative(qty, rate, discount):
	net_rate, amount = line_amount(qty, rate, discount, 2)
	assert 0 <= net_rate <= rate
	assert abs(amount - net_rate * qty) <= D("0.005")


@given(
	st.lists(
		st.tuples(st.decimals(0, 10**6, places=2), st.booleans(), st.booleans(), st.booleans()), max_size=20
	)
)
def test_every_row_is_in_exactly_one_total(cells):
	rows = [
		make_row(
			rate=rate,
			billing="Monthly" if monthly else "One-time",
			is_optional=optional,
			is_selected=selected,
		)
		for rate, monthly, optional, selected in cells
	]
	sums = totals(rows, 2)
	assert sums.one_time + sums.monthly + sums.optional == sum(cell[0] for cell in cells)
