"""An order is closed once it is delivered and paid in full, and reopened when that is no longer so."""

import frappe
import pytest
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return as make_delivery_return
from frappe.utils import today

from salesflow_app.order import closing
from salesflow_app.tests.site import factories, processes


@pytest.fixture(autouse=True)
def rules(settings):
	return settings(
		use_order_approval=0,
		use_clearance=0,
		sow_rules=[],
		departments=[],
		closing_rule=1,
		mail_rules=[
			{"mail_event": "Order Closed", "send_to": "Account Manager"},
			{"mail_event": "Payment Confirmed", "send_to": "Client"},
		],
	)


@pytest.fixture
def order(users):
	"""Five pieces, account manager is the customer's."""
	item = factories.make_item(stock=True).name
	factories.make_stock(item)
	customer = factories.make_customer(account_manager=users.am).name
	rows = [factories.get_item_row(item, qty=5, rate=100)]
	return factories.make_sales_order(customer=customer, items=rows, submit=True)


def deliver(order, **values):
	note = make_delivery_note(order.name)
	note.update(values)
	return note.insert().submit()


def bill(order, **values):
	return factories.make_sales_invoice(sales_order=order.name, submit=True, **values)


def get_status(order) -> str:
	return frappe.db.get_value("Sales Order", order.name, "status")


def test_order_is_closed_when_the_last_payment_comes(order, users, mails):
	deliver(order)
	invoice = bill(order)
	factories.make_payment_entry(invoice.name, 300)
	assert get_status(order) == "Completed"
	factories.make_payment_entry(invoice.name)
	assert get_status(order) == "Closed"
	sent = mails.find("[Closed]", doc=order)
	assert [mail.recipients for mail in sent] == [[users.am]]


def test_order_is_closed_when_the_last_piece_leaves(order):
	factories.make_payment_entry(bill(order).name)
	assert get_status(order) == "To Deliver"
	note = make_delivery_note(order.name)
	note.items[0].qty = 2
	note.insert().submit()
	assert get_status(order) == "To Deliver"
	deliver(order)
	assert get_status(order) == "Closed"


def test_order_is_closed_when_an_invoice_uses_up_the_advance(order):
	from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

	deliver(order)
	payment = get_payment_entry("Sales Order", order.name)
	payment.update({"reference_no": "1", "reference_date": today()})
	payment.insert().submit()
	bill(order, allocate_advances_automatically=1)
	assert get_status(order) == "Closed"


def test_advance_that_comes_after_the_draft_is_used_when_the_invoice_is_submitted(order):
	from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

	draft = factories.make_sales_invoice(sales_order=order.name, customer=order.customer)
	assert draft.allocate_advances_automatically and not draft.advances
	payment = get_payment_entry("Sales Order", order.name)
	payment.update({"reference_no": "1", "reference_date": today()})
	payment.insert().submit()
	invoice = frappe.get_doc("Sales Invoice", draft.name).submit()
	assert [row.reference_name for row in invoice.advances] == [payment.name]
	assert not frappe.db.get_value("Sales Invoice", invoice.name, "outstanding_amount")


@pytest.mark.bench_only("a Journal Entry")
def test_order_is_closed_by_a_journal_entry(order, users):
	deliver(order)
	invoice = bill(order)
	bank = frappe.get_all(
		"Account",
		{"company": users.company, "account_type": ("in", ("Bank", "Cash")), "is_group": 0},
		pluck="name",
	)
	row = {"party_type": "Customer", "party": order.customer}
	frappe.get_doc(
		{
			"doctype": "Journal Entry",
			"company": users.company,
			"posting_date": today(),
			"accounts": [
				{"account": bank[0], "debit_in_account_currency": invoice.outstanding_amount},
				{
					**row,
					"account": invoice.debit_to,
					"credit_in_account_currency": invoice.outstanding_amount,
					"reference_type": "Sales Invoice",
					"reference_name": invoice.name,
				},
			],
		}
	).insert().submit()
	assert get_status(order) == "Closed"


def test_service_order_needs_no_delivery(users):
	order = factories.make_sales_order(submit=True)
	invoice = bill(order)
	assert get_status(order) == "To Deliver"
	factories.make_payment_entry(invoice.name)
	assert get_status(order) == "Closed"


def test_every_invoice_of_the_order_has_to_be_paid(order):
	deliver(order)
	first = factories.make_sales_invoice(sales_order=order.name)
	first.items[0].qty = 2
	first.save().submit()
	second = bill(order)
	factories.make_payment_entry(second.name)
	assert get_status(order) == "Completed"
	factories.make_payment_entry(first.name)
	assert get_status(order) == "Closed"


def test_order_that_is_not_billed_in_full_is_not_closed(order, mails):
	deliver(order)
	invoice = factories.make_sales_invoice(sales_order=order.name)
	invoice.items[0].qty = 2
	invoice.save().submit()
	factories.make_payment_entry(invoice.name)
	closing.close_if_done(order.name)
	assert get_status(order) == "To Bill"
	assert not mails.find("[Closed]", doc=order)


