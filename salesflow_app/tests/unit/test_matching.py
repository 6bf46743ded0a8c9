"""Rules of Settings: the first row that fits, and the words that say why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules.matching import first_match, match_levels
from salesflow_app.rules.numbers import NumberError

SOW_CONDITIONS = ("company", "customer_class", "item_group", "amount_from")
APPROVAL_CONDITIONS = ("document", "discount_from", "margin_below")


def test_first_row_that_fits_wins_and_says_why():
	rules = [
		{"customer_class": "10x", "sow_needed": 1},
		{"customer_class": "API", "amount_from": 50000.0, "sow_needed": 1},
		{"customer_class": "API", "sow_needed": 0},
	]
	match = first_match(rules, {"customer_class": "API", "amount": 50000}, SOW_CONDITIONS)
	assert match.index == 1 and match.rule is rules[1]
	assert match.reason == "row 2: Customer Class = API, Amount From = 50,000.00"
	assert first_match(rules, {"customer_class": "API", "amount": 49999.99}, SOW_CONDITIONS).index == 2
	assert first_match(rules, {"customer_class": "Shop", "amount": 90000}, SOW_CONDITIONS) is None


def test_empty_row_fits_any_deal():
	rule = {"company": "", "customer_class": None, "amount_from": 0.0, "sow_needed": 1}
	match = first_match([rule], {}, SOW_CONDITIONS)
	assert match.reason == "row 1: fits any deal"


def test_no_rules_mean_no_match():
	assert first_match([], {"amount": 1}) is None


def test_filled_condition_without_fact_does_not_fit():
	for facts in ({}, {"company": None}, {"company": ""}, {"company": []}):
		assert first_match([{"company": "Nordwind"}], facts, SOW_CONDITIONS) is None
	assert first_match([{"amount_from": 1}], {}, SOW_CONDITIONS) is None


@pytest.mark.parametrize("groups", [{"Pumps", "Products"}, ["Pumps", "Products"], ("Products",)])
def test_item_group_fits_any_group_of_the_deal(groups):
	assert first_match([{"item_group": "Products"}], {"item_group": groups}, SOW_CONDITIONS)
	assert not first_match([{"item_group": "Product"}], {"item_group": groups}, SOW_CONDITIONS)


def test_text_is_never_searched_for_a_part_of_it():
	assert not first_match([{"item_group": "Pump"}], {"item_group": "Pumps"}, SOW_CONDITIONS)


def test_margin_below_is_a_ceiling_and_survives_the_noise_of_floats():
	rules = [{"document": "Work Proposal", "margin_below": 30.0}]

	def fits(margin):
		return bool(first_match(rules, {"document": "Work Proposal", "margin": margin}, APPROVAL_CONDITIONS))

	assert [fits(m) for m in (29.99, -5, 0, 30, 30.000000000000004, 29.999999999999996)] == [1, 1, 1, 0, 0, 0]
	assert not first_match(rules, {"document": "Sales Order", "margin": 5}, APPROVAL_CONDITIONS)


def test_unknown_margin_is_below_every_margin():
	rules = [{"document": "Work Proposal", "margin_below": 30.0}]
	facts = {"document": "Work Proposal", "margin": None}
	assert first_match(rules, facts, APPROVAL_CONDITIONS)
	assert not first_match([{"amount_from": 1}], {"amount": None})


def test_without_names_the_facts_say_what_is_a_condition():
	rules = [{"item_group": "Pumps", "department": "Assembly", "email": "a@example.com"}]
	assert first_match(rules, {"item_group": "Pumps"}).reason == "row 1: Item Group = Pumps"


def test_reason_holds_no_markup_of_a_name():
	match = first_match([{"company": "<b>{{ 7*7 }}"}], {"company": "<b>{{ 7*7 }}"})
	assert match.reason == "row 1: Company = ?b??? 7*7 ??"


def test_amount_that_is_no_number_is_refused():
	with pytest.raises(NumberError, match="Amount From: nan is not a number"):
		first_match([{"amount_from": 5}], {"amount": float("nan")})
	with pytest.raises(NumberError, match="Amount From: abc is not a number"):
		first_match([{"amount_from": "abc"}], {"amount": 5})


@given(
	st.lists(st.sampled_from(["API", "10x", "", None]), max_size=8), st.sampled_from(["API", "10x", "Shop"])
)
def test_no_earlier_row_fits_than_the_one_found(classes, fact):
	rules = [{"customer_class": name} for name in classes]
	fitting = [index for index, name in enumerate(classes) if name in ("", None, fact)]
	match = first_match(rules, {"customer_class": fact})
	assert (match.index if match else None) == (fitting[0] if fitting else None)


# Levels


def test_each_level_is_asked_by_its_first_row_that_fits():
	rules = [
		{"level": 2, "amount_from": 50000, "approver": "director"},
		{"level": 1, "amount_from": 90000, "approver": "manager"},
		{"level": 1, "approver": "leader"},
		{"level": 2, "approver": "manager"},
	]
	asked = match_levels(rules, {"amount": 60000}, ("amount_from",))
	assert [(level, match.rule["approver"]) for level, match in asked] == [(1, "leader"), (2, "director")]
	assert [match.reason.split(":")[0] for _level, match in asked] == ["row 3", "row 1"]


def test_level_in_which_nothing_fits_asks_nobody():
	rules = [{"level": 1, "approver": "leader"}, {"level": 2, "amount_from": 50000, "approver": "director"}]
	assert [level for level, _match in match_levels(rules, {"amount": 10}, ("amount_from",))] == [1]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 100)), max_size=8), st.integers(0, 100))
def test_levels_come_in_order_and_rules_without_one_are_the_first(rows, amount):
	rules = [{"level": level, "amount_from": least} for level, least in rows]
	asked = match_levels(rules, {"amount": amount}, ("amount_from",))
	numbers = [level for level, _match in asked]
	assert numbers == sorted(set(numbers)) and 0 not in numbers
	for level, match in asked:
		same = [rule for rule in rules if (rule["level"] or 1) == level]
		assert match.rule == first_match(same, {"amount": amount}, ("amount_from",)).rule
		assert rules[match.index] is match.rule
