"""An invoice bills exactly one milestone."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice as bill_all
from frappe.utils import add_days, flt, formatdate, today

from salesflow_app.conversions.payment_milestone_to_sales_invoice import (
	get_unsaved_invoice,
	make_sales_invoice,
)
from salesflow_app.milestone.billing import get_locked_milestone
from salesflow_app.milestone.invoice import validate_same_deal
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text.formats import number


class TestInvoice:
	def test_invoice_bills_exactly_the_milestone(self, users, running):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))
		assert (invoice.total, invoice.grand_total, invoice.salesflow_sow) == (4000, 4760, running.name)
		assert str(invoice.due_date) == add_days(today(), 30)
		assert sum(row.qty for row in invoice.items) == 1

	def test_task_of_billing_closes_with_the_invoice_and_comes_back_without_it(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		task = {"reference_name": milestone.name, "allocated_to": users.om, "status": "Open"}
		invoice = deals.bill(users, milestone, submit=False)
		assert frappe.db.exists("ToDo", task)
		invoice.submit()
		assert not frappe.db.exists("ToDo", task)
		invoice.reload().cancel()
		assert frappe.db.exists("ToDo", task)

	def test_task_to_check_the_billing_data_closes_with_the_first_invoice(self, users, running):
		task = {"reference_name": running.name, "salesflow_task": "check_billing_data", "status": "Open"}
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]), submit=False)
		assert frappe.db.exists("ToDo", task)
		invoice.submit()
		assert not frappe.db.exists("ToDo", task)

	@pytest.mark.parametrize(
		("qty", "rate", "shares"),
		[
			(1, 100000.01, (30, 30, 30, 10)),
			(3, 33.33, (50, 25, 25)),
			(7, 0.03, (50, 50)),
			(2.5, 13.37, (33.33, 33.33, 33.34)),
		],
	)
	def test_invoices_sum_to_the_signed_total(self, users, qty, rate, shares):
		uom = "Hour" if qty % 1 else "Nos"
		item = factories.make_item(stock_uom=uom).name
		sow = deals.make_running_sow(
			users,
			items=[{"item_code": item, "qty": qty, "uom": uom, "rate": rate}],
			milestones=[dict(row, trigger="Manual") for row in factories.get_plan(*shares)],
		)
		invoices = [deals.bill(users, deals.report(users, m)) for m in deals.get_milestones(sow)]
		assert flt(sum(invoice.total for invoice in invoices), 2) == sow.total == flt(qty * rate, 2)
		assert frappe.db.get_value("Sales Order", sow.sales_order, "per_billed") == 100

	def test_client_understands_each_row(self, users):
		item = factories.make_item().name
		sow = deals.make_running_sow(
			users,
			items=[{"item_code": item, "qty": 12, "uom": "Nos", "rate": 74.99}],
			milestones=[dict(row, trigger="Manual") for row in factories.get_plan(40, 60)],
		)
		first = deals.get_milestones(sow)[0]
		with deals.as_user(users.am):
			first.update(
				{"service_from": today(), "service_to": today(), "invoice_text": "Cost centre 4711 & Co"}
			)
			first.save()
		invoice = deals.bill(users, deals.report(users, first))
		(row,) = invoice.items
		assert (row.qty, row.amount) == (1, 359.95)
		for words in (
			"Milestone 1/2 Part 1",
			"40 % of 12 at",
			formatdate(today()),
			"Cost centre 4711 &amp; Co",
		):
			assert words in row.description
		assert str(invoice.from_date) == today()

	def test_quantity_of_a_row_is_written_as_the_reader_writes_numbers(self, users):
		item = factories.make_item().name
		sow = deals.make_running_sow(
			users, items=[{"item_code": item, "qty": 1234567, "uom": "Nos", "rate": 0.02}]
		)
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(sow)[0]))
		assert f"40 % of {number(1234567)} at" in invoice.items[0].description

	def test_second_call_returns_the_first_invoice(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		first = deals.bill(users, milestone, submit=False)
		with deals.as_user(users.ac):
			assert make_sales_invoice(milestone.name) == first.name

	def test_copy_of_the_invoice_is_refused(self, users, running):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))
		with deals.as_user(users.ac):
			copy = frappe.copy_doc(invoice)
			copy.salesflow_payment_milestone = invoice.salesflow_payment_milestone
			refuse(copy.insert, words="already billed by")
			copy = frappe.copy_doc(invoice)
			copy.salesflow_payment_milestone = None
			refuse(copy.insert, words="billed by its milestones")

	def test_erpnexts_own_button_cannot_bill_all_that_is_left(self, users, running):
		with deals.as_user(users.ac):
			refuse(bill_all(running.sales_order).insert, words="billed by its milestones")

	def test_invoice_of_another_deals_order_is_refused(self, users, running):
		other = deals.make_running_sow(users)
		milestone, others = (deals.report(users, deals.get_milestones(sow)[0]) for sow in (running, other))
		invoice = get_unsaved_invoice(get_locked_milestone(milestone.name))
		invoice.salesflow_payment_milestone = others.name
		with deals.as_user(users.ac):
			sentence = refuse(invoice.insert, words=other.sales_order)
		assert others.name in sentence and "row 1" in sentence
		assert not frappe.db.get_value("Payment Milestone", others.name, "sales_invoice")

	@pytest.mark.parametrize("field", ["company", "customer", "currency"])
	def test_invoice_and_milestone_have_the_same_parties_and_currency(self, users, running, field):
		milestone = get_locked_milestone(deals.report(users, deals.get_milestones(running)[0]).name)
		invoice = get_unsaved_invoice(milestone)
		validate_same_deal(invoice, milestone)
		invoice.set(field, "Another")
		refuse(validate_same_deal, invoice, milestone, words=invoice.meta.get_label(field))

	def test_other_amount_is_refused(self, users, running):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]), submit=False)
		with deals.as_user(users.ac):
			invoice.items[0].rate = 4000.01
			refuse(invoice.save, words="was signed")

	def test_milestone_that_is_not_reported_is_not_billed(self, users, running):
		with deals.as_user(users.ac):
			refuse(make_sales_invoice, deals.get_milestones(running)[1].name, words="Ready to Bill")

	def test_deleted_draft_puts_the_milestone_back(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		invoice = deals.bill(users, milestone, submit=False)
		assert get_state(milestone) == "Draft Invoiced"
		frappe.delete_doc("Sales Invoice", invoice.name)
		assert get_state(milestone) == "Ready to Bill"
		assert not frappe.db.get_value("Payment Milestone", milestone.name, "sales_invoice")

	def test_cancelled_and_amended_invoice_is_attached_again(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		invoice = deals.bill(users, milestone)
		with deals.as_user(users.acm):
			frappe.get_doc("Sales Invoice", invoice.name).cancel()
		assert get_state(milestone) == "Ready to Bill"
		with deals.as_user(users.ac):
			amended = frappe.copy_doc(invoice)
			amended.update({"amended_from": invoice.name, "salesflow_payment_milestone": milestone.name})
			amended.insert().submit()
		assert frappe.db.get_value(
			"Payment Milestone", milestone.name, ["sales_invoice", "workflow_state"]
		) == (
			amended.name,
			"Invoiced",
		)

	def test_state_of_billing_is_not_set_by_hand(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		for state in ("Invoiced", "Paid", "Credited"):
			with deals.as_user(users.om):
				milestone = frappe.get_doc("Payment Milestone", milestone.name)
				milestone.workflow_state = state
				refuse(milestone.save, words=state)
		assert get_state(milestone) == "Ready to Bill"

	def test_signed_amount_does_not_change(self, users, running):
		milestone = deals.get_milestones(running)[1]
		with deals.as_user(users.am):
			milestone.amount = 9999
			refuse(milestone.save, words="cannot be changed")

	def test_milestone_is_not_made_or_deleted_by_hand(self, users, running):
		milestone = deals.get_milestones(running)[0]
		refuse(frappe.copy_doc(milestone).insert, words="when a SOW is signed")
		refuse(frappe.delete_doc, "Payment Milestone", milestone.name, words="cannot be deleted")
