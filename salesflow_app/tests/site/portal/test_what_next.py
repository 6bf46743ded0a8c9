"""What a receipt says comes next is gone once it has happened."""

import frappe
import pytest

from salesflow_app.portal import accept_milestone
from salesflow_app.portal.proposal_view import get_days_label
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.tests.site import deals, factories, given


def get_next(doc) -> str:
	return " ".join(get_receipt(frappe.get_doc(doc.doctype, doc.name))["next"])


def test_signed_document_is_announced_until_it_is_mailed(users):
	sow = given.get("signed_sow")
	is_sealed = frappe.db.exists("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "sealed"})
	assert ("We email you the signed document" in get_next(sow)) is not bool(is_sealed)


def test_start_is_announced_until_the_order_is_approved(users):
	assert "in touch about the start" in get_next(given.get("signed_sow"))
	assert "in touch" not in get_next(given.get("running_sow"))


def test_sow_is_announced_until_it_is_out(users):
	proposal = given.get("accepted_proposal")
	assert "We prepare what follows" in get_next(proposal)
	sow = deals.make_drafted_sow(users)
	sow.db_set("work_proposal", proposal.name)
	assert get_next(proposal)
	sow.db_set("sent_on", "2026-01-01 10:00:00")
	assert not get_next(proposal)


def test_accepted_milestone_announces_its_invoice_until_there_is_one(users):
	sow = deals.make_running_sow(users, milestones=factories.get_plan(40, 60, acceptance_needed=1))
	milestone = deals.get_milestones(sow)[0]
	with deals.as_user(users.am):
		if milestone.workflow_state == "Planned":
			milestone = deals.do(milestone, "Mark Reached")
		deals.do(milestone, "Ask for Acceptance")
	with deals.as_user(users.a1):
		accept_milestone.accept(milestone.name, "Anna Client", consent=1)
	assert get_next(milestone) == "We will send you the invoice for this milestone."
	milestone = deals.report(users, frappe.get_doc("Payment Milestone", milestone.name))
	deals.bill(users, milestone)
	assert not get_next(milestone)


@pytest.mark.parametrize(("amount", "label"), [(100, "30 days after the invoice"), (-100, "")])
def test_what_a_change_takes_away_has_no_invoice(site, amount, label):
	assert get_days_label(frappe._dict(amount=amount, days=30)) == label
