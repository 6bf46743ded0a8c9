"""What a changed order means for a department: which lines differ, and whether there is more to make."""

import pytest

from salesflow_app.rules.production import compare_lines, needs_work

LINE = {"row": "a", "item_code": "PUMP", "spec": "red", "uom": "Nos", "qty": 2, "delivery_date": "2026-03-01"}


def test_same_order_gives_no_change():
	assert compare_lines([LINE], [dict(LINE)]) == [] and not needs_work([])


def test_changes_follow_the_order_and_what_is_gone_comes_last():
	first, second, third = ({**LINE, "row": row} for row in "abc")
	changes = compare_lines([first, second], [third, {**second, "qty": 3}])
	assert [(c.before and c.before["row"], c.after and c.after["row"]) for c in changes] == [
		(None, "c"),
		("b", "b"),
		("a", None),
	]
	assert [c.fields for c in changes] == [(), ("qty",), ()]


@pytest.mark.parametrize(
	("change", "fields", "work"),
	[
		({"qty": 3}, ("qty",), True),
		({"qty": 1}, ("qty",), False),
		({"delivery_date": "2026-04-01"}, ("delivery_date",), False),
		({"spec": "blue"}, ("spec",), True),
		({"item_code": "VALVE", "uom": "Box"}, ("item_code", "uom"), True),
		({"rate": 99}, None, False),
	],
)
def test_more_or_other_goods_are_work_but_a_date_or_a_price_is_not(change, fields, work):
	changes = compare_lines([LINE], [{**LINE, **change}])
	assert [c.fields for c in changes] == ([fields] if fields else [])
	assert needs_work(changes) is work


def test_new_line_is_work_and_a_line_that_is_gone_is_not():
	assert needs_work(compare_lines([], [LINE]))
	assert not needs_work(compare_lines([LINE], []))
