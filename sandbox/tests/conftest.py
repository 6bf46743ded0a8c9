"""Tests of the sandbox itself: run with `-p trial.pytest_plugin`, which makes the site they use."""

import frappe
import pytest

from salesflow_app.tests.site import connection


@pytest.fixture(scope="session")
def _connected():
	connection.connect()
	yield
	frappe.destroy()


@pytest.fixture
def site(_connected) -> str:
	"""The sandbox's site, as Administrator; everything is rolled back."""
	frappe.set_user("Administrator")
	frappe.clear_messages()
	yield connection.SITE
	frappe.db.rollback()
