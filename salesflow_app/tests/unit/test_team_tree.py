"""Who leads whom, in whatever tree; when the week's digest is due."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from salesflow_app.rules import team_tree, weekly
from salesflow_app.rules.team_tree import Node


@st.composite
def trees(draw) -> list[Node]:
	"""A tree of up to 12 nodes, numbered as nested sets."""
	size = draw(st.integers(1, 12))
	parents = [None, *(draw(st.integers(0, number)) for number in range(size - 1))]
	nodes: dict[int, Node] = {}
	counter = iter(range(1, 2 * size + 1))

	def visit(number: int) -> None:
		lft = next(counter)
		children = [child for child, parent in enumerate(parents) if parent == number]
		for child in children:
			visit(child)
		user = draw(st.sampled_from(["", "a", "b", "c", "d", "e"]))
		nodes[number] = Node(lft, next(counter), user, bool(children), draw(st.booleans()))

	visit(0)
	return list(nodes.values())


@given(trees())
def test_a_leader_is_here_and_above_or_heads_the_group_alone(nodes):
	for user, leader in team_tree.get_leaders(nodes).items():
		own = [node for node in nodes if node.user == user]
		heads = any(node.is_group and node.is_here for node in own)
		led = any(
			node.is_above(each) and node.user == leader and node.is_here for node in nodes for each in own
		)
		assert heads if leader == user else led


@given(trees())
def test_the_order_of_the_nodes_does_not_matter(nodes):
	assert team_tree.get_leaders(nodes) == team_tree.get_leaders(reversed(nodes))


def test_the_next_leader_follows_one_who_left():
	top, left = Node(1, 8, "chief", True), Node(2, 7, "left", True, is_here=False)
	seller, gone = Node(3, 4, "seller"), Node(5, 6, "gone", is_here=False)
	nodes = [top, left, seller, gone]
	assert team_tree.get_leaders(nodes) == {user: "chief" for user in ("chief", "left", "seller", "gone")}


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sets(st.integers(0, 6)))
def test_the_digest_is_due_once_a_week_on_the_first_working_day_and_the_day_after(day, days_off):
	def is_working(each: date) -> bool:
		return each.weekday() not in days_off

	monday = weekly.get_monday(day)
	due = [n for n in range(7) if weekly.is_due(monday + timedelta(days=n), is_working)]
	working = [n for n in range(7) if n not in days_off]
	assert due == [n for n in (working[0], working[0] + 1) if n < 7] if working else not due


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_period_is_the_whole_week_before(day):
	since, until = weekly.get_period(day)
	assert (since.weekday(), until.weekday()) == (0, 6)
	assert (until - since).days == 6 and timedelta(1) <= day - until <= timedelta(7)
