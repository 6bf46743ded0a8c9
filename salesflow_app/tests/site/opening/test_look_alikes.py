"""Similar past deals, as far as their reader may see each."""

import frappe
import pytest

from salesflow_app.deal import look_alikes
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.statements import count_own_statements


@pytest.fixture
def trade(_isolated) -> str:
	"""An industry of this test alone."""
	return (
		frappe.get_doc({"doctype": "Industry Type", "industry": factories.get_unique("Trade")}).insert().name
	)


@pytest.fixture
def make_past(users, trade):
	def _make(status: str = "Converted", **values):
		doc = factories.make_opportunity(users.customer_a, industry=trade, **values)
		frappe.db.set_value("Opportunity", doc.name, "status", status)
		return doc

	return _make


@pytest.fixture
def deal(users, trade):
	return factories.make_opportunity(users.customer_b, industry=trade)


def get_rows(deal) -> list[dict]:
	return look_alikes.get_look_alikes(deal.name)["look_alikes"]


def get_row(deal, past) -> dict:
	"""What is told of one past deal; committed ones of others may be similar too."""
	return next(row for row in get_rows(deal) if row["name"] == past.name)


def get_names(user: str, deal, as_user) -> list[str]:
	with as_user(user):
		return [row["name"] for row in get_rows(deal)]


def test_five_most_similar_past_deals_and_no_open_one(users, as_user, deal, make_past):
	far = make_past("Lost", no_of_employees="1000+", opportunity_amount=1)
	close = [make_past("Lost" if number % 2 else "Converted").name for number in range(5)]
	make_past("Open")
	assert set(get_names(users.su, deal, as_user)) == set(close)
	frappe.db.set_value("Opportunity", far.name, {"no_of_employees": "51-200", "opportunity_amount": 10000})
	assert len(get_names(users.su, deal, as_user)) == 5


def test_shared_items_come_first(users, as_user, trade, make_past):
	row = factories.get_item_row(uom="Nos")
	with_item = make_past(items=[dict(row)])
	make_past()
	deal = factories.make_opportunity(users.customer_b, industry=trade, items=[dict(row)])
	assert get_names(users.su, deal, as_user)[0] == with_item.name


def test_outcome_and_advice_are_told_and_never_why_it_was_lost(users, as_user, deal, make_past):
	with as_user(users.su):
		lost = make_past("Open")
	with as_user(users.sm):
		frappe.get_doc("Opportunity", lost.name).update({"salesflow_advice": "Visit <b>them</b>"}).save()
	with as_user(users.su):
		frappe.get_doc("Opportunity", lost.name).declare_enquiry_lost([], [], "They hate our price")
		row = get_row(deal, lost)
	assert (row["outcome"], row["advice"]) == ("Lost", "Visit them")
	assert "hate" not in frappe.as_json(row)
	with as_user(users.sm):
		assert "hate" not in frappe.as_json(get_rows(deal)), "not even for the leader"


def test_margin_is_told_to_who_may_see_costs(users, as_user, deal, make_past):
	past = make_past()
	proposal = factories.make_work_proposal(opportunity=past.name)
	accepted = {"workflow_state": "Accepted", "margin_percentage": 42, "margin_unknown": None}
	frappe.db.set_value("Work Proposal", proposal.name, accepted)
	for user, margin in ((users.sm, "42"), (users.am, "42"), (users.su, "")):
		with as_user(user):
			row = get_row(deal, past)
		assert row["margin"].strip("%\N{NO-BREAK SPACE} ") == margin, user


@pytest.mark.bench_only("User Permissions")
def test_what_the_reader_may_not_see_is_not_found(users, as_user, deal, make_past):
	past = make_past()
	other = factories.make_opportunity(users.customer_a, industry=deal.industry, customer_group=None)
	frappe.db.set_value("Opportunity", other.name, {"status": "Lost", "territory": "All Territories"})
	frappe.db.set_value("Opportunity", [past.name, deal.name], "territory", "Germany")
	limit = {"doctype": "User Permission", "user": users.su2, "allow": "Territory"}
	frappe.get_doc({**limit, "for_value": "Germany"}).insert()
	own = {past.name, other.name}
	assert own & set(get_names(users.su, deal, as_user)) == own
	assert own & set(get_names(users.su2, deal, as_user)) == {past.name}
	with as_user(users.mf), pytest.raises(frappe.PermissionError):
		get_rows(deal)


def test_nothing_is_similar_to_a_deal_without_facts_or_to_one_that_is_over(users, as_user, deal, make_past):
	make_past()
	bare = factories.make_opportunity(users.customer_b, industry=None, no_of_employees="")
	frappe.db.set_value("Opportunity", bare.name, {"industry": None, "no_of_employees": None})
	assert get_names(users.su, bare, as_user) == []
	frappe.db.set_value("Opportunity", deal.name, "status", "Closed")
	assert get_names(users.su, deal, as_user) == []


def test_few_statements_however_many_deals(users, as_user, deal, make_past):
	for _each in range(6):
		make_past()
	doc = frappe.get_doc("Opportunity", deal.name)
	with as_user(users.su):
		look_alikes.find(doc)
		assert count_own_statements(lambda: look_alikes.find(doc)) <= 6
