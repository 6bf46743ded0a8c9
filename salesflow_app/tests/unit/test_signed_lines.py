"""What change orders make of signed lines, and what differs from them."""

from decimal import Decimal

import pytest

from salesflow_app.rules.signed_lines import ChangeError, Line, apply_changes, compare_lines


def line(item: str, qty: str | int, rate: str | int = 100, uom: str = "Nos") -> Line:
	return Line(item, uom, Decimal(qty), Decimal(rate))


def test_change_adds_and_takes_away():
	signed = [line("A", 10), line("B", 4)]
	assert apply_changes(signed, [line("A", -3), line("C", 2, 50)]) == [
		line("A", 7),
		line("B", 4),
		line("C", 2, 50),
	]


def test_line_with_nothing_left_is_gone_and_the_latest_line_gives_first():
	signed = [line("A", 2), line("A", 3)]
	assert apply_changes(signed, [line("A", -4)]) == [line("A", 1)]
	assert apply_changes(signed, [line("A", -5)]) == []


@pytest.mark.parametrize(
	"change", [line("A", -3), line("A", -1, 99), line("A", -1, uom="Hour"), line("B", -1)]
)
def test_more_than_is_there_is_not_taken_away(change):
	with pytest.raises(ChangeError) as refusal:
		apply_changes([line("A", 2)], [line("C", 1), change])
	assert refusal.value.row == 1
	assert refusal.value.left == (2 if change.kind == line("A", 1).kind else 0)


def test_exchange_at_another_price_is_one_line_for_the_other():
	assert apply_changes([line("A", 1, 10000)], [line("A", -1, 10000), line("A", 1, 9000)]) == [
		line("A", 1, 9000)
	]


def test_lines_in_another_order_are_no_difference():
	assert compare_lines([line("A", 1), line("B", 2)], [line("B", 2), line("A", 1)]) == []


def test_differences_are_paired_by_item():
	signed, found = [line("A", 1), line("B", 2)], [line("B", 3), line("C", 1)]
	assert compare_lines(signed, found) == [
		(signed[1], found[0]),
		(None, found[1]),
		(signed[0], None),
	]


def test_swapped_rates_at_the_same_total_are_two_differences():
	signed = [line("A", 1, 60), line("B", 1, 40)]
	assert len(compare_lines(signed, [line("A", 1, 40), line("B", 1, 60)])) == 2
