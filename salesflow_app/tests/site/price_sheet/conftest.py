"""Fixtures of the price sheet's tests."""

import pytest

from salesflow_app.tests.site import factories, proposals
from salesflow_app.tests.site.price_sheet.offer import ROWS


@pytest.fixture
def proposal(users):
	rows = [proposals.get_row(**row) for row in ROWS]
	return proposals.make_draft(
		users, items=rows, variant="Project and Retainer", payment_plan=factories.get_plan(50, 50)
	)
