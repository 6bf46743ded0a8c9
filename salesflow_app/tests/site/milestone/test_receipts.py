"""The receipt of a payment: with the confirmation, on the invoice's page, for those alone whom it concerns."""

import frappe
import pytest
from frappe.utils import today

from salesflow_app.portal import payment_receipt
from salesflow_app.tests.site import deals, factories
from salesflow_app.tests.site.milestone.helpers import get_state, pay
from salesflow_app.tests.site.milestone.test_settlement import get_bank_account, get_told, reconcile
from salesflow_app.text.formats import NO_BREAK, money


@pytest.fixture
def billed(users, running):
	return deals.bill(users, deals.report(users, deals.get_milestones(running)[0]))


def say(amount: float) -> str:
	"""The amount as this site writes it."""
	return money(amount, "EUR").split(NO_BREAK)[-1]


def get_text(mail) -> str:
	return " ".join(mail.text.split())


def download(user: str, invoice, payment) -> bytes:
	with deals.as_user(user):
		payment_receipt.pdf(invoice.name, payment.name)
	return frappe.response.filecontent


def make_entry(users, invoices, account: str):
	"""A Journal Entry by which the customers of the invoices pay them into `account`."""
	rows = [
		{
			"account": invoice.debit_to,
			"party_type": "Customer",
			"party": invoice.customer,
			"reference_type": "Sales Invoice",
			"reference_name": invoice.name,
			"credit_in_account_currency": invoice.outstanding_amount,
		}
		for invoice in invoices
	]
	total = sum(invoice.outstanding_amount for invoice in invoices)
	rows.append({"account": account, "debit_in_account_currency": total})
	values = {
		"doctype": "Journal Entry",
		"company": users.company,
		"posting_date": today(),
		"cheque_no": "J 7",
	}
	cost_center = frappe.get_cached_value("Company", users.company, "cost_center")
	with deals.as_user(users.ac):
		rows = [{**row, "cost_center": cost_center} for row in rows]
		return frappe.get_doc({**values, "cheque_date": today(), "accounts": rows}).insert().submit()


def test_receipt_says_what_was_paid_for_what_and_what_is_left(users, billed):
	payment = pay(users, billed, 1000)
	view = payment_receipt.get_view(frappe.get_doc("Payment Entry", payment.name))
	facts = dict(view["facts"])
	assert view["title"] == "Payment receipt" and facts["Reference"] == "B1" and say(1000) in facts["Amount"]
	(row,) = view["rows"]
	assert billed.name in row["title"] and say(4760) in row["total"]
	assert say(1000) in row["amount"] and say(3760) in row["open"] and not view["rest"]


@pytest.mark.bench_only("PDFs")
def test_confirmation_has_the_receipt_and_says_what_is_next(users, billed, smtp, mails):
	first = pay(users, billed, 1000)
	smtp.flush()
	(mail,) = [mail for mail in smtp.to(users.a1) if "Payment received" in mail.subject]
	((name, content),) = mail.attachments.items()
	assert first.name in name and content.startswith(b"%PDF")
	assert f"of invoice {billed.name} is still to be paid, by" in get_text(mail)
	assert not [mail for mail in smtp.to(users.am) if "Payment received" in mail.subject and mail.attachments]
	pay(users, billed)
	smtp.flush()
	last = [mail for mail in smtp.to(users.a1) if "Payment received" in mail.subject][-1]
	assert "Next under Statement of Work" in get_text(last) and "Part 2" in get_text(last)


def test_payment_cancelled_before_its_mail_leaves_prints_no_receipt(users, billed, mails):
	payment = pay(users, billed)
	with deals.as_user(users.ac):
		payment.cancel()
	confirmed = [mail for mail in mails.find("Payment received", to=users.a1)]
	assert confirmed and not list(confirmed[-1].message.iter_attachments())
	assert users.a1 in get_told(mails, payment, "Payment Reversed")


@pytest.mark.bench_only("PDFs")
def test_who_sees_the_invoice_downloads_its_receipts_and_nobody_else(users, billed):
	payment = pay(users, billed, 1000)
	for user in (users.a1, users.a2):
		assert download(user, billed, payment).startswith(b"%PDF")
	with deals.as_user(users.a1):
		(link,) = payment_receipt.get_links(billed)
	assert payment.name in link["href"] and say(1000) in link["amount"]
	other = factories.make_sales_invoice(customer=users.customer_b, submit=True)
	for user, invoice in ((users.b1, billed), (users.b1, other), (users.a1, other)):
		with pytest.raises(frappe.DoesNotExistError):
			download(user, invoice, payment)
	with deals.as_user(users.ac):
		payment.cancel()
	with pytest.raises(frappe.DoesNotExistError):
		download(users.a1, billed, payment)


