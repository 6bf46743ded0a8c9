"""Fixtures of the personal link's tests."""

import frappe
import pytest

from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.signing import helpers


@pytest.fixture
def make(users, committed):
	"""`make(deals.make_sent_sow)` makes a document for somebody who never had a login, and commits it."""

	helpers.forget_codes()

	def making(function, **overrides):
		field = "contact_email" if function.__module__ == proposals.__name__ else "signatory_email"
		doc = function(users, **{field: helpers.SIGNER, **overrides})
		frappe.db.commit()
		return doc

	return making


@pytest.fixture
def visit(http):
	"""`visit(doc)` is a browser that opened a new link to the document; `visit(token="…")` another address."""

	def visiting(doc=None, token: str | None = None) -> helpers.Visitor:
		return helpers.Visitor(http.guest(), token or helpers.make_token(doc))

	return visiting


@pytest.fixture
def sow(make):
	return make(deals.make_sent_sow)


@pytest.fixture
def proposal(make):
	return make(proposals.make_sent)
