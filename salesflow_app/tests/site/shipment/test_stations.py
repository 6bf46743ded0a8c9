"""The stations of a shipment, and Delivery Notes that have none."""

import frappe
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return
from frappe.utils import today

from salesflow_app.people import roles
from salesflow_app.tests.site.factory_floor import do, put
from salesflow_app.tests.site.refusals import refused
from salesflow_app.tests.site.shipment.helpers import (
	CLEARANCE,
	CLEARED,
	PACKING,
	PAPERS,
	SHIPPED,
	get_state,
	get_tasks,
)

# The way it goes


def test_shipment_takes_every_station(make_note, users, mails):
	note = make_note(SHIPPED)
	assert get_state(note) == (1, SHIPPED)
	assert (note.salesflow_cleared_by, note.salesflow_packed_by) == (users.sp, users.st)
	assert note.salesflow_papers[0].uploaded_by == users.qm
	assert note.status == "To Bill"


def test_shipment_without_papers_goes_straight_to_support(make_note, floor):
	note = make_note(CLEARANCE, rows=floor.get_rows(frames=0))
	assert not note.salesflow_papers


def test_stations_have_tasks_and_shipping_gets_a_mail(make_note, users, mails):
	note = make_note(PAPERS)
	assert get_tasks(note) == set(get_role_users("Quality Manager"))
	note = make_note(CLEARANCE)
	assert get_tasks(note) == set(get_role_users("Support Team"))
	note = make_note(CLEARED)
	assert get_tasks(note) == set(get_role_users("Delivery User"))
	mail = mails.find("is cleared", doc=note)
	assert len(mail) == 1 and {"shipping@factory.example", users.dl} <= set(mail[0].recipients)


def get_role_users(role):

	return roles.get_role_users(role)


def test_who_gets_the_shipping_mail_is_a_rule(make_note, settings, mails):
	rule = {"mail_event": "Cleared for Shipment", "send_to": "E-Mail", "email": "forwarder@example.com"}
	settings(mail_rules=[rule], shipping_email=None)
	note = make_note(CLEARED)
	assert mails.find("is cleared", doc=note)[0].recipients == ["forwarder@example.com"]


# What is not ours


def test_returns_need_no_clearance(make_note, users, as_user):
	note = make_note(SHIPPED)
	with as_user(users.st):
		back = make_sales_return(note.name).insert()
		back.submit()
	assert back.docstatus == 1
	by_action = make_sales_return(make_note(SHIPPED).name).insert()
	with as_user(users.dl):
		do(by_action, "Submit Return")
	assert get_state(by_action) == (1, SHIPPED)


def test_return_that_sends_goods_out_is_no_return(make_note, users, as_user):
	note = make_note()
	frappe.db.set_value("Delivery Note", note.name, "is_return", 1)
	with as_user(users.dl), refused("negative", "Packing"):  # ERPNext may be first
		put(note, docstatus=1)


def test_switch_off_leaves_erpnext_as_it_is(make_note, settings, users, as_user):
	settings(use_clearance=0)
	note = make_note()
	with as_user(users.st):
		note.submit()
	assert note.docstatus == 1 and not note.salesflow_papers


def test_shipment_from_before_the_app_stays_usable(make_note, settings, users, as_user):
	settings(use_clearance=0)
	note = make_note()
	note.submit()
	settings(use_clearance=1)
	with as_user(users.dl):
		put(note, lr_date=today())
	assert get_state(note) == (1, SHIPPED)
	frappe.get_doc("Delivery Note", note.name).cancel()


def test_second_draft_for_the_same_order_is_said(make_note, users, as_user):
	first = make_note(PACKING)
	frappe.clear_messages()
	with as_user(users.st):
		make_delivery_note(first.items[0].against_sales_order).insert()
	assert any(first.name in str(message) for message in frappe.get_message_log())
