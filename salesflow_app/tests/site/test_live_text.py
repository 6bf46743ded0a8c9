"""Text that comes from a master follows the document until it is sent; what a person wrote stays."""

import frappe
import pytest

from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text import drafting

FROM_MASTER, EDITED = drafting.FROM_MASTER, drafting.EDITED
SOW_SECTIONS = [
	{"heading": "Background", "body": "<p>For {{ doc.customer_name }}</p>"},
	{"heading": "Scope", "body": "{% for row in doc.items %}<p>{{ row.item_name }}</p>{% endfor %}"},
	{"heading": "Assumptions", "body": "<p>Due after {{ doc.payment_days }} days</p>"},
]
PROPOSAL_SECTIONS = [
	{"heading": "Introduction", "body": "<p>Dear {{ doc.customer_name }}</p>"},
	{"heading": "Next Steps", "body": "<p>Valid until {{ doc.valid_till }}</p>"},
]


@pytest.fixture
def sow(users):
	factories.make_master_document("SOW", sections=SOW_SECTIONS)
	return deals.make_drafted_sow(users, scope="", payment_days=30)


@pytest.fixture
def proposal(users):
	factories.make_master_document("Work Proposal", sections=PROPOSAL_SECTIONS)
	return proposals.make_draft(users, valid_till="2100-01-01")


def get_sections(doc) -> dict:
	doc.reload()
	return {row.heading: (row.body, row.source) for row in doc.sections}


def write_as(user: str, doc, **values):
	with deals.as_user(user):
		doc = frappe.get_doc(doc.doctype, doc.name)
		doc.update(values)
		return doc.save()


# SOW


def test_text_of_a_sow_follows_its_fields(users, sow):
	sow = write_as(users.sa, sow, payment_days=14)
	assert "after 14 days" in sow.assumptions
	item = factories.make_item()
	with deals.as_user(users.sa):
		sow.append("items", {"item_code": item.name, "qty": 1, "uom": "Nos", "rate": 5})
		sow.save()
	assert sow.scope.count("<p>") == 2 and item.item_name in sow.scope


def test_edited_text_of_a_sow_stays(users, sow):
	write_as(users.sa, sow, assumptions="<p>Ours</p>", background="")
	sow = write_as(users.sa, sow, payment_days=14)
	assert (sow.assumptions, sow.background or "") == ("<p>Ours</p>", "")
	assert sow.texts_from_master == "scope"


def test_text_given_with_a_new_sow_is_a_persons(users, sow):
	given = deals.make_drafted_sow(users, assumptions="<p>Due after 30 days</p>")
	given = write_as(users.sa, given, payment_days=14)
	assert given.assumptions == "<p>Due after 30 days</p>"


def test_nobody_says_by_hand_what_comes_from_the_master(users, sow):
	write_as(users.sa, sow, assumptions="<p>Ours</p>", texts_from_master="assumptions scope")
	sow = write_as(users.sa, sow, payment_days=14, texts_from_master="assumptions")
	assert sow.assumptions == "<p>Ours</p>"


def test_sent_sow_keeps_its_text_and_a_revised_one_follows_again(users, sow):
	with deals.as_user(users.sa):
		sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
		assert "after 30 days" in sow.assumptions
		sow = deals.do(sow, "Revise")
	assert "after 7 days" in write_as(users.sa, sow, payment_days=7).assumptions


# Work Proposal


def test_text_of_a_proposal_follows_its_fields(users, proposal):
	assert [row.idx for row in proposal.sections] == [1, 2]
	write_as(users.am, proposal, valid_till="2101-02-03")
	assert get_sections(proposal)["Next Steps"] == ("<p>Valid until 2101-02-03</p>", FROM_MASTER)


def test_edited_section_stays_and_a_deleted_one_does_not_come_back(users, proposal):
	with deals.as_user(users.am):
		proposal.sections[1].body = "<p>Ours</p>"
		proposal.remove(proposal.sections[0])
		proposal.append("sections", {"heading": "More", "body": "<p>Own</p>", "source": FROM_MASTER})
		proposal.save()
	write_as(users.am, proposal, valid_till="2101-02-03")
	assert get_sections(proposal) == {"Next Steps": ("<p>Ours</p>", EDITED), "More": ("<p>Own</p>", EDITED)}


def test_section_is_not_declared_the_masters_by_hand(users, proposal):
	with deals.as_user(users.am):
		proposal.sections[1].update({"body": "<p>Ours</p>", "source": FROM_MASTER})
		proposal.save()
		proposal.sections[1].source = FROM_MASTER
		proposal.valid_till = "2101-02-03"
		proposal.save()
	assert get_sections(proposal)["Next Steps"] == ("<p>Ours</p>", EDITED)


