"""A shipment leaves packed, traced, cleared and by Shipping, whatever way somebody tries."""

import json

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.tests.site.factory_floor import OUR_FIELDS, attach_papers, do, pack, put
from salesflow_app.tests.site.refusals import refuse, refused
from salesflow_app.tests.site.shipment.helpers import (
	CLEARANCE,
	CLEARED,
	PACKING,
	PAPERS,
	REFUSED,
	SHIPPED,
	get_state,
	get_tasks,
)


def test_untraced_goods_stay_in_packing(make_note, users, as_user):
	note = make_note()
	for missing in OUR_FIELDS:
		note.reload()
		with as_user(users.st):
			pack(note, users.st)
			put(note, **{missing: None})
			with pytest.raises(REFUSED) as refusal:
				do(note, "Hand to QA")
		assert note.meta.get_label(missing) in str(refusal.value)
	assert get_state(note) == (0, PACKING)


ATTEMPTS = (
	(("Delivery Note",), lambda note: frappe.client.submit(note.as_dict())),
	(("Delivery Note",), lambda note: put(note, docstatus=1)),
	(("Delivery Note",), lambda note: put(note, salesflow_shipping_state=CLEARED)),
	(("Shipped", "needs the role"), lambda note: put(note, salesflow_shipping_state=SHIPPED, docstatus=1)),
)


def test_goods_are_packed_before_they_go_on(make_note, users, as_user):
	note = make_note()
	with as_user(users.st):
		note.update({"salesflow_packed_by": users.st, "salesflow_traceability": "Lot 1"})
		note.salesflow_packed_on = add_days(today(), 30)
		note.save()
		refuse(do, note, "Hand to QA", words="is in the future")


@pytest.mark.parametrize("state", [PACKING, PAPERS, CLEARANCE])
def test_nothing_is_shipped_without_clearance(make_note, users, as_user, state):
	note = make_note(state)
	for user in (users.st, users.su, users.qm, users.dl, users.sp):
		if (user, state) == (users.sp, CLEARANCE):
			continue  # clearing is Support's own step here
		for words, attempt in ATTEMPTS:
			with as_user(user), refused(*words):
				attempt(frappe.get_doc("Delivery Note", note.name))
	assert get_state(note) == (0, state)


def test_only_shipping_ships_what_is_cleared(make_note, users, as_user):
	note = make_note(CLEARED)
	for user in (users.st, users.su, users.sp, users.qm):
		for words, attempt in (
			(note.name, lambda: put(note, salesflow_shipping_state=SHIPPED, docstatus=1)),
			(note.name, lambda: put(note, docstatus=1)),
			("Not a valid Workflow Action", lambda: do(note, "Ship")),
		):
			with as_user(user), refused(words):
				attempt()
	assert get_state(note) == (0, CLEARED)


def test_refusal_names_document_state_and_way_out(make_note, users, as_user):
	note = make_note(CLEARANCE)
	with as_user(users.dl), pytest.raises(REFUSED) as refusal:
		put(note, docstatus=1)
	for word in (note.name, CLEARANCE, "Clear for Shipment"):
		assert word in str(refusal.value)


def test_new_delivery_note_cannot_be_born_cleared(make_note, users, as_user):
	note = make_note(CLEARED)
	copy = {**frappe.copy_doc(note).as_dict(), "docstatus": 0}
	with as_user(users.dl):
		for values in (
			{"salesflow_shipping_state": CLEARED},
			{"salesflow_shipping_state": SHIPPED, "docstatus": 1},
			{"salesflow_shipping_state": None, "docstatus": 1},
		):
			with refused("Packing"):
				frappe.get_doc({**copy, **values}).insert()
		twin = frappe.get_doc({**copy, "salesflow_shipping_state": None}).insert()
	assert get_state(twin) == (0, PACKING)
	assert not twin.salesflow_cleared_by


def test_amended_shipment_is_cleared_anew(make_note, users, as_user):
	note = make_note(SHIPPED)
	note.cancel()
	assert get_state(note) == (2, "Cancelled")
	amended = frappe.copy_doc(note)
	amended.update({"amended_from": note.name, "docstatus": 0, "salesflow_shipping_state": CLEARED})
	amended.insert()
	assert (amended.salesflow_shipping_state, amended.salesflow_cleared_by) == (PACKING, None)
	with as_user(users.dl), refused(amended.name):
		amended.submit()


def test_rest_client_cannot_ship_past_clearance(make_note, users, http, committed):
	note = make_note(CLEARANCE)
	frappe.db.commit()
	client = http.as_user(users.dl)
	values = {"salesflow_shipping_state": SHIPPED, "salesflow_cleared_by": users.dl, "docstatus": 1}
	answers = [
		client.api_put("Delivery Note", note.name, docstatus=1),
		client.api_put("Delivery Note", note.name, **values),
		client.api_put("Delivery Note", note.name, salesflow_shipping_state=CLEARED),
		client.api_post("frappe.client.submit", doc=json.dumps(note.as_dict(), default=str)),
		client.api_post(
			"frappe.model.workflow.apply_workflow", doc=note.as_json(), action="Clear for Shipment"
		),
	]
	assert all(400 <= answer.status_code < 500 for answer in answers), [a.status_code for a in answers]
	frappe.db.rollback()
	assert get_state(note) == (0, CLEARANCE)


def test_stamps_of_clearance_cannot_be_written(make_note, users, as_user):
	note = make_note(CLEARANCE)
	forged = {"salesflow_cleared_by": users.dl, "salesflow_cleared_on": "2020-01-01 00:00:00"}
	with as_user(users.dl):
		put(note, **forged)
	note.reload()
	assert not note.salesflow_cleared_by and not note.salesflow_cleared_on
	shipped = make_note(SHIPPED)
	put(shipped, **forged)
	shipped.reload()
	assert shipped.salesflow_cleared_by == users.sp


@pytest.mark.parametrize("state", [PAPERS, CLEARANCE, CLEARED])
def test_packed_goods_do_not_change(make_note, users, as_user, state):
	note = make_note(state)
	for change in (
		lambda doc: doc.items[0].update({"qty": 1}),
		lambda doc: doc.update({"salesflow_traceability": "other"}),
		lambda doc: doc.update({"customer": users.customer_b}),
		lambda doc: doc.set("items", doc.items[:1]),
	):
		doc = frappe.get_doc("Delivery Note", note.name)
		change(doc)
		with as_user(users.st), refused(note.name, "does not belong to"):  # an address of the old customer
			doc.save()
	with as_user(users.dl):
		put(note, lr_no="TRUCK-1")


def test_checked_papers_do_not_change(make_note, users, as_user):
	note = make_note(CLEARED)
	with as_user(users.qm), pytest.raises(REFUSED, match="checked papers"):
		attach_papers(note)


@pytest.mark.parametrize("state, action", [(CLEARANCE, "Refuse Clearance"), (CLEARED, "Back to Packing")])
def test_way_back_needs_a_reason_and_takes_the_clearance_away(make_note, users, as_user, state, action):
	note = make_note(state)
	with as_user(users.sp), pytest.raises(REFUSED, match="Reason"):
		do(note, action)
	with as_user(users.sp):
		put(note, salesflow_clearance_reason="Wrong label")
		do(note, action)
	assert get_state(note) == (0, PACKING)
	assert not note.salesflow_cleared_by and not note.salesflow_cleared_on
	assert get_tasks(note) == {users.st}
	with as_user(users.st):
		do(note, "Hand to QA")
	assert not note.salesflow_clearance_reason and users.st not in get_tasks(note)
