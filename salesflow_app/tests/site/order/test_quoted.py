"""An offer of ours is ordered through its proposal or its SOW only, and once."""

import frappe
import pytest
from erpnext.selling.doctype.quotation.quotation import make_sales_order

from salesflow_app.conversions.quotation_to_sales_order import make_order_again
from salesflow_app.conversions.quotation_to_sow import make_sow
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.proposal.helpers import get_order
from salesflow_app.tests.site.refusals import refuse


def order_by_hand(users, quotation: str, user: str = "su"):
	with deals.as_user(getattr(users, user)):
		return make_sales_order(quotation).insert()


@pytest.fixture(autouse=True)
def delivery_date(monkeypatch):
	"""ERPNext wants a date on the order that it makes of a quotation."""
	insert = frappe.model.document.Document.insert

	def insert_with_date(self, *args, **kwargs):
		if self.doctype == "Sales Order" and not self.delivery_date:
			self.delivery_date = frappe.utils.add_days(frappe.utils.today(), 30)
		return insert(self, *args, **kwargs)

	monkeypatch.setattr(frappe.model.document.Document, "insert", insert_with_date)


def test_sent_proposal_is_not_ordered_from_its_quotation(users):
	proposal = proposals.make_sent(users)
	for user in ("su", "sm"):
		sentence = refuse(order_by_hand, users, proposal.quotation, user, words="has not answered yet")
		assert proposal.name in sentence
	assert proposals.accept(users, proposal)["state"] == "Accepted"
	assert frappe.get_doc("Sales Order", get_order(proposal)).total == 10000


def test_declined_proposal_is_not_ordered(users):
	proposal = proposals.make_sent(users)
	frappe.db.set_value("Work Proposal", proposal.name, "workflow_state", "Declined")
	refuse(order_by_hand, users, proposal.quotation, words="send the new version")


def test_accepted_proposal_is_ordered_once(users):
	proposal = proposals.make_accepted(users)
	order = get_order(proposal)
	assert order in refuse(order_by_hand, users, proposal.quotation, words="already ordered")
	with deals.as_user(users.su):
		assert make_order_again(proposal.name) == order
	assert frappe.db.count("Sales Order Item", {"prevdoc_docname": proposal.quotation}) == 1


def test_deleted_order_of_a_proposal_is_made_again(users):
	proposal = proposals.make_accepted(users)
	frappe.delete_doc("Sales Order", get_order(proposal))
	refuse(order_by_hand, users, proposal.quotation, words="use Create > Sales Order there")
	with deals.as_user(users.su):
		order = frappe.get_doc("Sales Order", make_order_again(proposal.name))
	assert (order.total, [row.payment_amount for row in order.payment_schedule]) == (10000, [11900])
	assert deals.approve_order(users, order.name).docstatus == 1


def test_proposal_that_nobody_accepted_is_not_ordered(users):
	proposal = proposals.make_sent(users)
	with deals.as_user(users.su):
		refuse(make_order_again, proposal.name, words="once the client has accepted it")


def make_sow_of_quotation(users):
	quotation = factories.make_quotation(users.customer_a, submit=True)
	with deals.as_user(users.sa):
		items = [row.as_dict() for row in make_sow(quotation.name).get("items")]
	return deals.make_sent_sow(users, quotation=quotation.name, items=items), quotation.name


@pytest.mark.parametrize("state", ["Sent", "Signed"])
def test_lines_of_a_sow_are_ordered_by_its_signature(users, state):
	sow, quotation = make_sow_of_quotation(users)
	if state == "Signed":
		deals.sign(users, sow)
	words = "is ordered with Sales Order" if state == "Signed" else "revise the SOW and remove the row"
	assert sow.name in refuse(order_by_hand, users, quotation, words=words)


def test_sow_is_not_signed_over_lines_that_were_ordered_meanwhile(users):
	sow, quotation = make_sow_of_quotation(users)
	frappe.db.set_value("SOW", sow.name, "workflow_state", "Expired")
	order = order_by_hand(users, quotation)
	frappe.db.set_value("SOW", sow.name, "workflow_state", "Sent")
	sentence = refuse(deals.sign, users, sow, words="ordered, billed or changed since it was sent")
	assert order.name not in sentence


def test_revised_sow_leaves_its_lines_to_an_order(users):
	sow, quotation = make_sow_of_quotation(users)
	with deals.as_user(users.sa):
		deals.do(sow, "Revise")
	assert order_by_hand(users, quotation).docstatus == 0


def test_acceptance_goes_on_with_the_sow_that_is_there(users):
	proposal = proposals.make_sent(users)
	sow = deals.make_drafted_sow(users, quotation=proposal.quotation, work_proposal=proposal.name)
	assert proposals.accept(users, proposal)["state"] == "Accepted"
	assert not get_order(proposal)
	assert frappe.get_all("SOW", {"quotation": proposal.quotation}, pluck="name") == [sow.name]


def test_order_made_by_hand_needs_the_sow_that_the_discovery_asks_for(users, settings):
	settings(sow_rules=[], use_order_approval=0)
	opportunity = factories.make_opportunity(users.customer_a)
	discovery = factories.make_discovery(opportunity.name, sow_needed=1)
	quotation = factories.make_quotation(users.customer_a, submit=True, opportunity=opportunity.name)
	order = order_by_hand(users, quotation.name)
	with deals.as_user(users.su):
		assert discovery.name in refuse(order.submit, words="needs a Statement of Work")


def test_quotation_of_no_proposal_is_ordered_by_erpnexts_button(users):
	quotation = factories.make_quotation(users.customer_a, submit=True)
	assert order_by_hand(users, quotation.name).docstatus == 0


def make_two_drafts(users):
	"""What two people make of one quotation over ten pieces, at the same time."""
	item = factories.get_item_row(factories.make_item().name, qty=10, rate=100)
	quotation = factories.make_quotation(customer=users.customer_a, items=[item], submit=True)
	return [order_by_hand(users, quotation.name) for _each in range(2)]


def approve(users, order):
	with deals.as_user(users.su):
		order = deals.do(order, "Submit for Approval")
	with deals.as_user(users.sm):
		return deals.do(order, "Approve")


def test_quotation_is_ordered_once_whoever_approves(users, settings):
	settings(use_order_approval=1, require_opportunity_facts=0)
	first, second = make_two_drafts(users)
	approve(users, first)
	sentence = refuse(approve, users, second, words="already ordered with Sales Order")
	assert first.name in sentence and "row 1" in sentence
	first.reload().cancel()
	assert approve(users, frappe.get_doc("Sales Order", second.name)).docstatus == 1


def test_quotation_is_ordered_in_parts(users, settings):
	settings(use_order_approval=1, require_opportunity_facts=0)
	first, second = make_two_drafts(users)
	for order, qty in ((first, 4), (second, 6)):
		order.items[0].qty = qty
		with deals.as_user(users.su):
			order.save()
		assert approve(users, order).docstatus == 1


def test_order_larger_than_its_quotation_is_the_sellers_to_make(users, settings):
	settings(use_order_approval=1, require_opportunity_facts=0)
	order = make_two_drafts(users)[0]
	order.items[0].qty = 12
	with deals.as_user(users.su):
		order.save()
	if frappe.get_meta("Quotation Item").has_field("ordered_qty"):  # ERPNext 16 has a limit of its own
		refuse(approve, users, order, words="over limit")
	else:
		assert approve(users, order).docstatus == 1
