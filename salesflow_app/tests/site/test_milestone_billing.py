"""A milestone is reached, reported, billed exactly once and paid; its state follows from the invoice."""

import frappe
import pytest
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice as bill_all
from frappe.utils import add_days, flt, fmt_money, today

from salesflow_app import milestone_events, milestone_notice
from salesflow_app.conversions.payment_milestone_to_sales_invoice import make_sales_invoice
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.test_sow_gates import refuse


@pytest.fixture
def running(users):
	"""A SOW of 10,000 in two milestones (40 % reached by the signature, 60 % manual), its order approved."""
	return deals.make_running_sow(users)


def get_state(milestone) -> str:
	return frappe.db.get_value("Payment Milestone", milestone.name, "workflow_state")


def pay(users, invoice, amount=None):
	with deals.as_user(users.ac):
		payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
		payment.update({"reference_no": "B1", "reference_date": today()})
		payment.insert().submit()
	return payment


class TestNotice:
	def test_notice_goes_to_operations_with_all_they_need(self, users, running, mails):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		mail = mails.find("[Ready to bill]", to=users.om)[-1]
		assert mail.subject == (
			f"[Ready to bill] {running.customer_name} - {running.name} - milestone 1/2 Part 1 - EUR 4,000.00 net"
		)
		for text in (
			running.sales_order,
			running.name,
			milestone.milestone_name,
			fmt_money(4760, currency="EUR"),
			users.am,
		):
			assert text in mail.text
		assert frappe.db.exists(
			"ToDo", {"reference_name": milestone.name, "allocated_to": users.om, "status": "Open"}
		)

	def test_notice_without_address_names_field_and_document(self, users, running):
		order = running.sales_order
		frappe.db.set_value("Sales Order", order, "customer_address", None)
		for address in frappe.get_all(
			"Dynamic Link", {"parenttype": "Address", "link_name": running.customer}, pluck="parent"
		):
			frappe.delete_doc("Address", address, force=True)
		frappe.db.set_value("Customer", running.customer, "customer_primary_address", None)
		frappe.clear_document_cache("Customer", running.customer)
		milestone = deals.get_milestones(running)[0]
		with deals.as_user(users.am):
			sentence = refuse(deals.do, milestone, "Report to Billing")
			assert milestone_notice.preview(milestone.name)["missing"][0]["field_label"] == "Billing Address"
		assert "Billing Address" in sentence and running.customer in sentence
		assert get_state(milestone) == "Reached"

	def test_order_that_is_not_approved_stops_the_notice(self, users):
		sow = deals.make_signed_sow(users)
		with deals.as_user(users.am):
			assert "submit the Sales Order" in refuse(
				deals.do, deals.get_milestones(sow)[0], "Report to Billing"
			)

	def test_ask_back_needs_a_reason_and_a_second_report_sends_a_second_notice(self, users, running, mails):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		with deals.as_user(users.om):
			assert "Reason" in refuse(deals.do, milestone, "Ask Back")
			milestone = frappe.get_doc("Payment Milestone", milestone.name)
			milestone.reason = "Which cost centre?"
			milestone.save()
			milestone = deals.do(milestone, "Ask Back")
		deals.report(users, milestone)
		assert len(mails.find("[Ready to bill]", to=users.om)) == 2

	def test_met_and_unmet_again_sends_nothing(self, users, running, mails):
		milestone = deals.get_milestones(running)[1]
		for _round in range(5):
			with deals.as_user(users.am):
				milestone = deals.do(milestone, "Mark Reached")
				milestone.reason = "too early"
				milestone.save()
				milestone = deals.do(milestone, "Not Reached after All")
		assert not mails.find("[Ready to bill]", to=users.om)
		assert frappe.db.count("Evidence Entry", {"reference_name": milestone.name}) == 10


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
			assert "already billed by" in refuse(copy.insert)
			copy = frappe.copy_doc(invoice)
			copy.salesflow_payment_milestone = None
			assert "billed by its milestones" in refuse(copy.insert)

	def test_erpnexts_own_button_cannot_bill_all_that_is_left(self, users, running):
		with deals.as_user(users.ac):
			assert "billed by its milestones" in refuse(bill_all(running.sales_order).insert)

	def test_other_amount_is_refused(self, users, running):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]), submit=False)
		with deals.as_user(users.ac):
			invoice.items[0].rate = 4000.01
			assert "exactly" in refuse(invoice.save)

	def test_milestone_that_is_not_reported_is_not_billed(self, users, running):
		with deals.as_user(users.ac):
			assert "Ready to Bill" in refuse(make_sales_invoice, deals.get_milestones(running)[1].name)

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
				refuse(milestone.save)
		assert get_state(milestone) == "Ready to Bill"

	def test_signed_amount_does_not_change(self, users, running):
		milestone = deals.get_milestones(running)[1]
		with deals.as_user(users.am):
			milestone.amount = 9999
			assert "cannot change" in refuse(milestone.save)

	def test_milestone_is_not_made_or_deleted_by_hand(self, users, running):
		milestone = deals.get_milestones(running)[0]
		assert "signature of a SOW" in refuse(frappe.copy_doc(milestone).insert)
		assert "stays" in refuse(frappe.delete_doc, "Payment Milestone", milestone.name)


