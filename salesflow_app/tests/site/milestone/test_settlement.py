"""However an invoice is settled, the same follows; and who hears of money in which words."""

import frappe
import pytest
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.utils import add_days, today

from salesflow_app.follow_up import reminders
from salesflow_app.mails import payment_confirmed
from salesflow_app.milestone import settlement
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.milestone.helpers import get_state, pay

STAFF_TASK = {"status": "Open", "salesflow_task": "follow_up"}


@pytest.fixture
def billed(users, running):
	return deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))


@pytest.fixture
def reminded(billed):
	"""The follow-up of an invoice that is overdue."""
	billed.db_set({"due_date": add_days(today(), -30), "posting_date": add_days(today(), -60)})
	reminders.send_due_reminders(on_any_day=True)
	return frappe.get_doc("Payment Follow Up", {"customer": billed.customer})


def get_told(mails, doc, event="Payment Confirmed") -> dict[str, str]:
	"""Address -> subject of the mails about a payment."""
	rows = [row for row in mails.entries(event) if row.reference_name == doc.name]
	return {address: row.subject for row in rows for address in row.recipients.split(", ")}


def pay_order(users, order: str, amount=None):
	with deals.as_user(users.ac):
		payment = get_payment_entry("Sales Order", order, party_amount=amount)
		payment.update({"reference_no": "A1", "reference_date": today()})
		return payment.insert().submit()


def make_journal_entry(users, invoice, account: str):
	company = frappe.get_cached_doc("Company", users.company)
	party = {"party_type": "Customer", "party": invoice.customer, "account": invoice.debit_to}
	claim = {"reference_type": "Sales Invoice", "reference_name": invoice.name}
	rows = [
		{**party, **claim, "credit_in_account_currency": invoice.grand_total},
		{"account": account, "debit_in_account_currency": invoice.grand_total},
	]
	with deals.as_user(users.ac):
		return (
			frappe.get_doc(
				{
					"doctype": "Journal Entry",
					"company": users.company,
					"posting_date": today(),
					"accounts": [{**row, "cost_center": company.cost_center} for row in rows],
				}
			)
			.insert()
			.submit()
		)


def get_bank_account(company: str) -> str:
	filters = {"company": company, "account_type": ("in", ("Bank", "Cash")), "is_group": 0}
	return frappe.get_all("Account", filters, pluck="name", order_by="name asc", limit=1)[0]


class TestFollowUp:
	def test_payment_ends_it_and_its_cancellation_takes_it_up_again(self, users, billed, reminded):
		payment = pay(users, billed)
		assert frappe.db.get_value("Payment Follow Up", reminded.name, "follow_up_status") == "Paid"
		assert not frappe.db.exists("ToDo", {**STAFF_TASK, "reference_name": reminded.name})
		with deals.as_user(users.ac):
			payment.cancel()
		assert frappe.db.get_value("Payment Follow Up", reminded.name, "follow_up_status") == "Open"

	def test_credit_note_ends_it(self, users, billed, reminded):
		from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return

		with deals.as_user(users.ac):
			note = make_sales_return(billed.name)
			note.update_outstanding_for_self = 0
			note.insert().submit()
		assert frappe.db.get_value("Payment Follow Up", reminded.name, "follow_up_status") == "Paid"

	@pytest.mark.bench_only("a Journal Entry")
	def test_write_off_ends_it_and_only_staff_hear_of_it(self, users, billed, reminded, mails):
		account = frappe.get_cached_value("Company", users.company, "write_off_account")
		entry = make_journal_entry(users, billed, account)
		assert frappe.db.get_value("Payment Follow Up", reminded.name, "follow_up_status") == "Paid"
		told = get_told(mails, entry)
		assert users.a1 not in told and "without a payment" in told[users.am]

	def test_deposit_of_an_order_without_a_sow_is_confirmed_to_the_client(self, users, mails, settings):
		settings(use_order_approval=0, sow_rules=[])
		order = factories.make_sales_order(customer=users.customer_a, po_no="PO 7", submit=True)
		told = get_told(mails, pay_order(users, order.name, 300))
		assert told[users.a1] == "Payment received, thank you"

	@pytest.mark.bench_only("a Journal Entry")
	def test_payment_by_journal_entry_is_confirmed_to_the_client(self, users, billed, mails):
		entry = make_journal_entry(users, billed, get_bank_account(users.company))
		assert get_state(frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)) == "Paid"
		told = get_told(mails, entry)
		assert "Payment received" in told[users.a1] and users.am in told
		with deals.as_user(users.acm):
			frappe.get_doc("Journal Entry", entry.name).cancel()
		assert users.a1 in get_told(mails, entry, "Payment Reversed")

	@pytest.mark.bench_only("Payment Reconciliation")
	def test_reconciliation_settles_like_a_payment(self, users, billed, reminded, mails):
		payment = pay(users, billed)
		with deals.as_user(users.ac):
			payment.cancel()
			loose = frappe.copy_doc(payment)
			loose.set("references", [])
			loose.insert().submit()
		assert not get_told(mails, loose)
		reconcile(users, billed)
		assert get_state(frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)) == "Paid"
		assert frappe.db.get_value("Payment Follow Up", reminded.name, "follow_up_status") == "Paid"
		assert users.a1 in get_told(mails, loose)


