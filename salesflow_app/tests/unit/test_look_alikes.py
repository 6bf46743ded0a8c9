"""Which past deals resemble one, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules import look_alikes as rules

FEATURES = st.builds(
	rules.Features,
	industry=st.sampled_from(["", "Retail", "Health"]),
	size=st.sampled_from(["", *rules.SIZES, "a handful"]),
	items=st.frozensets(st.sampled_from("abcde"), max_size=4),
	amount=st.floats(0, 1e9),
	currency=st.sampled_from(["", "EUR", "USD"]),
)


@given(FEATURES, FEATURES)
def test_points_are_mutual_and_between_nothing_and_everything(deal, other):
	assert rules.get_points(deal, other) == rules.get_points(other, deal)
	assert 0 <= rules.get_points(deal, other) <= 100


@given(FEATURES, FEATURES)
def test_nothing_resembles_a_deal_more_than_itself(deal, other):
	assert rules.get_points(deal, other) <= rules.get_points(deal, deal)


@given(FEATURES, st.dictionaries(st.text(max_size=3), FEATURES, max_size=20), st.integers(1, 6))
def test_the_most_similar_are_picked_in_order_and_the_newest_of_equals(deal, others, most):
	picked = rules.pick(deal, others, most)
	names = list(others)
	assert len(picked) <= most
	assert picked == sorted(picked, key=lambda each: (-each[1], names.index(each[0])))
	left = set(others) - {name for name, _points in picked}
	least = picked[-1][1] if len(picked) == most else 1
	assert all(rules.get_points(deal, others[name]) <= max(least, 0) for name in left)
	assert all(points > 0 for _name, points in picked)


def test_what_is_alike_in_everything_has_a_hundred_points():
	deal = rules.Features("Retail", "11-50", frozenset({"a"}), 1000, "EUR")
	assert rules.get_points(deal, deal) == 100
	assert rules.get_points(deal, rules.Features()) == 0


def test_the_next_company_size_earns_half_and_amounts_of_other_currencies_nothing():
	deal = rules.Features(size="11-50", amount=1000, currency="EUR")
	assert rules.get_points(deal, rules.Features(size="51-200")) == rules.NEXT_SIZE
	assert rules.get_points(deal, rules.Features(size="1000+")) == 0
	assert rules.get_points(deal, rules.Features(amount=1000, currency="USD")) == 0
	assert rules.get_points(deal, rules.Features(amount=500, currency="EUR")) == round(rules.AMOUNT / 2)
	assert list(rules.get_neighbours("1-10")) == ["1-10", "11-50"]