class TestMails:
	def test_first_invoice_goes_out_with_the_signed_sow_in_one_mail(self, users, running, smtp, http):
		frappe.local.conf.host_name = http.url  # the PDF's style sheet comes from the site
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


class TestOrder:
	def test_order_with_billed_milestones_is_not_cancelled(self, users, running):
		invoice = deals.bill(users, deals.report(users, deals.get_milestones(running)[0]), submit=False)
		with deals.as_user(users.sm):
			assert invoice.name in refuse(frappe.get_doc("Sales Order", running.sales_order).cancel)

	def test_order_on_hold_is_not_billed(self, users, running):
		milestone = deals.report(users, deals.get_milestones(running)[0])
		frappe.get_doc("Sales Order", running.sales_order).update_status("On Hold")
		with deals.as_user(users.ac):
			assert "On Hold" in refuse(make_sales_invoice, milestone.name)

	def test_sow_is_in_force_when_its_order_is_approved(self, users, running):
		assert running.workflow_state == "In Force"

	def test_sow_with_open_milestones_is_not_completed(self, users, running):
		with deals.as_user(users.am):
			assert "are open" in refuse(deals.do, running, "Complete")


class TestAcceptance:
	def test_client_accepts_and_only_then_it_is_reported(self, users):
		from salesflow_app.portal import accept_milestone

		plan = [{"milestone_name": "All", "percentage": 100, "trigger": "Manual", "acceptance_needed": 1}]
		sow = deals.make_running_sow(users, milestones=plan)
		milestone = deals.get_milestones(sow)[0]
		with deals.as_user(users.am):
			milestone = deals.do(milestone, "Mark Reached")
			refuse(deals.do, milestone, "Report to Billing")
			milestone = deals.do(milestone, "Ask for Acceptance")
			milestone.workflow_state = "Accepted"
			refuse(milestone.save)
		with deals.as_user(users.a2), pytest.raises(frappe.PermissionError):
			accept_milestone.accept(milestone.name, "Arno Other", consent=1)
		with deals.as_user(users.a1):
			first = accept_milestone.accept(milestone.name, "Alma Approver", consent=1)
			assert accept_milestone.accept(milestone.name, "Alma Approver", consent=1) == first
		milestone = frappe.get_doc("Payment Milestone", milestone.name)
		assert (milestone.workflow_state, milestone.accepted_by) == ("Accepted", "Alma Approver")
		assert deals.report(users, milestone).workflow_state == "Ready to Bill"

	def test_rejection_needs_a_reason_and_goes_back(self, users):
		from salesflow_app.portal import accept_milestone

		plan = [{"milestone_name": "All", "percentage": 100, "trigger": "Manual", "acceptance_needed": 1}]
		milestone = deals.get_milestones(deals.make_running_sow(users, milestones=plan))[0]
		with deals.as_user(users.am):
			milestone = deals.do(deals.do(milestone, "Mark Reached"), "Ask for Acceptance")
		with deals.as_user(users.a1):
			refuse(accept_milestone.reject, milestone.name, "   ")
			accept_milestone.reject(milestone.name, "The report is missing")
		assert frappe.db.get_value("Payment Milestone", milestone.name, ["workflow_state", "reason"]) == (
			"Rejected",
			"The report is missing",
		)


def test_dates_are_caught_up_with(users):
	plan = [
		{
			"milestone_name": "Day",
			"percentage": 100,
			"trigger": "On Date",
			"planned_date": add_days(today(), 5),
		}
	]
	milestone = deals.get_milestones(deals.make_signed_sow(users, milestones=plan))[0]
	milestone_events.on_date()
	assert get_state(milestone) == "Planned"
	frappe.db.set_value("Payment Milestone", milestone.name, "planned_date", add_days(today(), -6))
	milestone_events.on_date()
	assert get_state(milestone) == "Reached"
