"""Numbers from outside: what is read, and what is refused with which words."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.numbers import NumberError, count_decimals, from_field, show, to_decimal


@pytest.mark.parametrize(
	("value", "expected"),
	[
		(0, "0"),
		(12, "12"),
		(12.5, "12.5"),
		(0.1 + 0.2, "0.3"),
		("12.50", "12.5"),
		(" 7 ", "7"),
		("+7", "7"),
		(Decimal("33.333333"), "33.333333"),
		(-0.0, "0"),
		("999999999999", "999999999999"),
	],
)
def test_numbers_are_read_exactly(value, expected):
	number = to_decimal(value, "Rate")
	assert number == Decimal(expected)
	assert not number.is_signed()


@pytest.mark.parametrize(
	("value", "words"),
	[
		(float("nan"), "Rate: nan is not a number that can be used."),
		(Decimal("sNaN"), "Rate: sNaN is not a number that can be used."),
		(float("inf"), "Rate: inf is not a number that can be used."),
		(1e309, "Rate: inf is not a number that can be used."),
		(Decimal("-Infinity"), "Rate: -Infinity is not a number that can be used."),
		("1e309", "Rate: 1e309 is not a number."),
		("NaN", "Rate: NaN is not a number."),
		("12,5", "Rate: 12,5 has a comma; write it with a decimal point, like 1234.5."),
		("1,000.00", "Rate: 1,000.00 has a comma; write it with a decimal point, like 1234.5."),
		("abc", "Rate: abc is not a number."),
		("   ", "Rate: blank text is not a number."),
		("٣", "Rate: ٣ is not a number."),
		("1_000", "Rate: 1_000 is not a number."),
		("{{ 7*7 }}<b>", "Rate: ?? 7*7 ???b? is not a number."),
		(True, "Rate: True is not a number."),
		([1], "Rate: [1] is not a number."),
		(b"1", "Rate: b'1' is not a number."),
		(None, "Rate is empty: enter a number."),
		("", "Rate is empty: enter a number."),
		(-5, "Rate: -5 is less than 0."),
		(10**12, "Rate: 1000000000000 is more than 999,999,999,999."),
		(Decimal("1e999999"), "Rate: 1E+999999 is more than 999,999,999,999."),
		(1e300, "Rate: 1e+300 is more than 999,999,999,999."),
		("1.005", "Rate: 1.005 has more than 2 decimals."),
		(1.005, "Rate: 1.005 has more than 2 decimals."),
		(Decimal("1e-999999"), "Rate: 1E-999999 has more than 2 decimals."),
	],
)
def test_refusal_names_label_and_value(value, words):
	with pytest.raises(NumberError) as refusal:
		to_decimal(value, "Rate", precision=2)
	assert str(refusal.value) == words


def test_integer_of_5000_digits_is_refused_not_printed():
	with pytest.raises(NumberError) as refusal:
		to_decimal(10**5000, "Rate")
	assert str(refusal.value) == "Rate: a very large number is more than 999,999,999,999."


def test_limits_are_allowed_themselves_and_can_be_lifted():
	assert to_decimal(100, "Discount", maximum=100) == 100
	assert to_decimal(-3, "Balance", minimum=None) == -3
	assert to_decimal(10**15, "Count", maximum=None) == 10**15
	with pytest.raises(NumberError, match="less than 1"):
		to_decimal(0, "Quantity", minimum=1)


def test_without_precision_the_nine_decimals_of_the_database_hold():
	assert to_decimal("0.123456789", "Quantity") == Decimal("0.123456789")
	with pytest.raises(NumberError, match="more than 9 decimals"):
		to_decimal("0.1234567891", "Quantity")


def test_megabytes_are_refused_at_once():
	start = time.perf_counter()
	for value in ("9" * 5_000_000, "," * 5_000_000, " " * 5_000_000):
		with pytest.raises(NumberError) as refusal:
			to_decimal(value, "Rate")
		assert len(str(refusal.value)) < 120
	assert time.perf_counter() - start < 0.5


def test_decimals_that_say_nothing_do_not_count():
	assert [count_decimals(Decimal(text)) for text in ("200", "2E+2", "1.50", "0.00", "0.001")] == [
		0,
		0,
		1,
		0,
		3,
	]


@given(st.decimals(min_value=0, max_value=10**12 - 1, places=2))
def test_text_float_and_decimal_agree(number):
	assert to_decimal(str(number), "Rate", 2) == to_decimal(float(number), "Rate", 2) == number


@pytest.mark.parametrize(
	("value", "precision", "expected"),
	[
		(None, 2, "0.00"),
		(0, 0, "0"),
		(0.1 + 0.2, 2, "0.30"),
		(33.333333, 6, "33.333333"),
		(-12.5, 2, "-12.50"),
		(1e11 + 0.25, 2, "100000000000.25"),
		(7, 9, "7.000000000"),
	],
)
def test_field_is_the_decimal_that_its_float_stands_for(value, precision, expected):
	assert str(from_field(value, precision)) == expected


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_amount_comes_back_from_its_field_unchanged(amount):
	assert from_field(float(amount), 2) == amount


@given(st.decimals(min_value=0, max_value=10**6, places=6))
def test_field_and_what_people_send_are_read_alike(number):
	assert from_field(float(number)) == to_decimal(float(number), "Quantity")


@given(st.one_of(st.text(), st.binary(), st.floats(), st.integers(), st.none(), st.lists(st.integers())))
def test_anything_is_read_or_refused_in_one_safe_sentence(value):
	try:
		assert 0 <= to_decimal(value, "Rate") <= 999999999999
	except NumberError as refusal:
		text = str(refusal)
		assert text.endswith(".") and len(text) < 150 and text.isprintable()
		assert not set("<>{}") & set(text)


@given(st.text(max_size=300))
def test_shown_text_is_short_and_harmless(text):
	shown = show(text)
	assert len(shown) <= 40 and not set("<>{}\n\r") & set(shown)
