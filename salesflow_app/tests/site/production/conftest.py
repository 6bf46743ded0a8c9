"""Fixtures of the production's tests: a factory with departments, and an order for it."""

import pytest

from salesflow_app.tests.site import given
from salesflow_app.tests.site.production.helpers import make_order


@pytest.fixture
def floor(settings):
	floor = given.get_floor()
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
