"""Those who pack and ship write no prices."""

import frappe
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return

from salesflow_app.shipment import prices
from salesflow_app.tests.site.factory_floor import put
from salesflow_app.tests.site.shipment.helpers import PACKING, SHIPPED


def get_money(note) -> tuple:
	note = frappe.get_doc("Delivery Note", note.name)
	return note.net_total, note.grand_total, [(row.rate, row.discount_percentage) for row in note.items]


def test_packer_does_not_change_prices(make_note, users, as_user):
	note = make_note(PACKING)
	known = get_money(note)
	with as_user(users.st):
		rows = [{**row.as_dict(), "rate": 1, "discount_percentage": 50} for row in note.items]
		put(note, items=rows, discount_amount=100, apply_discount_on="Net Total", taxes=[])
	assert get_money(note) == known


def test_new_note_has_the_prices_of_the_order(make_note, users, as_user):
	order = make_note(PACKING).items[0].against_sales_order
	note = make_delivery_note(order)
	with as_user(users.st):
		note.items[0].rate = 1
		note.additional_discount_percentage = 50
		note.insert()
	signed = frappe.get_doc("Sales Order", order)
	assert note.items[0].rate == signed.items[0].rate and not note.discount_amount


def test_what_comes_back_has_the_prices_it_went_out_with(make_note, users, as_user):
	note = make_note(SHIPPED)
	returned = make_sales_return(note.name)
	with as_user(users.st):
		returned.items[0].update({"rate": 1, "discount_percentage": 50})
		returned.insert()
		returned.items[0].rate = 2
		returned.save()
	assert get_money(returned)[1] == -get_money(note)[1]
	assert returned.items[0].rate == note.items[0].rate


def test_what_sales_writes_is_left_alone(make_note, users, as_user):
	note = make_note(PACKING)
	for user, rate in ((users.su, 1), (users.st, note.items[0].rate)):
		sent = frappe.get_doc("Delivery Note", note.name)
		sent.load_doc_before_save()
		sent.items[0].rate = 1
		with as_user(user):
			prices.keep_prices(sent)
		assert sent.items[0].rate == rate
