"""The words of a loss leave the deal for the Lost Analysis, and the leader is told."""

import frappe
import pytest
from erpnext.crm.doctype.opportunity.opportunity import make_quotation, set_multiple_status
from frappe.utils import today

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.lost_data.helpers import WORD, find_word, get_analyses
from salesflow_app.tests.site.refusals import refuse


def test_words_leave_the_opportunity_and_go_into_the_analysis(lost, users):
	doc = frappe.get_doc("Opportunity", lost.name)
	assert (doc.status, doc.order_lost_reason, doc.lost_reasons, doc.competitors) == ("Lost", None, [], [])
	(analysis,) = get_analyses(lost)
	assert (analysis.leader, analysis.sales_person) == (users.sm, users.su)
	assert (analysis.lost_reasons, analysis.competitors) == ("Price", "Rival")
	assert WORD in analysis.detailed_reason


def test_no_other_table_holds_the_words(lost):
	assert find_word("tabSalesflow Lost Analysis", "tabCommunication", "tabEmail Queue") == set()
	for doctype in ("Communication", "Email Queue"):
		field = "content" if doctype == "Communication" else "message"
		rows = frappe.get_all(doctype, {field: ("like", f"%{WORD}%")}, pluck="reference_doctype")
		assert set(rows) <= {"Salesflow Lost Analysis"}


def test_version_history_does_not_hold_the_words(users, as_user, reasons, item, tracked):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, items=[item])
		quotation = make_quotation(opportunity.name).insert()
		quotation.submit()
		frappe.get_doc("Quotation", quotation.name).declare_enquiry_lost(*reasons)
	with as_user(users.sm):
		reopened = frappe.get_doc("Opportunity", opportunity.name).update({"status": "Open"}).save()
	with as_user(users.su):
		reopened.update({"order_lost_reason": WORD, "status": "Lost"}).save()
		reopened.update({"order_lost_reason": f"{WORD} again"}).save()
	names = (opportunity.name, quotation.name)
	versions = frappe.get_all("Version", {"docname": ("in", names)}, pluck="data")
	assert versions
	assert not any(WORD in data or "Rival" in data for data in versions)


def test_words_of_old_deals_leave_with_the_next_save_without_a_mail(users, as_user, opportunity, mails):
	frappe.db.set_value("Opportunity", opportunity.name, {"status": "Lost", "order_lost_reason": WORD})
	with as_user(users.su):
		frappe.get_doc("Opportunity", opportunity.name).save()
	assert not frappe.db.get_value("Opportunity", opportunity.name, "order_lost_reason")
	assert get_analyses(opportunity)[0].detailed_reason == WORD
	assert not mails.find("Deal lost")


@pytest.mark.parametrize("submitted", [False, True])
def test_lost_quotation_tells_the_leader_once_and_keeps_no_words(
	users, as_user, reasons, item, mails, submitted
):
	with as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a, items=[item])
		quotation = make_quotation(opportunity.name).insert()
		if submitted:
			quotation.submit()
		doc = frappe.get_doc("Quotation", quotation.name)
		doc.declare_enquiry_lost(*reasons)
		doc.save()
		frappe.get_doc("Opportunity", opportunity.name).save()
	doc = frappe.get_doc("Quotation", quotation.name)
	assert (doc.status, doc.order_lost_reason, doc.lost_reasons, doc.competitors) == ("Lost", None, [], [])
	(mail,) = mails.find("Deal lost")
	assert mail.recipients == [users.sm]
	(analysis,) = get_analyses(quotation)
	assert not get_analyses(opportunity)
	for user, shown in ((users.sm, analysis.name), (users.su, None)):
		with as_user(user):
			for lost in (quotation, opportunity):
				lost = frappe.get_doc(lost.doctype, lost.name)
				lost.run_method("onload")
				assert lost.get_onload().get("salesflow_lost_analysis") == shown


@pytest.mark.parametrize("way", ["insert", "set_value"])
def test_every_way_to_lose_a_deal_is_told(users, as_user, opportunity, mails, way):
	with as_user(users.su):
		if way == "insert":
			opportunity = factories.make_opportunity(users.customer_a, status="Lost", order_lost_reason=WORD)
		else:
			frappe.client.set_value(
				"Opportunity", opportunity.name, {"status": "Lost", "order_lost_reason": WORD}
			)
	assert len(get_analyses(opportunity)) == 1
	assert [mail.recipients for mail in mails.find("Deal lost")] == [[users.sm]]
	assert find_word("tabSalesflow Lost Analysis", "tabCommunication", "tabEmail Queue") == set()


def test_no_way_to_lose_a_deal_goes_without_a_reason(users, as_user, opportunity):
	with as_user(users.su):
		refuse(set_multiple_status, frappe.as_json([opportunity.name]), "Lost", words="why it was lost")
		refuse(opportunity.declare_enquiry_lost, [], [], words="why it was lost")
	assert frappe.db.get_value("Opportunity", opportunity.name, "status") == "Open"


def test_words_that_come_before_the_loss_wait_for_it(users, as_user, opportunity, mails):
	with as_user(users.su):
		frappe.client.set_value("Opportunity", opportunity.name, "order_lost_reason", WORD)
		assert not mails.find("Deal lost")
		frappe.client.set_value("Opportunity", opportunity.name, "status", "Lost")
	(analysis,) = get_analyses(opportunity)
	assert (analysis.detailed_reason, str(analysis.lost_on)) == (WORD, today())
	assert len(mails.find("Deal lost")) == 1


def test_reopened_and_lost_again_is_told_again(users, as_user, lost, reasons, mails):
	with as_user(users.sm):
		doc = frappe.get_doc("Opportunity", lost.name)
		doc.update({"status": "Open", "lost_reasons": []}).save()
	with as_user(users.su):
		doc.declare_enquiry_lost([], [], "The second time")
		doc.save()
	assert [row.detailed_reason for row in get_analyses(lost)][1] == "The second time"
	assert len(mails.find("Deal lost")) == 1  # the first one was before this fixture


def test_competitors_of_an_open_quotation_stay(users, as_user, reasons, item):
	with as_user(users.su):
		quotation = factories.make_quotation(users.customer_a, items=[item], competitors=reasons[1])
	assert [row.competitor for row in frappe.get_doc("Quotation", quotation.name).competitors] == ["Rival"]
