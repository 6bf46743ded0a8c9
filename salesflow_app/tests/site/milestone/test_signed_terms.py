"""The invoice of a milestone keeps what was signed, whichever way it is written."""

import frappe
import pytest
from frappe.utils import add_days, flt, fmt_money, getdate, today

from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.milestone.helpers import get_state
from salesflow_app.tests.site.refusals import refuse


@pytest.fixture
def draft(users, running):
	"""The draft of 4,000 net, as billing made it."""
	return deals.bill(users, deals.report(users, deals.get_milestones(running)[0]), submit=False)


class TestOrderOfARow:
	def test_line_of_a_sow_order_is_billed_by_milestones_even_if_the_row_names_no_order(self, users, running):
		line = frappe.get_doc("Sales Order", running.sales_order).items[0]
		other = factories.make_sales_order(running.customer).name
		with deals.as_user(users.ac):
			row = factories.get_item_row(line.item_code, rate=10000, so_detail=line.name)
			sentence = refuse(
				factories.make_sales_invoice, running.customer, items=[row], words="billed by its milestones"
			)
			assert running.sales_order in sentence
			row = factories.get_item_row(line.item_code, rate=10000, so_detail=line.name, sales_order=other)
			refuse(factories.make_sales_invoice, running.customer, items=[row], words=running.sales_order)

	@pytest.mark.parametrize("links", [("delivery_note", "dn_detail"), ("dn_detail",), ("delivery_note",)])
	def test_delivery_of_a_sow_order_is_billed_by_milestones(self, users, running, links):
		note = factories.make_delivery_note(running.sales_order, submit=True)
		known = {"delivery_note": note.name, "dn_detail": note.items[0].name}
		row = factories.get_item_row(
			note.items[0].item_code, rate=10, **{link: known[link] for link in links}
		)
		with deals.as_user(users.ac):
			refuse(factories.make_sales_invoice, running.customer, items=[row], words=running.sales_order)

	def test_line_that_erpnext_takes_for_billed_is_billed_with_its_milestone(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		line = frappe.get_doc("Sales Order", running.sales_order).items[0]
		line.db_set("billed_amt", line.amount)
		assert deals.bill(users, milestone).net_total == 4000


class TestLink:
	def test_draft_keeps_its_milestone(self, users, draft):
		milestone = draft.salesflow_payment_milestone
		draft.salesflow_payment_milestone = None
		draft.set("items", [factories.get_item_row(rate=9000)])
		with deals.as_user(users.ac):
			refuse(draft.save, words="cannot be removed or changed")
		assert get_state(frappe.get_doc("Payment Milestone", milestone)) == "Draft Invoiced"

	def test_other_draft_is_not_turned_into_the_milestones(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		other = factories.make_sales_invoice(running.customer)
		with deals.as_user(users.ac):
			other.salesflow_payment_milestone = milestone.name
			refuse(other.save, words="was not made for Payment Milestone")


class TestAmount:
	@pytest.mark.parametrize("base", ["Grand Total", "Net Total"])
	def test_net_after_every_discount_counts(self, users, draft, base):
		draft.update({"apply_discount_on": base, "discount_amount": 1000})
		with deals.as_user(users.ac):
			refuse(draft.save, words="was signed")

	def test_tax_is_the_orders(self, users, draft):
		with deals.as_user(users.ac):
			draft.taxes[0].rate = 50
			sentence = refuse(draft.save, words="50")
			assert "19" in sentence and "Change Order" in sentence
			draft.reload().set("taxes", [])
			refuse(draft.save, words="tax rows")

	def test_item_tax_is_the_orders(self, users, draft):
		account = draft.taxes[0].account_head
		template = frappe.get_doc(
			{
				"doctype": "Item Tax Template",
				"title": factories.get_unique("Half"),
				"company": draft.company,
				"taxes": [{"tax_type": account, "tax_rate": 7}],
			}
		).insert()
		draft.items[0].item_tax_template = template.name
		with deals.as_user(users.ac):
			refuse(draft.save, words=template.name)


class TestFixedTax:
	@pytest.fixture
	def milestones(self, users):
		"""Three parts of 10,000 with freight of 200.00."""
		account = factories.make_tax_template().taxes[0].account_head
		row = {"charge_type": "Actual", "account_head": account, "description": "Freight", "tax_amount": 200}
		template = factories.make_tax_template(0, taxes=[row])
		plan = [dict(row, trigger="Manual") for row in factories.get_plan(33.33, 33.33, 33.34)]
		sow = deals.make_running_sow(users, taxes_and_charges=template.name, milestones=plan)
		return [deals.report(users, milestone) for milestone in deals.get_milestones(sow)]

	def test_parts_are_the_same_in_every_order_of_billing(self, users, milestones):
		invoices = [deals.bill(users, milestone) for milestone in reversed(milestones)]
		assert [invoice.taxes[0].tax_amount for invoice in invoices] == [66.68, 66.66, 66.66]
		assert flt(sum(invoice.grand_total for invoice in invoices), 2) == 10200

	def test_draft_that_is_made_again_has_the_same_part(self, users, milestones):
		first, second, third = (deals.bill(users, milestone, submit=False) for milestone in milestones)
		first.submit()
		frappe.delete_doc("Sales Invoice", second.name)
		again = deals.bill(users, milestones[1])
		third.submit()
		parts = [invoice.reload().taxes[0].tax_amount for invoice in (first, again, third)]
		assert parts == [66.66, 66.66, 66.68] and flt(sum(parts), 2) == 200

	def test_other_part_is_refused(self, users, milestones):
		draft = deals.bill(users, milestones[0], submit=False)
		draft.taxes[0].tax_amount = 200
		with deals.as_user(users.ac):
			refuse(draft.save, words=fmt_money(66.66, currency="EUR"))


class TestDueDate:
	def test_due_date_follows_the_signed_days(self, users, draft):
		draft.due_date = add_days(today(), 9999)
		draft.set("payment_schedule", [])
		with deals.as_user(users.ac):
			draft.save()
		assert getdate(draft.due_date) == getdate(add_days(today(), 30))
		assert [getdate(row.due_date) for row in draft.payment_schedule] == [getdate(draft.due_date)]

	def test_due_date_follows_the_submission(self, users, draft):
		frappe.db.set_value("Payment Milestone", draft.salesflow_payment_milestone, "payment_days", 0)
		earlier = add_days(today(), -19)
		draft.db_set({"posting_date": earlier, "due_date": earlier})
		draft.payment_schedule[0].db_set("due_date", earlier)
		with deals.as_user(users.ac):
			frappe.get_doc("Sales Invoice", draft.name).submit()
		draft.reload()
		assert getdate(draft.due_date) == getdate(draft.posting_date) == getdate(today())

	@pytest.mark.parametrize("days", [9999, -60])
	def test_signed_payment_days_do_not_change(self, users, running, days):
		milestone = deals.get_milestones(running)[1]
		milestone.payment_days = days
		with deals.as_user(users.am):
			refuse(milestone.save, words="Payment Days")


def test_second_call_after_a_change_returns_the_draft(users, draft):
	with deals.as_user(users.ac):
		assert make_sales_invoice(draft.salesflow_payment_milestone) == draft.name
