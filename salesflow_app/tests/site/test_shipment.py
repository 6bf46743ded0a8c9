"""A shipment leaves packed, traced, with its papers, cleared and by Shipping, whatever way somebody tries."""

import json

import frappe
import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return
from frappe.utils import add_days, today

from salesflow_app.people import roles
from salesflow_app.tests.site import factories
from salesflow_app.tests.site.factory_floor import OUR_FIELDS, Floor, attach_papers, do, pack, put

REFUSED = (frappe.ValidationError, frappe.PermissionError)
PACKING, PAPERS, CLEARANCE, CLEARED, SHIPPED = (
	"Packing",
	"Awaiting Papers",
	"Awaiting Clearance",
	"Cleared",
	"Shipped",
)


@pytest.fixture
def floor(settings):
	floor = Floor()
	settings(
		use_order_approval=0,
		use_clearance=1,
		clearance_policy="None",
		sow_rules=[],
		departments=[],
		papers=[{"item_group": floor.metal_group, "paper": "Certificate 3.1"}],
		shipping_email="shipping@factory.example",
	)
	return floor


@pytest.fixture
def make_note(floor, users, as_user):
	"""A Delivery Note in the state asked for, each step taken by its owner."""

	def make(state=PACKING, rows=None, **values):
		order = factories.make_sales_order(
			customer=users.customer_a, items=rows or floor.get_rows(), **values
		)
		order.submit()
		with as_user(users.st):
			note = make_delivery_note(order.name).insert()
			if state == PACKING:
				return note
			pack(note, users.st)
			do(note, "Hand to QA" if note.salesflow_papers else "Hand to Support")
		if state == PAPERS:
			return note
		if note.salesflow_shipping_state == PAPERS:
			with as_user(users.qm):
				do(attach_papers(note), "Papers Complete")
		for wanted, user, action in ((CLEARED, users.sp, "Clear for Shipment"), (SHIPPED, users.dl, "Ship")):
			if CLEARANCE == state or note.salesflow_shipping_state == state:
				return note
			with as_user(user):
				do(note, action)
			assert note.salesflow_shipping_state == wanted
		return note

	return make


def get_state(note) -> tuple[int, str]:
	return frappe.db.get_value("Delivery Note", note.name, ["docstatus", "salesflow_shipping_state"])


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
	assert not get_tasks(note)
	mail = mails.find("is cleared", doc=note)
	assert len(mail) == 1 and {"shipping@factory.example", users.dl} <= set(mail[0].recipients)


def get_tasks(note) -> set[str]:
	return set(frappe.get_all("ToDo", {"reference_name": note.name, "status": "Open"}, pluck="allocated_to"))


def get_role_users(role):

	return roles.get_role_users(role)


def test_who_gets_the_shipping_mail_is_a_rule(make_note, settings, mails):
	rule = {"mail_event": "Cleared for Shipment", "send_to": "E-Mail", "email": "forwarder@example.com"}
	settings(mail_rules=[rule], shipping_email=None)
	note = make_note(CLEARED)
	assert mails.find("is cleared", doc=note)[0].recipients == ["forwarder@example.com"]


# Papers


def test_papers_follow_item_group_and_customer(make_note, floor, users, settings):
	settings(
		papers=[
			{"item_group": floor.metal_group, "paper": "Certificate 3.1"},
			{"item_group": floor.board_group, "customer": users.customer_b, "paper": "B's form"},
			{"customer": users.customer_a, "paper": "A's form"},
			{"item_group": floor.root, "paper": "Packing list"},
		]
	)
	small = make_note(rows=[factories.get_item_row(floor.screw)])
	assert {row.paper for row in small.salesflow_papers} == {"Certificate 3.1", "A's form", "Packing list"}


def test_paper_that_was_deleted_from_the_list_comes_back(make_note, users, as_user):
	note = make_note(PAPERS)
	with as_user(users.qm), pytest.raises(REFUSED, match="Certificate"):
		put(note, salesflow_papers=[], salesflow_shipping_state=CLEARANCE)
	with as_user(users.qm):
		put(note, salesflow_papers=[])
	note.reload()
	assert [row.paper for row in note.salesflow_papers] == ["Certificate 3.1"]


def test_papers_complete_needs_a_real_file_for_each(make_note, users, as_user):
	note = make_note(PAPERS)
	with as_user(users.qm), pytest.raises(REFUSED, match="Certificate"):
		do(note, "Papers Complete")
	note.salesflow_papers[0].attachment = "/private/files/not-there.pdf"
	with as_user(users.qm), pytest.raises(REFUSED, match="no uploaded file"):
		note.save()


def test_file_that_was_deleted_holds_the_clearance(make_note, users, as_user):
	note = make_note(CLEARANCE)
	frappe.db.delete("File", {"file_url": note.salesflow_papers[0].attachment})
	with as_user(users.sp), pytest.raises(REFUSED, match="Certificate"):
		do(note, "Clear for Shipment")


def test_rule_that_came_late_holds_the_clearance(make_note, users, as_user, settings):
	note = make_note(CLEARANCE)
	settings(papers=[{"paper": "Export form"}])
	with as_user(users.sp), pytest.raises(REFUSED, match="Export form"):
		do(note, "Clear for Shipment")


