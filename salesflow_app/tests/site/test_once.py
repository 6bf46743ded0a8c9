"""Two people go on from the same step of a deal: the second is told the name of what the first made."""

import pytest

from salesflow_app.conversions import opportunity_to_sow, quotation_to_sow, work_proposal_to_sow
from salesflow_app.conversions.discovery_to_work_proposal import make_work_proposal
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.refusals import refuse


def make_completed_discovery(users):
	discovery = factories.make_discovery(factories.make_opportunity(users.customer_a).name)
	with deals.as_user(users.su):
		return deals.do(deals.do(discovery, "Start Discovery"), "Complete")


def insert(make, source, user, **values):
	with deals.as_user(user):
		return make(source).update(values).insert()


@pytest.fixture
def quotation(users, settings):
	settings(require_opportunity_facts=0)
	return factories.make_quotation(customer=users.customer_a, submit=True)


def test_proposal_of_a_discovery_is_drafted_once(users):
	discovery = make_completed_discovery(users)
	values = {"title": "Offer", "contact_email": users.a1}
	first = insert(make_work_proposal, discovery.name, users.am, **values)
	with deals.as_user(users.am):
		second = make_work_proposal(discovery.name).update(values)
		refuse(second.insert, words=f"already has {first.doctype} {first.name} (")
	first.delete()
	with deals.as_user(users.am):
		assert second.insert().name != first.name


def test_alternative_offer_follows_an_approved_one(users):
	first = given.get("approved_proposal")
	discovery = make_completed_discovery(users)
	first.db_set("discovery", discovery.name)
	assert insert(make_work_proposal, discovery.name, users.am, title="Other", contact_email=users.a1)


def test_sow_of_a_proposal_is_drafted_once(users):
	proposal = given.get("accepted_proposal")
	first = insert(work_proposal_to_sow.make_sow, proposal.name, users.sa, title="Contract")
	with deals.as_user(users.am):
		refuse(
			work_proposal_to_sow.make_sow(proposal.name).update({"title": "Contract"}).insert,
			words=f"already has {first.doctype} {first.name} (",
		)


def test_sow_of_a_quotation_is_drafted_once(users, quotation):
	first = insert(quotation_to_sow.make_sow, quotation.name, users.sa, title="Contract")
	with deals.as_user(users.am):
		refuse(
			quotation_to_sow.make_sow(quotation.name).update({"title": "Contract"}).insert,
			words=f"already has {first.doctype} {first.name} (",
		)


def test_sow_of_an_opportunity_is_requested_once(users):
	opportunity = factories.make_opportunity(users.customer_a)
	first = insert(opportunity_to_sow.make_sow, opportunity.name, users.su, title="Contract")
	with deals.as_user(users.su):
		refuse(
			opportunity_to_sow.make_sow(opportunity.name).update({"title": "Contract"}).insert,
			words=f"already has {first.doctype} {first.name} (",
		)
