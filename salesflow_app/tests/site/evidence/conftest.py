"""A signed SOW, whose evidence the tests look at and change."""

import pytest

from salesflow_app.tests.site import deals


@pytest.fixture
def sow(users):
	return deals.make_signed_sow(users)