def test_stamp_of_an_upload_cannot_be_sent_along(make_note, users, as_user):
	note = make_note(PAPERS)
	row = {**note.salesflow_papers[0].as_dict(), "uploaded_by": "Administrator", "uploaded_on": "2020-01-01"}
	with as_user(users.qm):
		put(note, salesflow_papers=[row])
		assert not frappe.get_doc("Delivery Note", note.name).salesflow_papers[0].uploaded_by
		note.reload()
		attach_papers(note)
	note.reload()
	assert note.salesflow_papers[0].uploaded_by == users.qm


# Gates


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
	lambda note: frappe.client.submit(note.as_dict()),
	lambda note: put(note, docstatus=1),
	lambda note: put(note, salesflow_shipping_state=CLEARED),
	lambda note: put(note, salesflow_shipping_state=SHIPPED, docstatus=1),
)


@pytest.mark.parametrize("state", [PACKING, PAPERS, CLEARANCE])
def test_nothing_is_shipped_without_clearance(make_note, users, as_user, state):
	note = make_note(state)
	for user in (users.st, users.su, users.qm, users.dl, users.sp):
		if (user, state) == (users.sp, CLEARANCE):
			continue  # clearing is Support's own step here
		for attempt in ATTEMPTS:
			with as_user(user), pytest.raises(REFUSED):
				attempt(frappe.get_doc("Delivery Note", note.name))
	assert get_state(note) == (0, state)


def test_only_shipping_ships_what_is_cleared(make_note, users, as_user):
	note = make_note(CLEARED)
	for user in (users.st, users.su, users.sp, users.qm):
		for attempt in (
			lambda: put(note, salesflow_shipping_state=SHIPPED, docstatus=1),
			lambda: put(note, docstatus=1),
			lambda: do(note, "Ship"),
		):
			with as_user(user), pytest.raises(REFUSED):
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
			frappe.db.savepoint("born")
			with pytest.raises(REFUSED):
				frappe.get_doc({**copy, **values}).insert()
			frappe.db.rollback(save_point="born")
		twin = frappe.get_doc({**copy, "salesflow_shipping_state": None}).insert()
	assert get_state(twin) == (0, PACKING)
	assert not twin.salesflow_cleared_by


def test_amended_shipment_is_cleared_anew(make_note, users, as_user):
	note = make_note(SHIPPED)
	note.cancel()
	assert get_state(note) == (2, None)
	amended = frappe.copy_doc(note)
	amended.update({"amended_from": note.name, "docstatus": 0, "salesflow_shipping_state": CLEARED})
	amended.insert()
	assert (amended.salesflow_shipping_state, amended.salesflow_cleared_by) == (PACKING, None)
	with as_user(users.dl), pytest.raises(REFUSED):
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
		with as_user(users.st), pytest.raises(REFUSED):
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
	with as_user(users.dl), pytest.raises(REFUSED):
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


# Clearance policies


def make_order_with_deposit(floor, users):
	order = factories.make_sales_order(
		customer=users.customer_a,
		items=floor.get_rows(boards=0),
		payment_schedule=[
			{"due_date": today(), "invoice_portion": 30},
			{"due_date": add_days(today(), 30), "invoice_portion": 70},
		],
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


def test_goods_without_an_order_are_not_fully_paid(floor, users, as_user, settings):
	settings(clearance_policy="Fully Paid", papers=[])
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


# Cost


def test_delivery_note_outside_any_deal_costs_nothing_extra(settings, users):
	from salesflow_app.tests.site.test_order_gates import count_own_statements

	settings(use_clearance=0, papers=[], departments=[])
	note = factories.make_delivery_note(customer=users.customer_a)
	assert count_own_statements(note.save) == 0
	assert count_own_statements(note.submit) == 0


# An invoice that would deliver


def make_delivering_invoice(order: str):
	from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice

	invoice = make_sales_invoice(order)
	invoice.update_stock = 1
	return invoice


@pytest.mark.parametrize("clearance", [1, 0])
def test_invoice_does_not_take_goods_past_the_stations(floor, users, as_user, settings, clearance):
	settings(use_clearance=clearance, departments=floor.departments)
	order = factories.make_sales_order(customer=users.customer_a, items=floor.get_rows())
	order.submit()
	with as_user(users.ac), pytest.raises(frappe.ValidationError, match=order.name) as refusal:
		make_delivering_invoice(order.name).insert()
	assert ("Create > Delivery Note" in str(refusal.value)) == bool(clearance)
	assert not frappe.db.exists("Sales Invoice Item", {"sales_order": order.name})


def test_invoice_that_delivers_nothing_and_a_sale_at_the_counter_are_free(make_note, users, floor):
	from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_invoice

	note = make_note(SHIPPED)
	assert make_sales_invoice(note.name).insert().name
	rows = [{"item_code": floor.frame, "qty": 1, "rate": 10, "warehouse": factories.get_warehouse()}]
	counter = factories.make_sales_invoice(customer=users.customer_a, items=rows, update_stock=1)
	assert counter.update_stock and counter.name
