"""Taxes, line by line: what is shown adds up, or is shown as one."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.tax_lines import LARGEST_ROUNDING, Tax, split_tax

VAT = Tax("On Net Total", D(19), D(0))


def test_one_tax_is_the_difference():
	assert split_tax(D("10000"), D("11900"), [VAT], 2) == [D("1900.00")]


def test_tax_on_a_tax_and_a_fixed_charge():
	taxes = [VAT, Tax("On Previous Row Amount", D(10), D(0), 1), Tax("Actual", D(0), D(50))]
	assert split_tax(D(1000), D(1259), taxes, 2) == [D("190.00"), D("19.00"), D("50.00")]
	assert split_tax(D(1000), D("1309"), [VAT, Tax("On Previous Row Total", D(10), D(0), 1)], 2) == [
		D(190),
		D(119),
	]


def test_reverse_charge_is_a_line_of_zero():
	assert split_tax(D(500), D(500), [Tax("On Net Total", D(0), D(0))], 2) == [D(0)]


@pytest.mark.parametrize(
	"taxes",
	[
		[],
		[Tax("On Net Total", D(7), D(0))],
		[Tax("On Item Quantity", D(1), D(0))],
		[Tax("On Previous Row Amount", D(10), D(0), 1)],
		[VAT, Tax("On Previous Row Total", D(10), D(0), 7)],
	],
)
def test_what_the_rows_do_not_explain_is_not_split(taxes):
	assert split_tax(D(1000), D(1190), taxes, 2) is None


@given(
	net=st.decimals("-1e9", "1e9", places=2),
	rates=st.lists(st.decimals(0, 40, places=3), min_size=1, max_size=5),
	drift=st.integers(-LARGEST_ROUNDING, LARGEST_ROUNDING),
	precision=st.sampled_from([0, 2, 3]),
)
def test_lines_always_sum_to_the_tax(net, rates, drift, precision):
	unit = D(1).scaleb(-precision)
	net = net.quantize(unit)
	gross = (net + net * sum(rates) / 100).quantize(unit) + drift * unit
	amounts = split_tax(net, gross, [Tax("On Net Total", rate, D(0)) for rate in rates], precision)
	assert amounts is None or sum(amounts) == gross - net
