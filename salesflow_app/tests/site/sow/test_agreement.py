"""The MSA: the client reads it with the SOW, has it in the PDF, and signs for it."""

import frappe
import pytest

from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.evidence.content import sow_content
from salesflow_app.portal import sow_view
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.refusals import refuse

SECTIONS = [
	{"heading": "Liability", "body": "<p>{{ doc.customer_name }} and {{ doc.company }} share it.</p>"},
]


@pytest.fixture
def master(users):
	return factories.make_master_document("MSA", sections=SECTIONS)


def bundle(users, **values):
	return deals.make_drafted_sow(users, msa=None, msa_bundled=1, **values)


def save_as(user: str, doc, **values):
	with deals.as_user(user):
		doc.reload()
		doc.update(values)
		return doc.save()


def test_terms_of_the_contract_are_read_and_signed(users):
	contract = factories.make_contract(users.customer_a, contract_terms="<p>We share the risk.</p>")
	sow = deals.make_sent_sow(users, msa=contract.name)
	view = sow_view.get_page_view(sow)
	assert (
		view["annexes"][0]["body_html"] == "<p>We share the risk.</p>" and contract.name in view["agreement"]
	)
	content = sow_content(sow)
	assert content["msa_terms"] == "<p>We share the risk.</p>"
	assert canonical_hash({**content, "msa_terms": "<p>Other</p>"}) != sow.content_hash
	assert "We share the risk." in frappe.get_print("SOW", sow.name, "SOW")


def test_terms_of_a_contract_are_not_rewritten_in_the_sow(users):
	sow = given.get("drafted_sow")
	before = sow.msa_terms
	assert save_as(users.sa, sow, msa_terms="<p>Ours</p>").msa_terms == before


def test_terms_of_another_customers_contract_are_not_shown(users):
	theirs = factories.make_contract(users.customer_b, contract_terms="<p>Secret of B</p>")
	assert not deals.make_drafted_sow(users, msa=theirs.name).msa_terms


def test_bundled_agreement_is_the_master_with_both_parties(users, master):
	sow = bundle(users)
	assert (
		sow.customer_name in sow.msa_terms and sow.company in sow.msa_terms and "Liability" in sow.msa_terms
	)
	assert sow.msa_version == f"{master.version} ({master.name})"
	with deals.as_user(users.sa):
		sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
	assert "share it" in sow_view.get_page_view(sow)["annexes"][0]["body_html"]
	assert "share it" in frappe.get_print("SOW", sow.name, "SOW")


def test_bundled_terms_can_be_negotiated(users, master):
	sow = save_as(users.sa, bundle(users), msa_terms="<p>Ours</p>")
	assert save_as(users.sa, sow, payment_days=3).msa_terms == "<p>Ours</p>"


def test_terms_follow_the_choice_of_the_agreement(users, master):
	sow = deals.make_drafted_sow(users)
	named = sow.msa_terms
	sow = save_as(users.sa, sow, msa_bundled=1)
	assert "share it" in sow.msa_terms
	assert save_as(users.sa, sow, msa_bundled=0).msa_terms == named


def test_change_order_keeps_the_bundled_agreement_that_was_signed(users, master):
	from salesflow_app.conversions.sow_to_change_order import make_change_order

	signed = deals.make_signed_sow(users, msa=None, msa_bundled=1)
	factories.make_master_document("MSA", sections=[{"heading": "New", "body": "<p>Newer terms</p>"}])
	with deals.as_user(users.sa):
		change = make_change_order(signed.name)
		change.append("items", {"item_code": signed.items[0].item_code, "qty": 1, "uom": "Nos", "rate": 5})
		change.insert()
	assert (change.msa_terms, change.msa_version) == (signed.msa_terms, signed.msa_version)


def test_place_holder_in_the_agreement_stops_the_sow(users):
	factories.make_master_document("MSA", sections=[{"heading": "Law", "body": "<p>[[Which law?]]</p>"}])
	sow = bundle(users)
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="MSA Terms: replace the place holder [[Which law?]]")


def test_agreement_without_terms_is_not_ready(users, master):
	sow = deals.make_drafted_sow(users)
	frappe.db.set_value("Contract", sow.msa, "contract_terms", "<p><br></p>")
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="MSA Terms")