def test_closed_order_is_closed_once(order, mails):
	deliver(order)
	factories.make_payment_entry(bill(order).name)
	for _time in range(3):
		closing.close_if_done(order.name)
	assert len(mails.find("[Closed]", doc=order)) == 1


def test_cancelled_payment_reopens_and_tells_the_same_people(order, users, mails):
	deliver(order)
	payment = factories.make_payment_entry(bill(order).name)
	assert get_status(order) == "Closed"
	payment.cancel()
	assert get_status(order) == "Completed"
	assert [mail.recipients for mail in mails.find("[Reopened]", doc=order)] == [[users.am]]
	invoice = frappe.get_all("Sales Invoice Item", {"sales_order": order.name}, pluck="parent")[0]
	factories.make_payment_entry(invoice)
	assert get_status(order) == "Closed"
	assert len(mails.find("[Closed]", doc=order)) == 2


def test_credit_limit_does_not_stop_a_cancelled_payment(order, users):
	deliver(order)
	payment = factories.make_payment_entry(bill(order).name)
	row = {"doctype": "Customer Credit Limit", "company": users.company, "credit_limit": 1}
	frappe.get_doc(
		{**row, "parent": order.customer, "parenttype": "Customer", "parentfield": "credit_limits"}
	).db_insert()
	payment.cancel()
	assert get_status(order) == "Completed"


def test_closed_order_does_not_stop_a_cancelled_delivery_or_invoice(order):
	note = deliver(order)
	invoice = bill(order)
	payment = factories.make_payment_entry(invoice.name)
	frappe.get_doc("Delivery Note", note.name).cancel()
	assert get_status(order) == "To Deliver"
	deliver(order)
	assert get_status(order) == "Closed"
	payment.reload()
	payment.cancel()
	frappe.get_doc("Sales Invoice", invoice.name).cancel()
	assert get_status(order) == "To Bill"


def test_order_closed_by_hand_stays_closed(order):
	deliver(order)
	payment = factories.make_payment_entry(bill(order).name, 100)
	order.reload()
	order.update_status("Closed")
	payment.cancel()
	assert get_status(order) == "Closed"


@pytest.mark.parametrize("status", ["On Hold", "Closed"])
def test_stopped_order_is_left_alone(order, status, mails):
	deliver(order)
	invoice = bill(order)
	order.reload()
	order.update_status(status)
	factories.make_payment_entry(invoice.name)
	assert get_status(order) == status
	assert not mails.find("[Closed]", doc=order)


def test_credited_order_is_not_closed(order):
	deliver(order)
	invoice = bill(order)
	make_sales_return(invoice.name).insert().submit()
	assert get_status(order) != "Closed"


@pytest.mark.bench_only("the returned quantity of an order's line")
@pytest.mark.parametrize("billed_first", [True, False])
def test_order_is_closed_when_all_that_was_kept_is_billed_and_paid(order, billed_first):
	note = deliver(order)
	if not billed_first:
		give_back(note)
	invoice = factories.make_sales_invoice(sales_order=order.name)
	invoice.items[0].qty = 4
	invoice.save().submit()
	factories.make_payment_entry(invoice.name)
	if billed_first:
		assert get_status(order) != "Closed"
		give_back(note)
	assert get_status(order) == "Closed"


def give_back(note) -> None:
	"""One of five pieces comes back."""
	back = make_delivery_return(note.name)
	back.items[0].qty = -1
	frappe.get_doc(
		"Delivery Note", back.insert().name
	).submit()  # ERPNext reads is_return when a document is loaded


def test_switch_off_closes_nothing(order, settings):
	settings(closing_rule=0)
	deliver(order)
	factories.make_payment_entry(bill(order).name)
	assert get_status(order) == "Completed"


def test_sign_of_closing_cannot_be_sent_along(order, users, as_user):
	with as_user(users.su):
		doc = frappe.get_doc("Sales Order", order.name)
		doc.salesflow_closed_on = "2020-01-01 00:00:00"
		doc.save()
	assert not frappe.db.get_value("Sales Order", order.name, "salesflow_closed_on")


@pytest.mark.bench_only("processes that meet at the same rows")
@pytest.mark.parametrize("isolation", [False, True])
def test_delivery_and_payment_at_once_close_the_order_once(order, users, committed, mails, isolation):
	invoice = bill(order)
	note = make_delivery_note(order.name).insert()
	payment = factories.make_payment_entry(invoice.name, submit=False)
	frappe.db.commit()
	calls = [
		{"doctype": "Delivery Note", "name": note.name},
		{"doctype": "Payment Entry", "name": payment.name},
	]
	path = "salesflow_app.tests.site.test_order_closing.submit"
	outcomes = processes.run_together(path, calls, snapshot_isolation=isolation)
	for outcome, call in zip(outcomes, calls, strict=True):
		if not outcome.ok:  # a conflict is told to the user, who tries again
			assert outcome.error in ("QueryDeadlockError", "QueryTimeoutError"), outcome.trace
			submit(**call)
	frappe.db.commit()
	assert get_status(order) == "Closed"
	assert len(mails.find("[Closed]", doc=order)) == 1


def submit(doctype: str, name: str) -> None:
	frappe.get_doc(doctype, name).submit()
