"""Terminate works with any money behind it: what is billed stays, the rest ends, the client is told."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from erpnext.selling.doctype.sales_order.sales_order import update_status

from salesflow_app.conversions.sow_to_change_order import make_change_order
from salesflow_app.documents.reasons import give_reason
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.refusals import refuse


def terminate(users, sow):
	sow = frappe.get_doc("SOW", sow.name)
	with deals.as_user(users.om):
		give_reason("SOW", sow.name, "Terminate", "The client gave up the project")
		return deals.do(sow.reload(), "Terminate")


def get_states(sow) -> list[str]:
	return [row.workflow_state for row in deals.get_milestones(sow)]


def get_order(sow) -> tuple | None:
	return frappe.db.get_value("Sales Order", sow.sales_order, ["docstatus", "status"])


def test_terminated_sow_waives_its_milestones_and_cancels_its_order(users, jobs, mails):
	sow = given.get("running_sow")
	assert terminate(users, sow).workflow_state == "Terminated"
	assert get_states(sow) == ["Waived", "Waived"]
	assert get_order(sow) == (2, "Cancelled")
	jobs.run()
	mail = mails.find("Terminated", to=users.a1)
	assert "gave up" not in str(mail)


def test_draft_order_of_a_terminated_sow_is_gone(users):
	sow = given.get("signed_sow")
	assert terminate(users, sow).workflow_state == "Terminated"
	assert get_order(sow) is None
	assert not frappe.db.get_value("SOW", sow.name, "sales_order")


@pytest.mark.parametrize("paid", [False, True])
def test_what_is_billed_stays(users, paid):
	sow = given.get("running_sow")
	invoice = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))
	if paid:
		factories.make_payment_entry(invoice.name)
	assert terminate(users, sow).workflow_state == "Terminated"
	assert get_states(sow) == ["Paid" if paid else "Invoiced", "Waived"]
	assert get_order(sow) == (1, "Closed")
	assert invoice.reload().docstatus == 1
	if not paid:
		factories.make_payment_entry(invoice.name)
		assert get_states(sow) == ["Paid", "Waived"]


def test_draft_invoice_is_taken_back(users):
	sow = given.get("running_sow")
	invoice = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]), submit=False)
	assert terminate(users, sow).workflow_state == "Terminated"
	assert get_states(sow) == ["Waived", "Waived"]
	assert not frappe.db.exists("Sales Invoice", invoice.name)


def make_signed_change(users, sow):
	with deals.as_user(users.sa):
		change = make_change_order(sow.name)
		row = {"item_code": sow.items[0].item_code, "qty": 1, "uom": "Nos", "rate": 500}
		change.append("items", row)
		change.append("milestones", {"milestone_name": "More", "trigger": "Manual", "amount": 500})
		change.scope = "<p>More.</p>"
		change = deals.do(change.insert(), "Start Drafting")
		change = deals.do(deals.do(change, "Mark Ready"), "Send to Client")
	deals.sign(users, change)
	return frappe.get_doc("SOW", change.name)


def test_change_orders_end_with_their_sow_and_not_alone(users):
	sow = given.get("running_sow")
	change = make_signed_change(users, sow)
	refuse(terminate, users, change, words="takes it back")
	assert terminate(users, sow).workflow_state == "Terminated"
	assert change.reload().workflow_state == "Terminated"
	assert get_states(sow) + get_states(change) == ["Waived"] * 3


def test_what_comes_back_after_the_end_is_waived_and_waits_for_nobody(users):
	"""The client was told that nothing more is billed, and a milestone to bill again could be neither billed nor waived."""
	sow = given.get("running_sow")
	credited, cancelled = (
		deals.bill(users, deals.report(users, milestone)) for milestone in deals.get_milestones(sow)
	)
	terminate(users, sow)
	assert get_states(sow) == ["Invoiced", "Invoiced"]
	note = make_sales_return(credited.name)
	note.insert()
	note.submit()
	update_status("Draft", sow.sales_order)  # ERPNext cancels no invoice of a closed order
	cancelled.reload().cancel()
	assert get_states(sow) == ["Waived", "Waived"]
	names = [milestone.name for milestone in deals.get_milestones(sow)]
	assert not frappe.get_all("ToDo", {"reference_name": ("in", names), "status": "Open"})
