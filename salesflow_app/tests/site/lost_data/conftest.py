"""Fixtures of the tests of lost deals."""

import frappe
import pytest

from salesflow_app.deal import lost_data
from salesflow_app.tests.site import factories, mailserver
from salesflow_app.tests.site.cast import TEAM
from salesflow_app.tests.site.lost_data.helpers import WORD


@pytest.fixture
def reasons():
	"""Lost reasons and a competitor that all carry the word."""
	for doctype, field in (
		("Opportunity Lost Reason", "lost_reason"),
		("Quotation Lost Reason", "order_lost_reason"),
	):
		frappe.get_doc({"doctype": doctype, field: "Price"}).insert(ignore_if_duplicate=True)
	frappe.get_doc({"doctype": "Competitor", "competitor_name": "Rival"}).insert(ignore_if_duplicate=True)
	return [{"lost_reason": "Price"}], [{"competitor": "Rival"}], f"They say {WORD} <b>x</b> {{{{ 7*7 }}}}"


@pytest.fixture
def item(_isolated) -> dict:
	"""A row of items for an opportunity or a quotation."""
	return factories.get_item_row(uom="Nos")


@pytest.fixture
def opportunity(users, as_user):
	with as_user(users.su):
		return factories.make_opportunity(users.customer_a)


@pytest.fixture
def tracked(_isolated):
	"""Opportunity and Quotation keep a version history, as a site may choose."""
	for doctype in lost_data.DOCTYPES:
		frappe.make_property_setter(
			{"doctype": doctype, "doctype_or_field": "DocType", "property": "track_changes", "value": 1}
		)
		frappe.clear_cache(doctype=doctype)
	yield
	for doctype in lost_data.DOCTYPES:
		frappe.clear_cache(doctype=doctype)


@pytest.fixture
def lost(users, as_user, opportunity, reasons):
	sent = mailserver.Outbox()
	with as_user(users.su):
		opportunity.declare_enquiry_lost(*reasons)
	sent.work()
	return opportunity


@pytest.fixture
def other_leader(users):
	"""A Sales Manager who leads another team."""
	user = _make_manager()
	root = frappe.db.get_value("Sales Person", TEAM, "parent_sales_person")
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": factories.get_unique("Other Team"),
			"parent_sales_person": root,
			"is_group": 1,
			"salesflow_user": user,
		}
	).insert()
	return user


def _make_manager() -> str:
	email = f"{frappe.generate_hash(length=8)}@nordwind.example"
	roles = [{"role": "Sales Manager"}, {"role": "System Manager"}]
	values = {
		"doctype": "User",
		"email": email,
		"first_name": "Otto",
		"send_welcome_email": 0,
		"roles": roles,
	}
	return frappe.get_doc(values).insert().name
