"""What somebody types is what everybody reads: no `&lt;`, no lost end, no markup, in every place it is shown."""

import frappe
import pytest

from salesflow_app.conversions.quotation_to_sow import make_sow
from salesflow_app.portal import print_views
from salesflow_app.tests.site import deals, factories, given, proposals
from salesflow_app.text import formats

WORDS = 'Smith & Sons < 5 > "3" <b>bold</b>\nnext & < fine >'
SHOWN = "Smith &amp; Sons &lt; 5 &gt; "
"""As HTML shows them."""


def test_description_of_a_proposal_is_read_as_it_was_written(users):
	doc = proposals.make_sent(users, items=[proposals.get_row(description=WORDS)])
	view = print_views.get_proposal_print(doc)
	assert view["price_groups"][0]["rows"][0]["description"] == WORDS
	assert f"{SHOWN}" in frappe.get_print(doc.doctype, doc.name, "Work Proposal")
	description = frappe.db.get_value("Quotation Item", {"parent": doc.quotation}, "description")
	assert formats.lines(description) == WORDS


def test_description_goes_from_quotation_to_sow_and_order_as_text(users):
	html = "<div>Smith &amp; Sons &lt; 5<br>next</div><ul><li>one</li></ul>"
	quotation = factories.make_quotation(customer=users.customer_a, submit=True)
	frappe.db.set_value("Quotation Item", quotation.items[0].name, "description", html)
	with deals.as_user(users.sa):
		assert make_sow(quotation.name).items[0].description == "Smith & Sons < 5\nnext\none"


def test_description_of_a_signed_sow_is_rich_text_in_its_order(users):
	row = {
		"item_code": factories.make_item().name,
		"qty": 1,
		"uom": "Nos",
		"rate": 10000,
		"description": WORDS,
	}
	sow = deals.make_signed_sow(users, items=[row])
	assert print_views.get_sow_print(sow)["items"][0]["description"] == WORDS
	description = frappe.db.get_value("Sales Order Item", {"parent": sow.sales_order}, "description")
	assert formats.lines(description) == WORDS


def test_master_shows_the_words_of_a_row(users):
	section = {
		"heading": "Scope",
		"body": "{% for row in doc.items %}<p>{{ row.description }}</p>{% endfor %}",
	}
	factories.make_master_document("SOW", sections=[section])
	row = {"item_code": factories.make_item().name, "qty": 1, "uom": "Nos", "rate": 1, "description": WORDS}
	sow = deals.make_drafted_sow(users, scope="", items=[row])
	assert formats.lines(sow.scope) == WORDS


def test_reason_reaches_the_mail_whole(users, mails):
	proposal = given.get("proposal_in_review")
	with deals.as_user(users.om):
		proposal.update({"reason": WORDS, "workflow_state": "Draft"}).save()
	text = mails.find("Sent back", to=users.am)[0].html
	assert SHOWN in text and "&amp;lt;" not in text


@pytest.mark.parametrize("key", ["a", "rows"])
def test_rich_text_of_a_view_stays(key):
	view = {key: [{"body_html": "<p>&lt;</p>", "title": "&lt;"}], "count": 3}
	assert formats.read_view(view) == {key: [{"body_html": "<p>&lt;</p>", "title": "<"}], "count": 3}
