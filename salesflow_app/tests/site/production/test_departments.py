"""Departments are told what to make."""

import frappe

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.factory_floor import (
	BOARDS,
	BOARDS_MAIL,
	METAL,
	METAL_MAIL,
)
from salesflow_app.tests.site.production.helpers import get_rows, make_order


def test_each_department_is_told_its_part_once(floor, users, mails):
	order = make_order(floor, users)
	metal, boards = mails.find(to=METAL_MAIL), mails.find(to=BOARDS_MAIL)
	assert len(metal) == len(boards) == 1
	assert floor.frame in metal[0].html and floor.board not in metal[0].html
	assert get_rows(order) == {METAL: 0, BOARDS: 0}


def test_production_mail_has_all_that_is_needed_and_no_price(floor, users, mails):
	order = make_order(
		floor, users, po_no="PO-4711-X", contact_display="Clara Client", contact_email="clara@client.example"
	)
	html = mails.find(to=METAL_MAIL)[0].html
	date = frappe.utils.formatdate(order.delivery_date)
	for word in (
		order.name,
		floor.frame,
		"Zinc plated, RAL 7016",
		">5<",
		"Nos",
		date,
		"Clara Client",
		"PO-4711-X",
	):
		assert word in html, word
	digits = "".join(letter for letter in html if letter.isdigit())
	for price in (847.35, 847.35 * 5, 1128.95, order.net_total, order.grand_total):
		assert f"{price:.2f}".replace(".", "") not in digits
	assert "€" not in html and "EUR" not in html


def test_item_group_above_decides_and_the_rest_goes_to_the_fallback(floor, users, settings, mails):
	rest = {"department": "Workshop", "email": "workshop@factory.example"}
	settings(departments=[rest, *floor.departments])
	other = factories.make_item().name
	order = make_order(
		floor, users, items=[factories.get_item_row(floor.screw), factories.get_item_row(other)]
	)
	assert set(get_rows(order)) == {METAL, "Workshop"}
	assert other in mails.find(to="workshop@factory.example")[0].html


def test_two_departments_of_one_item_group_are_both_told(floor, users, settings):
	settings(
		departments=[
			*floor.departments,
			{"item_group": floor.metal_group, "department": "Paint", "email": "p@factory.example"},
		]
	)
	assert set(get_rows(make_order(floor, users))) == {METAL, BOARDS, "Paint"}


def test_site_without_departments_is_not_bothered(floor, users, settings, mails):
	settings(departments=[])
	order = make_order(floor, users)
	assert not get_rows(order)
	assert not mails.entries("Production Order")


def test_user_text_is_shown_as_it_is(floor, users, mails):
	nasty = "<img src=x onerror=alert(1)>{{ 7*7 }}"
	row = factories.get_item_row(floor.frame, description=nasty)
	make_order(floor, users, items=[row], contact_display=nasty)
	html = mails.find(to=METAL_MAIL)[0].html
	assert "<img" not in html and "{{ 7*7 }}" in html
