"""Fixtures of the tests of billing."""

import frappe
import pytest

from salesflow_app.tests.site import deals, given


@pytest.fixture
def running(users):
	"""A SOW of 10,000 in two milestones (40 % reached by the signature, 60 % manual), its order approved."""
	return given.get("running_sow")


@pytest.fixture
def ready(users, running):
	"""The first milestone, reported to billing."""
	return deals.report(users, deals.get_milestones(running)[0])


@pytest.fixture
def currency_precision():
	"""`currency_precision(3)`: the site keeps three decimals of money, for this test."""
	before = frappe.db.get_default("currency_precision")

	def change(decimals: int | str | None) -> None:
		frappe.db.set_default("currency_precision", decimals or "")
		frappe.clear_cache()

	yield change
	change(before)
