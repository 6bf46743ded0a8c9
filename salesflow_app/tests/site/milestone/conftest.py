"""Fixtures of the milestone's tests."""

import pytest

from salesflow_app.tests.site import given


@pytest.fixture
def running(users):
	"""A SOW of 10,000 in two milestones (40 % reached by the signature, 60 % manual), its order approved."""
	return given.get("running_sow")
