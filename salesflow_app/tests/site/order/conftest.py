"""Fixtures of the order's tests."""

import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.order.helpers import BY_MANAGER


@pytest.fixture(autouse=True)
def rules(settings):
	return settings(use_order_approval=1, approval_rules=BY_MANAGER, sow_rules=[], departments=[])


@pytest.fixture
def make_order(users, as_user):
	"""An order made by the sales user."""
	item = factories.make_item().name

	def make(owner=users.su, **values):
		with as_user(owner):
			values.setdefault("items", [factories.get_item_row(item)])
			return factories.make_sales_order(customer=users.customer_a, **values)

	return make
