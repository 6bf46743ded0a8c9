"""A plan, a customer, and no rule that stops an order without a SOW."""

import pytest

from salesflow_app.tests.site import factories
from salesflow_app.tests.site.follow_up import helpers


@pytest.fixture
def plan(settings):
	"""A mail before and two after the due date, then a call."""
	return settings(**helpers.RULES, follow_up_plan=helpers.get_rows())


@pytest.fixture
def customer(users, plan) -> str:
	return factories.make_customer(contact="clara@paying.example").name
