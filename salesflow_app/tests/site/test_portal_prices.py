"""What a proposal comes to with the options that the client ticks: asked by its page, answered by the server."""

import json

import frappe
import pytest

from salesflow_app.portal.price_selection import price_selection
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.text.formats import money


@pytest.fixture
def proposal(users):
	"""10,000 and two options at once, 500 and an option each month; paid in three parts that do not divide evenly."""
	rows = [
		proposals.get_row(rate=10000),
		proposals.get_row(rate=1234.56, is_optional=1),
		proposals.get_row(rate=333.33, qty=3, is_optional=1),
		proposals.get_row(rate=500, billing="Monthly"),
		proposals.get_row(rate=99.9, billing="Monthly", is_optional=1),
	]
	return proposals.make_sent(users, items=rows, payment_plan=factories.get_plan(33.33, 33.33, 33.34))


def get_options(proposal) -> list[str]:
	return [row.name for row in proposal.items if row.is_optional]


def ask(user: str, proposal, names: list[str] | None = None) -> dict:
	with deals.as_user(user):
		return price_selection(proposal.name, json.dumps(names or []))


def as_texts(proposal, *amounts: float) -> list[str]:
	return [money(amount, proposal.currency) for amount in amounts]


def get_net(answer: dict) -> list[str]:
	return [answer["totals"][billing] for billing in ("One-time", "Monthly")]


@pytest.mark.parametrize(
	("chosen", "one_time", "monthly", "plan"),
	[
		((), 10000, 500, (3333, 3333, 3334)),
		((0,), 11234.56, 500, (3744.48, 3744.48, 3745.60)),
		((1,), 10999.99, 500, (3666.30, 3666.30, 3667.39)),
		((0, 1, 2), 12234.55, 599.9, (4077.78, 4077.78, 4078.99)),
	],
)
def test_totals_and_plan_count_the_chosen_options(users, proposal, chosen, one_time, monthly, plan):
	options = get_options(proposal)
	answer = ask(users.a1, proposal, [options[number] for number in chosen])
	assert get_net(answer) == as_texts(proposal, one_time, monthly)
	assert answer["plan"] == as_texts(proposal, *plan)


def test_asking_changes_nothing(users, proposal):
	before = frappe.get_doc("Work Proposal", proposal.name).as_json()
	ask(users.a1, proposal, get_options(proposal))
	assert frappe.get_doc("Work Proposal", proposal.name).as_json() == before


def test_accepted_is_what_the_page_showed(users, proposal):
	chosen = get_options(proposal)[:1]
	shown = ask(users.a1, proposal, chosen)
	proposals.accept(users, proposal, selected=json.dumps(chosen))
	proposal.reload()
	assert get_net(shown) == as_texts(proposal, proposal.total_one_time, proposal.total_monthly)


def test_plan_of_fixed_amounts_stays(users):
	rows = [proposals.get_row(rate=1000), proposals.get_row(rate=500, is_optional=1)]
	plan = [{"milestone_name": "All", "amount": 1000, "trigger": "On Signature"}]
	proposal = proposals.make_sent(users, items=rows, payment_plan=plan)
	answer = ask(users.a1, proposal, get_options(proposal))
	assert answer["plan"] == as_texts(proposal, 1000)


@pytest.mark.parametrize("selected", ['["x"]', "{}", '"x"', "[1]", "[", "[" * 100_001])
def test_only_options_of_this_proposal_can_be_chosen(users, proposal, selected):
	with deals.as_user(users.a1), pytest.raises(frappe.ValidationError, match="among the optional items"):
		price_selection(proposal.name, selected)


def test_a_row_that_is_no_option_cannot_be_chosen(users, proposal):
	with pytest.raises(frappe.ValidationError, match="among the optional items"):
		ask(users.a1, proposal, [proposal.items[0].name])


def test_others_learn_no_price_and_not_that_there_is_one(users, proposal):
	draft = proposals.make_draft(users)
	for user, name in ((users.b1, proposal.name), (users.a1, draft.name), ("Guest", proposal.name)):
		with deals.as_user(user), pytest.raises(frappe.DoesNotExistError, match=f"{name} not found"):
			price_selection(name)
	assert ask(users.a2, proposal) == ask(users.a1, proposal)


def test_what_waits_for_no_answer_has_no_other_price(users, proposal):
	proposals.accept(users, proposal)
	with pytest.raises(frappe.ValidationError, match="can no longer be answered"):
		ask(users.a1, proposal)
