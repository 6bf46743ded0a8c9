"""Clearance for shipment: none, deposit, fully paid, within credit."""

import pytest

from salesflow_app.rules.clearance import blockers
from salesflow_app.rules.numbers import NumberError


def ask(policy, **values):
	return blockers(
		policy,
		**{
			"order_total": 1190,
			"paid": 0,
			"advance_required": 0,
			"credit_limit": 0,
			"outstanding": 1190,
			**values,
		},
	)


@pytest.mark.parametrize("policy", ["None", "", None])
def test_without_policy_nothing_blocks(policy):
	assert ask(policy, paid=None) is None


@pytest.mark.parametrize(
	("policy", "values"),
	[
		("Deposit Paid", {"advance_required": 300, "paid": 300}),
		("Deposit Paid", {"advance_required": 0}),
		("Deposit Paid", {"advance_required": 0.3, "paid": 0.1 + 0.2}),
		("Fully Paid", {"paid": 1190.0}),
		("Fully Paid", {"paid": 1200}),
		("Fully Paid", {"order_total": 0}),
		("Within Credit", {"credit_limit": 1190}),
		("Within Credit", {"credit_limit": 0, "outstanding": 10**9}),
		("Within Credit", {"credit_limit": 1, "outstanding": -500}),
	],
)
def test_goods_may_leave(policy, values):
	assert ask(policy, **values) is None


@pytest.mark.parametrize(
	("policy", "values", "words"),
	[
		(
			"Deposit Paid",
			{"advance_required": 300, "paid": 100},
			"100.00 of the deposit of 300.00 has been paid: 200.00 is missing.",
		),
		(
			"Fully Paid",
			{"paid": 1189.99},
			"1,189.99 of the order total of 1,190.00 has been paid: 0.01 is missing.",
		),
		(
			"Within Credit",
			{"credit_limit": 1000},
			"The customer owes 1,190.00 with this order, which is 190.00 over the credit limit of 1,000.00.",
		),
	],
)
def test_blocker_says_how_much_is_missing(policy, values, words):
	assert ask(policy, **values) == words


def test_amounts_have_the_decimals_of_the_currency():
	assert ask("Fully Paid", order_total="10.005", paid="10.001", precision=3) == (
		"10.001 of the order total of 10.005 has been paid: 0.004 is missing."
	)


def test_unknown_policy_and_bad_amount_never_let_goods_pass():
	with pytest.raises(ValueError, match="'Whatever' is unknown"):
		ask("Whatever")
	with pytest.raises(NumberError, match="Paid: nan"):
		ask("Fully Paid", paid=float("nan"))
