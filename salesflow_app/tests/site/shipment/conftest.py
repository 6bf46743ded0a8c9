"""Fixtures of the shipment's tests: a factory, and Delivery Notes at each of their stations."""

import pytest
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

from salesflow_app.tests.site import factories, given
from salesflow_app.tests.site.factory_floor import attach_papers, do, pack
from salesflow_app.tests.site.shipment.helpers import CLEARANCE, CLEARED, PACKING, PAPERS, SHIPPED


@pytest.fixture
def floor(settings):
	floor = given.get_floor()
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
