"""Fixtures of the price sheet's tests."""

import pytest

from salesflow_app.tests.site import factories, given, proposals
from salesflow_app.tests.site.price_sheet.offer import ROWS


@given.register
def make_offer(users):
	rows = [proposals.get_row(**row) for row in ROWS]
	return proposals.make_draft(
		users, items=rows, variant="Project and Retainer", payment_plan=factories.get_plan(50, 50)
	)


@pytest.fixture
def proposal(users):
	return given.get("offer")
