"""An Opportunity's log has authors, and its status follows from the deal."""

import frappe
import pytest
from frappe.utils import today

from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.refusals import refuse, refused


@pytest.fixture
def opportunity(users):
	with deals.as_user(users.su):
		doc = factories.make_opportunity(customer=users.customer_a)
		doc.append("salesflow_progress", {"progress_date": today(), "activity": "Call", "note": "Mine"})
		return doc.save()


def save(user: str, name: str, change) -> None:
	with deals.as_user(user):
		doc = frappe.get_doc("Opportunity", name)
		change(doc)
		doc.save()


def write(doc) -> None:
	doc.salesflow_progress[0].note = "Not what he said"


def share(doc) -> None:
	doc.salesflow_progress[0].share = 1


def move(doc) -> None:
	doc.salesflow_progress[0].progress_date = "2020-01-01"


def delete(doc) -> None:
	doc.salesflow_progress = []


@pytest.mark.parametrize("change", [write, share, move, delete])
def test_others_rows_stay_as_they_were_reported(users, opportunity, change):
	for user in (users.su2, users.sm):
		refuse(save, user, opportunity.name, change, words="Add a row of your own")
	save(users.su, opportunity.name, change)


def test_everybody_adds_rows_of_their_own(users, opportunity):
	save(users.su2, opportunity.name, lambda doc: doc.append("salesflow_progress", {"note": "Mine too"}))
	rows = frappe.get_doc("Opportunity", opportunity.name).salesflow_progress
	assert [row.reported_by for row in rows] == [users.su, users.su2]


def test_row_is_not_written_past_its_opportunity(users, opportunity):
	row = frappe.get_doc("Salesflow Opportunity Progress", opportunity.salesflow_progress[0].name)
	row.note = "By REST"
	with deals.as_user(users.su2), refused("Change it in"):
		row.save(ignore_permissions=True)


# Status


def set_status(user: str, name: str, status: str) -> None:
	save(user, name, lambda doc: doc.update({"status": status, "order_lost_reason": "Price"}))


@pytest.mark.parametrize(
	("status", "words"), [("Converted", "Sales Order is submitted"), ("Quotation", "is quoted when")]
)
def test_no_status_without_its_document(users, opportunity, status, words):
	for user in (users.su, users.sm):
		refuse(set_status, user, opportunity.name, status, words=words)


def test_lost_deal_is_reopened_by_the_leader(users, opportunity):
	set_status(users.su, opportunity.name, "Lost")
	refuse(set_status, users.su, opportunity.name, "Open", words="Ask your leader")
	set_status(users.sm, opportunity.name, "Open")
	assert opportunity.db_get("status") == "Open"


def test_lost_deal_is_alive_again_with_a_new_quotation(users, opportunity):
	set_status(users.su, opportunity.name, "Lost")
	factories.make_quotation(customer=users.customer_a, opportunity=opportunity.name, submit=True)
	opportunity.reload()
	assert opportunity.has_active_quotation()
	set_status(users.sm, opportunity.name, "Quotation")


def test_closing_and_reopening_stays_the_sellers(users, opportunity):
	for status in ("Closed", "Open", "Replied", "Open"):
		set_status(users.su, opportunity.name, status)


def test_won_deal_stays_won(users, opportunity):
	quotation = factories.make_quotation(customer=users.customer_a, opportunity=opportunity.name, submit=True)
	opportunity.db_set("status", "Converted")
	quotation.db_set("status", "Ordered")
	refuse(set_status, users.su, opportunity.name, "Open", words="Cancel that first")
