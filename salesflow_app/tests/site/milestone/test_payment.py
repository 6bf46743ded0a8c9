"""A milestone follows its payments, and who is told."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from frappe.utils import today

from salesflow_app.milestone import billing
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.milestone.helpers import get_state, pay


class TestMails:
	def test_first_invoice_goes_out_with_the_signed_sow_in_one_mail(self, users, smtp, http):
		frappe.local.conf.host_name = http.url  # the PDF's style sheet comes from the site
		running = deals.make_running_sow(users)
		first, second = deals.get_milestones(running)
		invoice = deals.bill(users, deals.report(users, first))
		other = deals.bill(users, deals.report(users, second))
		smtp.flush()
		mails = [m for m in smtp.to(users.a1) if invoice.name in m.subject or other.name in m.subject]
		assert [len(mail.attachments) for mail in mails] == [2, 1]
		assert any(running.name in name for name in mails[0].attachments)
		assert all(content.startswith(b"%PDF") for content in mails[0].attachments.values())

	def test_payment_is_confirmed_to_client_account_manager_and_assistant(self, users, running, mails):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))
		payment = pay(users, invoice)
		sent = {
			row.recipients for row in mails.entries("Payment Confirmed") if row.reference_name == payment.name
		}
		told = {address for line in sent for address in line.split(", ")}
		assert users.a1 in told and users.am in told and users.sa in told
		assert users.b1 not in told and users.su not in told

	def test_cancelled_payment_tells_the_same_people(self, users, running, mails):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))
		payment = pay(users, invoice)
		with deals.as_user(users.ac):
			frappe.get_doc("Payment Entry", payment.name).cancel()
		confirmed = {
			row.recipients for row in mails.entries("Payment Confirmed") if row.reference_name == payment.name
		}
		reversed_ = {
			row.recipients for row in mails.entries("Payment Reversed") if row.reference_name == payment.name
		}
		assert confirmed == reversed_ != set()


class TestPayment:
	def test_state_follows_part_payments_and_their_cancellation(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		invoice = deals.bill(users, milestone)
		assert get_state(milestone) == "Invoiced"
		pay(users, invoice, 1000)
		assert get_state(milestone) == "Partly Paid"
		rest = pay(users, invoice)
		assert get_state(milestone) == "Paid"
		with deals.as_user(users.ac):
			rest.cancel()
		assert get_state(milestone) == "Partly Paid"
		values = frappe.db.get_value(
			"Payment Milestone", milestone.name, ["paid_amount", "outstanding_amount"]
		)
		assert values == (1000, 3760)

	def test_smallest_unit_of_the_currency_counts(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		invoice = deals.bill(users, milestone)
		values = {"docstatus": 1, "currency": "KWD", "party_account_currency": "KWD", "name": invoice.name}
		values.update(grand_total=10.005, rounded_total=0, outstanding_amount=0.004)
		state, amounts = billing.get_billing_values(frappe._dict(values))
		assert (state, amounts["paid_amount"], amounts["outstanding_amount"]) == (
			"Partly Paid",
			10.001,
			0.004,
		)

	def test_credit_note_makes_the_milestone_credited(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		invoice = deals.bill(users, milestone)
		with deals.as_user(users.ac):
			credit = make_sales_return(invoice.name)
			credit.update_outstanding_for_self = 0
			credit.insert().submit()
		assert get_state(milestone) == "Credited"

	@pytest.mark.bench_only("a Journal Entry")
	def test_journal_entry_pays_too(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		invoice = deals.bill(users, milestone)
		company = frappe.get_cached_doc("Company", users.company)
		with deals.as_user(users.ac):
			entry = frappe.get_doc(
				{
					"doctype": "Journal Entry",
					"company": users.company,
					"posting_date": today(),
					"accounts": [
						{
							"account": invoice.debit_to,
							"party_type": "Customer",
							"party": invoice.customer,
							"credit_in_account_currency": invoice.grand_total,
							"reference_type": "Sales Invoice",
							"reference_name": invoice.name,
							"cost_center": company.cost_center,
						},
						{
							"account": company.write_off_account or company.default_expense_account,
							"debit_in_account_currency": invoice.grand_total,
							"cost_center": company.cost_center,
						},
					],
				}
			)
			entry.insert().submit()
		assert get_state(milestone) == "Paid"
