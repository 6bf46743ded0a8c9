"""What a form says comes next follows from the deal, not from the state of one document."""

import frappe
import pytest

from salesflow_app.deal.advice import TASK
from salesflow_app.desk.deal_steps import get_step
from salesflow_app.tests.site import deals, factories, given, proposals


def get_sentence(doc) -> str:
	step = get_step(doc.reload())
	return step.sentence.format(step.who) if step else ""


def tell(doc) -> str:
	"""What the form gets when it is opened."""
	doc.reload().run_method("onload")
	return (doc.get_onload("salesflow_next_step") or {}).get("sentence", "")


def test_accepted_proposal_leads_to_where_the_deal_is(users, settings):
	settings(sow_rules=[])
	proposal = proposals.make_accepted(users)
	(order,) = frappe.get_all("Sales Order Item", {"prevdoc_docname": proposal.quotation}, pluck="parent")
	assert get_sentence(proposal) == f"Account Manager has Sales Order {order} approved."
	assert frappe.db.exists("ToDo", {"reference_name": order, "allocated_to": proposal.account_manager})
	frappe.db.set_value("Sales Order", order, {"docstatus": 1, "status": "To Deliver and Bill"})
	assert get_sentence(proposal) == f"The deal goes on in Sales Order {order} (To Deliver and Bill)."
	frappe.db.set_value("Sales Order", order, "status", "Closed")
	assert tell(proposal) == f"No further action: Sales Order {order} is Closed."


def test_accepted_proposal_leads_to_its_sow(users, settings):
	settings(sow_rules=[{"company": "", "sow_needed": 1}])
	proposal = proposals.make_accepted(users)
	sow = frappe.db.get_value("SOW", {"quotation": proposal.quotation})
	assert get_sentence(proposal) == f"The deal goes on in SOW {sow} (Requested)."


def test_superseded_proposal_is_amended_next(users):
	proposal = given.get("sent_proposal")
	with deals.as_user(users.am):
		deals.do(proposal, "Supersede")
		assert "amends this proposal to create the next version" in get_sentence(proposal)
		amended = frappe.copy_doc(proposal.reload())
		amended.amended_from = proposal.name
		amended.insert()
	assert get_sentence(proposal) == f"No further action: Work Proposal {amended.name} has replaced this one."


def test_signed_sow_waits_for_its_order(users):
	sow = given.get("signed_sow")
	assert tell(sow) == f"{{0}} has Sales Order {sow.sales_order} approved."
	deals.approve_order(users, sow.sales_order)
	assert not get_sentence(sow)
	frappe.db.set_value("Payment Milestone", {"sow": sow.name}, "workflow_state", "Paid")
	assert "completes the SOW" in get_sentence(sow)


def test_completed_discovery_is_over_once_its_proposal_is_there(users):
	discovery = factories.make_discovery(factories.make_opportunity(users.customer_a).name)
	discovery.db_set("workflow_state", "Completed")
	assert not get_sentence(discovery)
	proposal = proposals.make_draft(users)
	proposal.db_set("discovery", discovery.name)
	assert tell(discovery) == f"No further action: Work Proposal {proposal.name} follows."


@pytest.mark.parametrize("status", ["Converted", "Lost", "Closed"])
def test_nobody_is_asked_for_advice_on_a_deal_that_is_over(users, status, jobs):
	"""ERPNext and the app write such a status without a save."""
	with deals.as_user(users.su):
		opportunity = factories.make_opportunity(users.customer_a)
	task = {"reference_name": opportunity.name, "salesflow_task": TASK, "status": "Open"}
	assert frappe.db.exists("ToDo", task)
	opportunity.reload().db_set("status", status)
	jobs.run("outbox.worker")
	assert not frappe.db.exists("ToDo", task)