def test_another_variant_takes_its_own_master_and_keeps_what_was_edited(users, proposal):
	factories.make_master_document(
		"Work Proposal", variant="Retainer only", sections=[{"heading": "Term", "body": "<p>Monthly</p>"}]
	)
	with deals.as_user(users.am):
		proposal.sections[0].body = "<p>Ours</p>"
		proposal.save()
	write_as(users.am, proposal, variant="Retainer only")
	assert list(get_sections(proposal)) == ["Term", "Introduction"]
	assert [row.idx for row in proposal.sections] == [1, 2]


def test_refreshing_keeps_what_was_edited(users, proposal):
	write_as(users.am, proposal, sections=[{"heading": "Introduction", "body": "<p>Ours</p>"}])
	factories.make_master_document(
		"Work Proposal", sections=[PROPOSAL_SECTIONS[0], {"heading": "New", "body": "<p>New</p>"}]
	)
	with deals.as_user(users.am):
		drafting.refresh("Work Proposal", proposal.name)
	assert get_sections(proposal) == {
		"Introduction": ("<p>Ours</p>", EDITED),
		"New": ("<p>New</p>", FROM_MASTER),
	}


def test_next_version_of_a_proposal_follows_its_fields(users, proposal):
	with deals.as_user(users.am):
		old = proposals.send(users, proposals.approve(users, proposals.review(users, proposal)))
		old = deals.do(old, "Supersede")
		amended = frappe.copy_doc(old)
		amended.update({"amended_from": old.name, "valid_till": "2101-02-03"})
		amended.insert()
	assert get_sections(amended)["Next Steps"] == ("<p>Valid until 2101-02-03</p>", FROM_MASTER)


def test_approval_changes_no_text(users, proposal):
	proposal = proposals.review(users, proposal)
	frappe.db.set_value("Customer", proposal.party_name, "customer_name", "Renamed")
	proposal = proposals.approve(users, proposal)
	assert "Renamed" not in get_sections(proposal)["Introduction"][0]


# Place holders


def test_review_of_a_proposal_names_every_place_holder(users):
	factories.make_master_document(
		"Work Proposal",
		sections=[
			{"heading": "Needs", "body": "<p>[[Describe <b>what</b> they need]] and [[why]]</p>"},
			{"heading": "Fine", "body": "<p>[1] is no place holder</p>"},
		],
	)
	proposal = proposals.make_draft(users)
	with deals.as_user(users.am):
		sentence = refuse(deals.do, proposal, "Send for Review", words=proposal.name)
	assert "Needs: replace the place holder [[Describe what they need]]" in sentence
	assert "[[why]]" in sentence and "[1]" not in sentence


def test_place_holder_written_in_review_stops_the_approval(users, proposal):
	proposal = proposals.review(users, proposal)
	with deals.as_user(users.om):
		proposal.sections[0].body = "<p>[[Ask Ada]]</p>"
		proposal.save()
	with deals.as_user(factories.make_user("Operations Manager")):
		refuse(deals.do, proposal, "Approve", words="[[Ask Ada]]")


def test_place_holder_in_the_notes_of_the_price_offer_stops_the_review(users, proposal):
	factories.make_master_document("Price Offer", sections=[{"heading": "Notes", "body": "[[Which year?]]"}])
	with deals.as_user(users.am):
		refuse(
			deals.do,
			proposal,
			"Send for Review",
			words="section Notes: replace the place holder [[Which year?]]",
		)


def test_sow_with_place_holders_is_not_ready(users, sow):
	write_as(users.sa, sow, schedule="<p>[[When?]]</p>", deliverables=[{"deliverable_name": "[[What?]]"}])
	with deals.as_user(users.sa):
		sentence = refuse(
			deals.do, sow.reload(), "Mark Ready", words="Schedule: replace the place holder [[When?]]"
		)
	assert "Deliverables, row 1" in sentence and "[[What?]]" in sentence


@pytest.mark.parametrize("variant", ["Project and Retainer", "Retainer only", "Project"])
def test_starters_mark_what_is_to_be_written(users, variant):
	from salesflow_app.setup import masters as starters

	file = next(file for _kind, of, _title, file in starters.STARTERS if of == variant)
	factories.make_master_document("Work Proposal", variant=variant, sections=starters.read_sections(file))
	proposal = proposals.make_draft(users, variant=variant)
	with deals.as_user(users.am):
		refuse(deals.do, proposal, "Send for Review", words="What You Need: replace the place holder")
