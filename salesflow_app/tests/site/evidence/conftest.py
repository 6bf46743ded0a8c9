"""A signed SOW, sealed or not yet, and an authority for time stamps."""

import frappe
import pytest

from salesflow_app.tests.site import deals
from salesflow_app.tests.site.evidence import authority as authorities


@pytest.fixture
def sow(users):
	return deals.make_signed_sow(users)


@pytest.fixture
def sealed_sow(sow, jobs):
	"""All that follows a signature has run."""
	jobs.run()
	return frappe.get_doc("SOW", sow.name)


@pytest.fixture
def authority(settings):
	with authorities.opened() as authority:
		settings(time_stamp_url=authority.url, time_stamp_hours=24)
		yield authority
