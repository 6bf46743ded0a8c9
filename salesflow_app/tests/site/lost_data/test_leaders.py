"""Leaders come and go, and the Lost Analysis stays with its deal."""

import frappe
import pytest
from frappe.client import get

from salesflow_app.deal import lost_data
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.cast import TEAM
from salesflow_app.tests.site.lost_data.conftest import _make_manager
from salesflow_app.tests.site.lost_data.helpers import WORD, ask, get_analyses

# Leaders come and go


def test_without_a_leader_nobody_reads_and_the_sales_person_is_warned(users, as_user, reasons, mails):
	loner = _make_manager()
	with as_user(loner):
		opportunity = factories.make_opportunity(users.customer_a)
		opportunity.declare_enquiry_lost(*reasons)
		assert "there is no leader to tell" in str(frappe.local.message_log)
	(analysis,) = get_analyses(opportunity)
	assert not analysis.leader and not mails.find("Deal lost")
	for user in (users.sm, users.sys, loner):
		with as_user(user):
			assert WORD not in ask(get, "Salesflow Lost Analysis", analysis.name)
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": factories.get_unique("Loner"),
			"parent_sales_person": TEAM,
			"salesflow_user": loner,
		}
	).insert()
	assert get_analyses(opportunity)[0].leader == users.sm
	assert [mail.recipients for mail in mails.find("Deal lost")] == [[users.sm]]


def test_the_head_of_a_team_leads_himself(users, as_user, reasons, mails):
	with as_user(users.sm):
		opportunity = factories.make_opportunity(users.customer_a)
		opportunity.declare_enquiry_lost(*reasons)
	assert get_analyses(opportunity)[0].leader == users.sm
	assert [mail.recipients for mail in mails.find("Deal lost")] == [[users.sm]]


def test_analyses_of_a_leader_who_left_go_to_the_next_one(users, lost, other_leader, mails):
	frappe.db.set_value("User", users.sm, "enabled", 0)
	frappe.get_doc("Sales Person", TEAM).update({"salesflow_user": other_leader}).save()
	lost_data.hand_over_orphans()
	(analysis,) = get_analyses(lost)
	assert analysis.leader == other_leader
	told = mails.find("Deal lost", doc=frappe.get_doc("Salesflow Lost Analysis", analysis.name))
	assert [mail.recipients for mail in told] == [[other_leader]]


# Records


def test_lost_deal_is_not_deleted_with_its_analysis(users, as_user, lost):
	with as_user(users.su), pytest.raises(frappe.ValidationError, match="Close it instead"):
		frappe.delete_doc("Opportunity", lost.name)


@pytest.mark.bench_only("renaming a document")
def test_analysis_follows_a_renamed_opportunity(users, lost):
	new = factories.get_unique("OPP")
	frappe.rename_doc("Opportunity", lost.name, new, force=True)
	assert frappe.db.get_value("Salesflow Lost Analysis", {"reference_name": new}, "leader") == users.sm


def test_uninstall_gives_the_words_back(lost):
	lost_data.give_back_all()
	doc = frappe.get_doc("Opportunity", lost.name)
	assert WORD in doc.order_lost_reason
	assert [row.lost_reason for row in doc.lost_reasons] == ["Price"]
	assert [row.competitor for row in doc.competitors] == ["Rival"]
