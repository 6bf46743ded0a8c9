"""Clients in their own language: what they tick is what the record keeps."""

from html import escape

import frappe
import pytest

from salesflow_app.tests.site import deals
from salesflow_app.tests.site.http import get_refusal
from salesflow_app.tests.site.portal.helpers import SIGN, get_page


@pytest.fixture
def german_client(users, committed):
	"""A client whose language is German, for the web server as well."""
	before = frappe.db.get_value("User", users.a1, "language")
	_speak(users.a1, "de")
	yield users.a1
	_speak(users.a1, before)


def _speak(user: str, language: str | None) -> None:
	frappe.db.set_value("User", user, "language", language)
	frappe.db.commit()
	frappe.clear_cache(user=user)


def test_a_client_agrees_to_the_words_that_stand_on_the_page(make, german_client, browse):
	sow = make(deals.make_sent_sow)
	client = browse(german_client)
	page = get_page(client, sow)
	assert ">Unterzeichnen<" in page.replace("\n", "").replace("\t", "") and "Summe netto" in page
	sent = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "Alma Approver"}
	answer = client.api_post(SIGN, **sent, title="CEO", authority=1, consent=1)
	assert answer.ok, get_refusal(answer)
	filters = {"reference_name": sow.name, "event": "signed"}
	agreed = frappe.db.get_value("Salesflow Evidence Entry", filters, "consent_text").splitlines()
	assert len(agreed) == 2 and "einverstanden" in agreed[0]
	assert all(escape(words) in page for words in agreed)


def test_a_refusal_of_a_rule_is_said_in_the_clients_language(make, german_client, browse):
	sow = make(deals.make_sent_sow)
	sent = {"name": sow.name, "content_hash": sow.content_hash, "full_name": "A"}
	answer = browse(german_client).api_post(SIGN, **sent, title="CEO", authority=1, consent=1)
	assert not answer.ok and "Der Name ist zu kurz" in get_refusal(answer)