@pytest.mark.bench_only("a Journal Entry")
def test_entry_that_settles_invoices_of_two_clients_tells_each_of_their_own(users, billed, mails, settings):
	settings(sow_rules=[], use_order_approval=0)
	order = factories.make_sales_order(customer=users.customer_b, submit=True)
	other = factories.make_sales_invoice(sales_order=order.name, submit=True)
	entry = make_entry(users, [billed, other.reload()], get_bank_account(users.company))
	assert get_state(frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)) == "Paid"
	theirs = [mail for mail in mails.find("Payment received") if users.a1 in mail.recipients]
	(mail,) = theirs
	assert billed.name in mail.text and other.name not in mail.text
	assert users.b1 not in mail.recipients and say(4760) in mail.text
	entry.flags.salesflow_customer = users.customer_a
	view = payment_receipt.get_view(entry)
	assert [billed.name in row["title"] for row in view["rows"]] == [True]
	assert say(4760) in dict(view["facts"])["Amount"]


@pytest.mark.bench_only("a Journal Entry")
def test_entry_against_two_invoices_settles_both_and_its_cancellation_opens_both(users, running, mails):
	milestones = [deals.report(users, milestone) for milestone in deals.get_milestones(running)]
	invoices = [deals.bill(users, milestone) for milestone in milestones]
	entry = make_entry(users, invoices, get_bank_account(users.company))
	assert [get_state(milestone) for milestone in milestones] == ["Paid", "Paid"]
	(mail,) = mails.find("Payment received", to=users.a1)
	assert all(invoice.name in mail.text for invoice in invoices)
	with deals.as_user(users.acm):
		frappe.get_doc("Journal Entry", entry.name).cancel()
	assert [get_state(milestone) for milestone in milestones] == ["Invoiced", "Invoiced"]


@pytest.mark.bench_only("Payment Reconciliation")
def test_payment_that_is_cancelled_after_its_reconciliation_opens_the_milestone(users, billed, mails):
	payment = pay(users, billed)
	with deals.as_user(users.ac):
		payment.cancel()
		loose = frappe.copy_doc(payment)
		loose.set("references", [])
		loose.insert().submit()
	reconcile(users, billed)
	milestone = frappe.get_doc("Payment Milestone", billed.salesflow_payment_milestone)
	assert get_state(milestone) == "Paid"
	with deals.as_user(users.ac):
		frappe.get_doc("Payment Entry", loose.name).cancel()
	assert get_state(milestone) == "Invoiced"
	assert (
		frappe.db.get_value("Payment Milestone", milestone.name, "outstanding_amount") == billed.grand_total
	)
	assert get_told(mails, loose, "Payment Reversed").keys() == get_told(mails, loose).keys()


@pytest.mark.bench_only("invoices in another currency")
def test_milestone_in_another_currency_is_what_the_ledger_says(users, mails):
	"""The receivable account is in euros, the invoice in dollars."""
	rates = {"date": "2020-01-01", "from_currency": "USD", "to_currency": "EUR"}
	values = {**rates, "for_selling": 1, "for_buying": 1, "exchange_rate": 0.9}
	frappe.get_doc({"doctype": "Currency Exchange", **values}).insert()
	running = deals.make_running_sow(users, currency="USD", conversion_rate=0.9)
	milestone = deals.report(users, deals.get_milestones(running)[0])
	invoice = deals.bill(users, milestone)
	half = pay_at(users, invoice, invoice.outstanding_amount / 2, 1)
	assert get_state(milestone) == "Partly Paid" and get_amounts(milestone) == (2380, 2380)
	pay_at(users, invoice, frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount"), 1)
	assert get_state(milestone) == "Paid" and get_amounts(milestone) == (4760, 0)
	assert not [row for row in mails.entries() if row.reference_doctype == "Journal Entry"]
	with deals.as_user(users.ac):
		frappe.get_doc("Payment Entry", half.name).cancel()
	assert get_state(milestone) == "Partly Paid" and get_amounts(milestone) == (2380, 2380)


def pay_at(users, invoice, amount: float, rate: float):
	"""Pay `amount`, in the currency of the receivable account, into the company's bank at `rate`."""
	from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

	with deals.as_user(users.ac):
		payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
		payment.update({"reference_no": "B1", "reference_date": payment.posting_date})
		payment.update(
			{"paid_amount": amount, "source_exchange_rate": rate, "received_amount": amount * rate}
		)
		payment.references[0].allocated_amount = amount
		return payment.insert().submit()


def get_amounts(milestone) -> tuple[float, float]:
	return frappe.db.get_value("Payment Milestone", milestone.name, ["paid_amount", "outstanding_amount"])
