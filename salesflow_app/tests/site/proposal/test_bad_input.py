"""Bad numbers, dates and hostile texts in a Work Proposal."""

import json

import pytest

from salesflow_app.tests.site import deals, given, proposals
from salesflow_app.tests.site.proposal.helpers import reload
from salesflow_app.tests.site.refusals import refuse


@pytest.mark.parametrize(
	("row", "words"),
	[
		({"rate": 10.001}, "Rate"),
		({"rate": float("nan")}, "Rate"),
		({"rate": float("inf")}, "Rate"),
		({"rate": 1e309}, "Rate"),
		({"rate": -5}, "Rate"),
		({"rate": "12,5"}, "Rate"),
		({"rate": "free"}, "Rate"),
		({"qty": 1.23456}, "Quantity"),
		({"qty": float("nan")}, "Quantity"),
		({"qty": -1}, "Quantity"),
		({"discount_percentage": 101}, "Discount"),
		({"discount_percentage": "NaN"}, "Discount"),
		({"cost_rate": float("nan")}, "Cost"),
		({"cost_rate": "x"}, "Cost"),
		({"billing": "Yearly"}, "Billing"),
	],
)
def test_bad_number_is_named_with_its_row(users, row, words):
	doc = given.get("draft_proposal")
	doc.items[0].update(row)
	with deals.as_user(users.am):
		sentence = refuse(doc.save, words=words)
	assert words in sentence and "ow 1" in sentence.replace("#1", "ow 1")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -5, 100.5, "12,5", "x"])
def test_bad_share_of_the_plan_is_refused(users, value):
	doc = given.get("draft_proposal")
	doc.payment_plan[1].percentage = value
	with deals.as_user(users.am):
		refuse(doc.save, words="row 2")


@pytest.mark.parametrize("value", [float("nan"), -5, 10.001, 1e309, "x"])
def test_bad_amount_of_the_plan_is_refused(users, value):
	doc = given.get("draft_proposal")
	doc.payment_plan[0].update({"percentage": 0, "amount": value})
	with deals.as_user(users.am):
		refuse(doc.save, words="row 1, Amount")


@pytest.mark.parametrize("rate", [float("nan"), -1, "x", 1e300])
def test_bad_exchange_rate_is_refused(users, rate):
	doc = given.get("draft_proposal")
	doc.update({"currency": "USD", "conversion_rate": rate})
	with deals.as_user(users.am):
		refuse(doc.save, words="Exchange Rate")


def test_foreign_currency_without_a_rate_is_not_sent_for_review(users):
	doc = proposals.make_draft(users, currency="USD", conversion_rate=1.1)
	with deals.as_user(users.am):
		doc.conversion_rate = 0
		doc.save()
	refuse(proposals.review, users, doc, words="Exchange Rate")


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"title": "x" * 10_000}, "Title"),
		({"party_name": "x" * 10_000}, "Party"),
		({"valid_till": "0000-00-00x"}, "Valid Until"),
		({"valid_till": "soon"}, "Valid Until"),
	],
)
def test_endless_name_and_impossible_date_are_refused(users, values, words):
	doc = given.get("draft_proposal")
	doc.update(values)
	with deals.as_user(users.am):
		refuse(doc.save, words=words)


HOSTILE = '<img src=x onerror="alert(1)">{{ 7*7 }}{% raise %}<script>alert(2)</script>'


@pytest.mark.parametrize(
	"text", [HOSTILE, json.dumps(HOSTILE), "{{ frappe.db.get_value('User','Administrator','email') }}"]
)
def test_html_and_jinja_in_text_stay_text(users, mails, text):
	doc = proposals.make_draft(users, title=text)
	with deals.as_user(users.am):
		doc.items[0].description = text
		doc.payment_plan[0].update({"milestone_name": text[:140], "deliverables": text})
		doc.append("sections", {"heading": "Own", "body": text})
		doc.append("sections", {"heading": "Own 2", "body": f"<p>{text}</p>"})
		doc.save()
	doc = proposals.send(users, proposals.approve(users, proposals.review(users, doc)))
	stored = reload(doc).as_json()
	assert "onerror=" not in stored and "<script" not in stored
	assert "49" not in doc.title and "{{" in doc.title
	for mail in mails.all:
		assert "<script" not in mail.html and 'onerror="alert' not in mail.html
		assert "Administrator@" not in mail.text and "admin@example.com" not in mail.text
	assert proposals.accept(users, doc)["state"] == "Accepted"
