"""Departments are told what changed, and nothing else."""

import frappe
from frappe.utils import add_days, today

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.factory_floor import (
	BOARDS,
	BOARDS_MAIL,
	METAL,
	METAL_MAIL,
	put,
	update_items,
)
from salesflow_app.tests.site.production.helpers import get_rows, make_order


def test_change_tells_only_the_department_and_line_concerned(order, floor, mails):
	update_items(order, {floor.frame: 7})
	assert not mails.find("changed", to=BOARDS_MAIL)
	changed = mails.find("changed", to=METAL_MAIL)
	assert len(changed) == 1
	assert "7 (was: 5)" in changed[0].html and floor.board not in changed[0].html


def test_second_change_tells_the_difference_to_the_first(order, floor, mails):
	update_items(order, {floor.frame: 7})
	update_items(order, {floor.frame: 6})
	update_items(order, {floor.frame: 7})
	texts = [mail.html for mail in mails.find("changed", to=METAL_MAIL)]
	assert len(texts) == 3
	assert "6 (was: 7)" in texts[1] and "7 (was: 6)" in texts[2]


def test_new_price_tells_nobody_in_production(order, floor, mails):
	update_items(order, {}, rate=999)
	assert not mails.find("changed")


def test_new_delivery_date_tells_all_departments(order, mails):
	later = add_days(today(), 40)
	update_items(order, {}, delivery_date=str(later))
	for address in (METAL_MAIL, BOARDS_MAIL):
		assert frappe.utils.formatdate(later) in mails.find("changed", to=address)[0].html


def test_line_taken_out_ends_the_part_of_its_department(order, floor, mails):
	update_items(order, {floor.board: 0})
	assert "No longer needed" in mails.find("changed", to=BOARDS_MAIL)[0].html
	assert get_rows(order) == {METAL: 0}


def test_new_line_brings_in_its_department(floor, users, mails):
	order = make_order(floor, users, items=floor.get_rows(boards=0))
	new = {"item_code": floor.board, "qty": 2, "rate": 10, "uom": "Nos", "conversion_factor": 1}
	update_items(order, {}, new=[{**new, "delivery_date": str(add_days(today(), 20))}])
	assert set(get_rows(order)) == {METAL, BOARDS}
	assert floor.board in mails.find(to=BOARDS_MAIL)[0].html
	assert not mails.find("changed", to=METAL_MAIL)


def test_production_line_added_to_a_service_order_is_told(floor, users, mails):
	order = make_order(floor, users, items=[factories.get_item_row()])
	put(order, po_date=today())
	assert not get_rows(order)
	new = {"item_code": floor.frame, "qty": 2, "rate": 10, "uom": "Nos", "conversion_factor": 1}
	update_items(order, {}, new=[{**new, "delivery_date": str(add_days(today(), 20))}])
	assert get_rows(order) == {METAL: 0}
	assert len(mails.find(to=METAL_MAIL)) == 1


def test_order_from_before_the_departments_is_left_alone(floor, users, settings, mails):
	settings(departments=[])
	order = make_order(floor, users)
	settings(departments=floor.departments)
	put(order, po_date=today())
	assert not get_rows(order) and not mails.find(to=METAL_MAIL)


def test_cancelled_order_stops_its_departments_once(order, mails):
	order.cancel()
	for address in (METAL_MAIL, BOARDS_MAIL):
		assert len(mails.find("cancelled", to=address)) == 1


def test_amended_order_says_which_one_it_replaces(order, mails):
	order.cancel()
	amended = frappe.copy_doc(order)
	amended.update({"amended_from": order.name, "docstatus": 0})
	amended.insert().submit()
	sent = mails.find(amended.name, to=METAL_MAIL)
	assert len(sent) == 1 and f"replaces {order.name}" in sent[0].html
	assert get_rows(amended) == {METAL: 0, BOARDS: 0}
