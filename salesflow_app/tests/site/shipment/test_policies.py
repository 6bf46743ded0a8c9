"""What has to be paid before a shipment is cleared."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.factory_floor import attach_papers, do, pack
from salesflow_app.tests.site.refusals import refused
from salesflow_app.tests.site.shipment.helpers import REFUSED


def make_order_with_deposit(floor, users, **values):
	order = factories.make_sales_order(
		customer=users.customer_a,
		items=floor.get_rows(boards=0),
		payment_schedule=[
			{"due_date": today(), "invoice_portion": 30},
			{"due_date": add_days(today(), 30), "invoice_portion": 70},
		],
		**values,
	)
	order.submit()
	return order


def make_waiting_note(order, users, as_user):
	with as_user(users.st):
		note = pack(make_delivery_note(order.name).insert(), users.st)
		do(note, "Hand to QA")
	with as_user(users.qm):
		do(attach_papers(note), "Papers Complete")
	return note


def pay_order(order, amount):
	from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry

	payment = get_payment_entry("Sales Order", order.name, party_amount=amount)
	payment.update({"reference_no": "1", "reference_date": today()})
	payment.insert().submit()
	return payment


def test_deposit_has_to_be_paid(floor, users, as_user, settings):
	settings(clearance_policy="Deposit Paid")
	order = make_order_with_deposit(floor, users)
	note = make_waiting_note(order, users, as_user)
	pay_order(order, 1000)
	with as_user(users.sp), pytest.raises(REFUSED) as refusal:
		do(note, "Clear for Shipment")
	deposit = order.payment_schedule[0].payment_amount
	for word in (note.name, order.name, f"{deposit:,.2f}", f"{deposit - 1000:,.2f}", "Salesflow Settings"):
		assert word in str(refusal.value), word
	pay_order(order, deposit - 1000)
	with as_user(users.sp):
		do(note, "Clear for Shipment")


@pytest.mark.parametrize("is_deal", [True, False])
def test_deposit_of_a_cancelled_order_is_somebodys_task(floor, users, as_user, settings, is_deal):
	settings(clearance_policy="None", operations_manager=users.om)
	order = make_order_with_deposit(floor, users, po_no="PO 7")
	order.db_set("owner", users.su if is_deal else "Administrator")  # whoever entered it sells the deal
	payment = pay_order(order, 1000)
	frappe.get_doc("Sales Order", order.name).cancel()
	payment.reload()
	assert payment.docstatus == 1 and payment.unallocated_amount == 1000
	task = {"reference_name": payment.name, "salesflow_task": "overpaid", "status": "Open"}
	assert bool(frappe.db.exists("ToDo", {**task, "allocated_to": users.om})) is is_deal


def test_deposit_of_an_order_without_a_plan_is_the_settings_percentage(floor, users, as_user, settings):
	settings(clearance_policy="Deposit Paid", deposit_percentage=20)
	order = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows(boards=0), submit=True)
	note = make_waiting_note(order, users, as_user)
	pay_order(order, order.grand_total * 0.2 - 1)
	with as_user(users.sp), pytest.raises(REFUSED, match="deposit"):
		do(note, "Clear for Shipment")
	pay_order(order, 1)
	with as_user(users.sp):
		do(note, "Clear for Shipment")


@pytest.mark.parametrize("link", ["against_sales_order", "so_detail"])
def test_row_does_not_lose_half_of_its_order(floor, users, as_user, settings, link):
	"""ERPNext's own rule, on which clearance relies: a row names its order and the order's line, or neither."""
	settings(clearance_policy="Deposit Paid", deposit_percentage=20)
	order = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows(boards=0), submit=True)
	with as_user(users.st):
		note = make_delivery_note(order.name)
		note.items[0].set(link, None)
		with refused("Against Sales Order" if link == "against_sales_order" else "Against Sales Order Item"):
			note.insert()


def test_deposit_stays_paid_when_an_invoice_uses_it(floor, users, as_user, settings):
	from salesflow_app.shipment.clearance import get_paid

	order = make_order_with_deposit(floor, users)
	pay_order(order, 2000)
	assert get_paid(order) == 2000
	invoice = factories.make_sales_invoice(sales_order=order.name, allocate_advances_automatically=1)
	invoice.submit()
	invoice.reload()
	assert invoice.outstanding_amount == invoice.grand_total - 2000
	assert round(get_paid(order), 2) == 2000


def test_fully_paid_means_all_of_the_order(floor, users, as_user, settings):
	settings(clearance_policy="Fully Paid")
	order = make_order_with_deposit(floor, users)
	note = make_waiting_note(order, users, as_user)
	invoice = factories.make_sales_invoice(sales_order=order.name, submit=True)
	factories.make_payment_entry(invoice.name, 4000)
	with as_user(users.sp), pytest.raises(REFUSED, match="order total"):
		do(note, "Clear for Shipment")
	factories.make_payment_entry(invoice.name)
	with as_user(users.sp):
		do(note, "Clear for Shipment")


@pytest.mark.parametrize("policy", ["Deposit Paid", "Fully Paid"])
def test_goods_without_an_order_are_not_paid(floor, users, as_user, settings, policy):
	settings(clearance_policy=policy, papers=[])
	note = factories.make_delivery_note(customer=users.customer_a)
	with as_user(users.st):
		do(pack(note, users.st), "Hand to Support")
	with as_user(users.sp), pytest.raises(REFUSED, match="no Sales Order"):
		do(note, "Clear for Shipment")


def test_credit_limit_holds(floor, users, as_user, settings):
	settings(clearance_policy="Within Credit", papers=[])
	customer = frappe.get_doc("Customer", factories.make_customer().name)
	order = factories.make_sales_order(customer=customer.name, items=floor.get_rows(boards=0), submit=True)
	with as_user(users.st):
		note = do(pack(make_delivery_note(order.name).insert(), users.st), "Hand to Support")
	row = {"doctype": "Customer Credit Limit", "company": users.company, "credit_limit": 4000}
	customer.reload()
	frappe.get_doc(
		{**row, "parent": customer.name, "parenttype": "Customer", "parentfield": "credit_limits"}
	).db_insert()
	with as_user(users.sp), pytest.raises(REFUSED, match="credit limit"):
		do(note, "Clear for Shipment")
	frappe.db.set_value("Customer Credit Limit", {"parent": customer.name}, "credit_limit", 5000)
	with as_user(users.sp):
		do(note, "Clear for Shipment")
