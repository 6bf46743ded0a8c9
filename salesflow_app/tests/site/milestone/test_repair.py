"""The repair command finds what the ledger says otherwise, once, and normally nothing."""

import frappe
import pytest

from salesflow_app.milestone import repair
from salesflow_app.tests.site import given
from salesflow_app.tests.site.milestone.helpers import get_state, pay


@pytest.fixture
def billed():
	return given.get("billed_milestone")


def get_lines(*names: str, **kwargs) -> list[str]:
	"""What was found about these documents: other tests' deals are on the site as well."""
	return [line for line in repair.run(**kwargs) if any(name in line for name in names)]


def spoil(milestone, **values) -> None:
	frappe.db.set_value("Payment Milestone", milestone.name, values)


def test_nothing_is_changed_where_nothing_is_wrong(users, billed):
	pay(users, frappe.get_doc("Sales Invoice", billed.sales_invoice), 1000)
	assert get_lines(billed.name, frappe.db.get_value("SOW", billed.sow, "sales_order")) == []


def test_state_and_amounts_follow_the_ledger_again(users, billed):
	pay(users, frappe.get_doc("Sales Invoice", billed.sales_invoice))
	spoil(billed, workflow_state="Invoiced", paid_amount=1, outstanding_amount=3)
	(line,) = get_lines(billed.name, dry_run=True)
	assert "workflow_state Invoiced -> Paid" in line and get_state(billed) == "Invoiced"
	assert get_lines(billed.name) == [line] and get_lines(billed.name) == []
	billed.reload()
	assert (billed.workflow_state, billed.paid_amount, billed.outstanding_amount) == ("Paid", 4760, 0)


def test_lost_link_to_the_invoice_is_found(billed):
	spoil(billed, workflow_state="Ready to Bill", sales_invoice=None, billed_amount=0)
	(line,) = get_lines(billed.name)
	assert billed.sales_invoice in line and get_state(billed) == "Invoiced"


def test_invoice_that_was_cancelled_past_the_events_is_let_go(billed):
	frappe.db.set_value("Sales Invoice", billed.sales_invoice, "docstatus", 2)
	assert get_lines(billed.name)
	billed.reload()
	assert (billed.workflow_state, billed.sales_invoice, billed.billed_amount) == ("Ready to Bill", None, 0)


def test_open_milestone_of_a_terminated_sow_is_waived(billed):
	frappe.db.set_value("SOW", billed.sow, "workflow_state", "Terminated")
	second = frappe.db.get_value("Payment Milestone", {"sow": billed.sow, "name": ("!=", billed.name)})
	assert any("Waived" in line for line in get_lines(second))
	assert get_state(billed) == "Invoiced"
