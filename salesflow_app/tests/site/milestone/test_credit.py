"""A milestone whose invoice was credited: billed again or waived, as a person decides."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.milestone.helpers import pay
from salesflow_app.tests.site.refusals import refuse

TASK = {"salesflow_task": "decide_credited", "status": "Open"}


def credit(users, invoice, submit=True):
	with deals.as_user(users.ac):
		note = make_sales_return(invoice.name)
		note.update_outstanding_for_self = 0
		note.insert()
		return note.submit() if submit else note


def _submit_without_row(note):
	"""As it is now; ERPNext alone would refuse it for the row that was returned."""
	note = frappe.get_doc("Sales Invoice", note.name)
	note.items[0].sales_invoice_item = None
	note.submit()


@pytest.fixture
def billed():
	return frappe.get_doc("Sales Invoice", given.get("billed_milestone").sales_invoice)


@pytest.fixture
def running(billed):
	return frappe.get_doc("SOW", billed.salesflow_sow)


@pytest.fixture
def credited(users, billed):
	credit(users, billed)
	return frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)


class TestBillAgain:
	def test_someone_is_asked_and_the_button_says_so(self, users, credited):
		assert frappe.db.exists("ToDo", {**TASK, "reference_name": credited.name, "allocated_to": users.om})
		with deals.as_user(users.ac):
			refuse(make_sales_invoice, credited.name, words="Bill Again")

	def test_credited_milestone_is_billed_again_with_a_new_invoice(self, users, billed, credited):
		with deals.as_user(users.ac):
			milestone = deals.do(credited, "Bill Again")
		assert milestone.workflow_state == "Ready to Bill" and not milestone.sales_invoice
		again = deals.bill(users, milestone)
		assert again.name != billed.name and again.net_total == 4000
		milestone.reload()
		assert (milestone.workflow_state, milestone.sales_invoice) == ("Invoiced", again.name)
		assert not frappe.db.exists("ToDo", {**TASK, "reference_name": milestone.name})

	@pytest.mark.parametrize("is_paid", [False, True])
	def test_credited_invoice_is_not_left_open(self, users, billed, is_paid):
		"""As the accountant makes it, with the tick that ERPNext sets; what was paid is owed to the client."""
		if is_paid:
			pay(users, billed)
		with deals.as_user(users.ac):
			note = make_sales_return(billed.name)
			note.insert().save()
			note.submit()
		left = -note.grand_total if is_paid else 0
		assert (billed.reload().outstanding_amount, note.reload().outstanding_amount) == (0, -left)
		assert frappe.db.get_value(
			"Payment Milestone", billed.salesflow_payment_milestone, "workflow_state"
		) == ("Credited")

	def test_first_invoice_stays_in_the_history(self, users, billed, credited):
		with deals.as_user(users.om):
			milestone = deals.do(credited, "Bill Again")
		again = deals.bill(users, milestone)
		invoices = frappe.get_all(
			"Sales Invoice", {"salesflow_payment_milestone": milestone.name}, pluck="name"
		)
		assert set(invoices) == {billed.name, again.name}
		comments = frappe.get_all("Comment", {"reference_name": milestone.name}, pluck="content")
		assert any(billed.name in text and "was credited" in text for text in comments)

	def test_all_milestones_are_billed_and_paid_although_one_was_credited(self, users, running, credited):
		with deals.as_user(users.ac):
			milestone = deals.do(credited, "Bill Again")
		second = deals.get_milestones(running)[1]
		for invoice in (deals.bill(users, milestone), deals.bill(users, deals.report(users, second))):
			pay(users, invoice)
		assert frappe.db.get_value("Sales Order", running.sales_order, ["per_billed", "status"]) == (
			100,
			"Closed",
		)

	def test_credit_is_not_taken_back_after_the_decision(self, users, billed, credited):
		with deals.as_user(users.om):
			deals.do(credited, "Bill Again")
		note = frappe.get_doc("Sales Invoice", {"return_against": billed.name})
		with deals.as_user(users.acm):
			refuse(note.cancel, words="Create > Sales Invoice")


class TestWaive:
	def test_waiving_needs_a_reason_and_lets_the_order_close(self, users, running, credited):
		pay(users, deals.bill(users, deals.report(users, deals.get_milestones(running)[1])))
		assert frappe.db.get_value("Sales Order", running.sales_order, "status") != "Closed"
		with deals.as_user(users.om):
			refuse(deals.do, credited, "Waive", words="Reason")
			milestone = frappe.get_doc("Payment Milestone", credited.name)
			milestone.reason = "The workshop did not take place"
			milestone = deals.do(milestone.save(), "Waive")
		assert (milestone.workflow_state, milestone.sales_invoice) == ("Waived", None)
		assert frappe.db.get_value("Sales Order", running.sales_order, "status") == "Closed"

	def test_sow_is_not_completed_while_nobody_has_decided(self, users, running, credited):
		with deals.as_user(users.am):
			refuse(deals.do, running, "Complete", words=credited.name)


class TestCreditNote:
	def test_cancelled_credit_note_leaves_the_milestone_invoiced(self, users, billed):
		note = credit(users, billed)
		with deals.as_user(users.acm):
			frappe.get_doc("Sales Invoice", note.name).cancel()
		milestone = frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)
		assert (milestone.workflow_state, milestone.outstanding_amount) == ("Invoiced", 4760)

	def test_paid_milestone_is_credited_and_what_was_paid_is_not_lost(self, users, billed):
		pay(users, billed)
		credit(users, billed)
		milestone = frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)
		assert (milestone.workflow_state, milestone.paid_amount, milestone.outstanding_amount) == (
			"Credited",
			4760,
			0,
		)

	def test_second_credit_is_refused(self, users, billed):
		first, second = credit(users, billed, submit=False), credit(users, billed, submit=False)
		with deals.as_user(users.ac):
			first.submit()
			second.items[0].sales_invoice_item = None
			refuse(second.submit, words=first.name)

	def test_draft_of_an_earlier_credit_is_told_what_there_is_to_credit(self, users, billed):
		first, second = credit(users, billed, submit=False), credit(users, billed, submit=False)
		with deals.as_user(users.ac):
			first.submit()
			milestone = frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)
			milestone = deals.do(milestone, "Bill Again")
			refuse(_submit_without_row, second, words="Delete this draft")
		again = deals.bill(users, milestone)
		with deals.as_user(users.ac):
			refuse(_submit_without_row, second, words=again.name)

	def test_credit_note_that_names_no_invoice_is_refused_with_the_invoices(self, users, billed):
		row = billed.items[0]
		values = {"sales_order": row.sales_order, "so_detail": row.so_detail, "qty": -1, "rate": 100}
		with deals.as_user(users.ac):
			refuse(
				factories.make_sales_invoice,
				billed.customer,
				is_return=1,
				items=[factories.get_item_row(row.item_code, **values)],
				words=billed.name,
			)
