"""Departments are told what to make and what changed, hand over, and nothing is delivered before."""

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from frappe.utils import add_days, today

from salesflow_app import production
from salesflow_app.tests.site import factories, processes
from salesflow_app.tests.site.factory_floor import (
	BOARDS,
	BOARDS_MAIL,
	METAL,
	METAL_MAIL,
	Floor,
	put,
	update_items,
)

REFUSED = (frappe.ValidationError, frappe.PermissionError)


@pytest.fixture
def floor(settings):
	floor = Floor()
	settings(
		use_order_approval=0,
		use_clearance=0,
		sow_rules=[],
		departments=floor.departments,
		papers=[],
		final_pack_email="pack@factory.example",
	)
	return floor


@pytest.fixture
def order(floor, users):
	return make_order(floor, users)


def make_order(floor, users, **values):
	values.setdefault("items", floor.get_rows())
	order = factories.make_sales_order(customer=users.customer_a, **values)
	order.submit()
	return order


def get_rows(order) -> dict[str, int]:
	order.reload()
	return {row.department: row.handed_over for row in order.salesflow_production}


def hand_over(order, as_user, user, *departments):
	with as_user(user):
		return [production.hand_over(order.name, department) for department in departments]


# Telling the departments


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


# Changes


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


# Hand-over


def test_last_department_hands_over_to_final_pack(order, users, as_user, mails):
	assert hand_over(order, as_user, users.mf, METAL) == [False]
	assert not mails.find("Final Pack")
	assert hand_over(order, as_user, users.mf, BOARDS, BOARDS) == [True, True]
	order.reload()
	assert order.salesflow_production_ready
	row = order.salesflow_production[0]
	assert (row.handed_over, row.handed_over_by) == (1, users.mf) and row.handed_over_on
	mail = mails.find("Final Pack")
	assert len(mail) == 1 and {"pack@factory.example", users.st} <= set(mail[0].recipients)
	tasks = frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"}, pluck="allocated_to")
	assert users.st in tasks and users.mf not in tasks


@pytest.mark.parametrize("user", ["su", "st", "qm", "dl", "sm"])
def test_only_production_hands_over(order, users, as_user, user):
	with as_user(getattr(users, user)), pytest.raises(frappe.PermissionError, match="Manufacturing User"):
		production.hand_over(order.name, METAL)
	assert get_rows(order)[METAL] == 0


def test_hand_over_of_an_unknown_department_names_the_known_ones(order, users, as_user):
	with as_user(users.mf), pytest.raises(frappe.ValidationError, match=METAL):
		production.hand_over(order.name, "Bakery")


@pytest.mark.parametrize("status", ["Closed", "On Hold"])
def test_order_that_is_stopped_is_not_handed_over(order, users, as_user, status):
	order.update_status(status)
	with as_user(users.mf), pytest.raises(frappe.ValidationError, match=status):
		production.hand_over(order.name, METAL)


def test_draft_and_cancelled_orders_are_not_handed_over(floor, users, as_user, order):
	draft = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows())
	order.cancel()
	for name in (draft.name, order.name):
		with as_user(users.mf), pytest.raises(frappe.ValidationError):
			production.hand_over(name, METAL)


def test_hand_over_is_taken_back(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	with as_user(users.mf):
		production.take_back(order.name, METAL)
	assert get_rows(order) == {METAL: 0, BOARDS: 1}
	assert not order.salesflow_production_ready
	assert not frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"})
	hand_over(order, as_user, users.mf, METAL)
	assert frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"})


def test_hand_over_is_not_taken_back_once_packed(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	note = make_delivery_note(order.name).insert()
	with as_user(users.mf), pytest.raises(frappe.ValidationError, match=note.name):
		production.take_back(order.name, METAL)


def test_more_to_make_opens_the_hand_over_again(order, floor, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	update_items(order, {floor.frame: 9})
	assert get_rows(order) == {METAL: 0, BOARDS: 1}
	assert not order.salesflow_production_ready


def test_less_to_make_leaves_the_hand_over(order, floor, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	update_items(order, {floor.frame: 2})
	assert get_rows(order) == {METAL: 1, BOARDS: 1}


def test_hand_over_cannot_be_written_past_the_button(order, floor, users, as_user):
	rows = [{**row.as_dict(), "handed_over": 1} for row in order.salesflow_production]
	with as_user(users.su):
		put(order, salesflow_production=rows, salesflow_production_ready=1)
		put(order, salesflow_production=[])
	assert get_rows(order) == {METAL: 0, BOARDS: 0}
	assert not order.salesflow_production_ready
	draft = factories.make_sales_order(
		customer=users.customer_a,
		items=floor.get_rows(),
		salesflow_production=[{"department": "Mine", "handed_over": 1}],
		salesflow_production_ready=1,
	)
	draft.submit()
	assert get_rows(draft) == {METAL: 0, BOARDS: 0}


def test_nothing_is_delivered_before_all_have_handed_over(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL)
	with as_user(users.st), pytest.raises(frappe.ValidationError) as refusal:
		make_delivery_note(order.name).insert()
	for word in (BOARDS, order.name, "Hand Over"):
		assert word in str(refusal.value)
	assert METAL not in str(refusal.value)
	hand_over(order, as_user, users.mf, BOARDS)
	with as_user(users.st):
		make_delivery_note(order.name).insert().submit()
	order.reload()
	assert order.per_delivered == 100


def test_final_pack_task_ends_with_the_delivery_note(order, users, as_user):
	hand_over(order, as_user, users.mf, METAL, BOARDS)
	make_delivery_note(order.name).insert()
	assert not frappe.get_all("ToDo", {"reference_name": order.name, "status": "Open"})


def test_hand_over_answers_to_post_alone(order, users, http, committed):
	frappe.db.commit()
	client = http.as_user(users.mf)
	method = "salesflow_app.production.hand_over"
	assert client.api_get(method, sales_order=order.name, department=METAL).status_code in (403, 405)
	assert http.guest().api_post(method, sales_order=order.name, department=METAL).status_code == 403
	assert (
		http.as_user(users.su).api_post(method, sales_order=order.name, department=METAL).status_code == 403
	)
	assert client.api_post(method, sales_order=order.name, department=METAL).json()["message"] is False
	frappe.db.rollback()
	assert get_rows(order) == {METAL: 1, BOARDS: 0}


@pytest.mark.bench_only("processes that meet at the same rows")
@pytest.mark.parametrize("isolation", [False, True])
def test_two_departments_at_once_make_the_order_ready_once(order, users, committed, isolation, mails):
	frappe.db.commit()
	calls = [{"sales_order": order.name, "department": name} for name in (METAL, BOARDS, METAL, BOARDS)]
	outcomes = processes.run_together(
		"salesflow_app.production.hand_over", calls, user=users.mf, snapshot_isolation=isolation
	)
	assert all(outcome.ok for outcome in outcomes), [outcome.trace for outcome in outcomes if not outcome.ok]
	frappe.db.rollback()
	assert get_rows(order) == {METAL: 1, BOARDS: 1}
	assert order.salesflow_production_ready
	assert len(mails.find("Final Pack", doc=order)) == 1
	tasks = frappe.get_all("ToDo", {"reference_name": order.name}, pluck="allocated_to")
	assert len(tasks) == len(set(tasks))