def reconcile(users, invoice) -> None:
	with deals.as_user(users.acm):
		tool = frappe.get_doc("Payment Reconciliation")
		tool.update(
			{
				"company": invoice.company,
				"party_type": "Customer",
				"party": invoice.customer,
				"receivable_payable_account": invoice.debit_to,
			}
		)
		tool.get_unreconciled_entries()
		args = {
			"invoices": [row.as_dict() for row in tool.invoices if row.invoice_number == invoice.name],
			"payments": [row.as_dict() for row in tool.payments],
		}
		tool.allocate_entries(frappe._dict(args))
		tool.reconcile()


class TestAdvance:
	def test_advance_on_an_order_is_confirmed_and_deducted_once(self, users, running, mails):
		payment = pay_order(users, running.sales_order, 4760)
		told = get_told(mails, payment)
		assert "Payment received" in told[users.a1]
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))
		invoice.reload()
		assert (invoice.outstanding_amount, invoice.total_advance) == (0, 4760)
		assert get_state(frappe.get_doc("Payment Milestone", invoice.salesflow_payment_milestone)) == "Paid"
		rows = [row for row in mails.entries("Payment Confirmed") if row.reference_name == payment.name]
		assert len(rows) == 2  # client and staff, once
		sent = mails.find(invoice.name, to=users.a1)[-1]
		assert "Already paid" in sent.text

	def test_invoice_of_an_order_without_sow_deducts_the_advance(self, users, settings):
		settings(use_order_approval=0, sow_rules=[])
		order = factories.make_sales_order(users.customer_a, submit=True)
		pay_order(users, order.name)
		invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
		assert invoice.reload().outstanding_amount == 0

	def test_what_nobody_asked_for_is_a_task(self, users, billed):
		with deals.as_user(users.ac):
			payment = get_payment_entry("Sales Invoice", billed.name)
			payment.update({"reference_no": "B2", "reference_date": today()})
			payment.paid_amount = payment.received_amount = 5000
			payment.insert().submit()
		task = {"reference_name": payment.name, "salesflow_task": "overpaid", "status": "Open"}
		assert frappe.db.get_value("ToDo", task, "allocated_to") == users.om

	def test_invoice_paid_twice_is_one_alert(self, users, billed):
		task = {"reference_name": billed.name, "salesflow_task": "paid_twice", "status": "Open"}
		payment = pay(users, billed)
		assert not frappe.db.exists("ToDo", task)
		invoice = frappe.get_doc("Sales Invoice", billed.name)
		invoice.outstanding_amount = -invoice.grand_total  # two payments at once pass ERPNext's check
		for _payment in range(2):
			settlement.follow(invoice)
		holders = frappe.get_all("ToDo", task, pluck="allocated_to")
		assert holders and len(holders) == len(set(holders))
		with deals.as_user(users.ac):
			payment.cancel()
		assert not frappe.db.exists("ToDo", task)


class TestWords:
	def test_refund_is_called_a_refund(self, users, billed, mails):
		payment = pay(users, billed)
		with deals.as_user(users.ac):
			refund = frappe.copy_doc(payment)
			refund.update({"payment_type": "Pay", "paid_from": payment.paid_to, "paid_to": payment.paid_from})
			for row in refund.references:
				row.allocated_amount = -row.allocated_amount
			subject, intro = payment_confirmed._get_words(refund, frappe._dict(invoices=[billed]))
		assert "Refund" in subject and "paid back" in intro and "Thank you" not in intro

	@pytest.mark.parametrize(("payment_type", "amount"), [("Pay", 5), ("Receive", -5)])
	def test_type_and_sign_are_read(self, payment_type, amount):
		payment = frappe.get_doc(
			{
				"doctype": "Payment Entry",
				"payment_type": payment_type,
				"paid_amount": amount,
				"received_amount": amount,
			}
		)
		assert payment_confirmed.get_kind(payment) == payment_confirmed.REFUND
