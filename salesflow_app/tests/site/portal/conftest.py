"""Fixtures of the portal's tests: documents that the web server sees, and browsers."""

import frappe
import pytest


@pytest.fixture
def make(users, committed):
	"""`make(function, **overrides)` makes a document and commits it, for the web server to see."""

	def making(function, **overrides):
		doc = function(users, **overrides)
		frappe.db.commit()
		return doc

	return making


@pytest.fixture
def browse(http):
	"""`browse(users.a1)` is that user's browser, with the token of a page of ours."""

	def browsing(email: str):
		client = http.as_user(email)
		client.read_csrf_token("/salesflow")
		return client

	return browsing
