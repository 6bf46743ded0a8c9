"""What was replaced stays readable for the client, with their own words, and leads to the newest version."""

import frappe

from salesflow_app.tests.site import deals, proposals
from salesflow_app.tests.site.portal.helpers import CHANGES, PDF, get_page, get_path, get_pdf_text

WORDS = "Please begin in May"


def ask_for_changes(client, doc) -> None:
	values = {"doctype": doc.doctype, "name": doc.name, "content_hash": doc.content_hash}
	answer = client.api_post(CHANGES, wishes=WORDS, **values)
	assert answer.status_code == 200, answer.text[:300]
	frappe.db.rollback()


def revise(users, sow, **values):
	with deals.as_user(users.sa):
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		sow.update(values)
		sow.save()
	frappe.db.commit()
	return sow


def send(users, sow):
	with deals.as_user(users.sa):
		sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
	frappe.db.commit()
	return sow


def test_sow_that_is_revised_stays_readable_as_it_was_sent(make, users, browse):
	sow, client = make(deals.make_sent_sow, title="First title"), browse(users.a1)
	ask_for_changes(client, sow)
	revise(users, sow, title="Secret new title", scope="<p>Secret new scope</p>")
	page = get_page(client, sow)
	assert "First title" in page and "What is done." in page and WORDS in page
	assert "This is version 1" in page and "preparing a new version" in page
	assert "Secret new" not in page and "data-act" not in page
	start = client.get("/salesflow").text
	assert "First title" in start and "Secret new" not in start
	assert browse(users.b1).get(get_path(sow)).status_code == 404
	assert client.api_get(PDF, doctype="SOW", name=sow.name).status_code == 404


def test_earlier_version_of_a_sow_is_linked_from_the_new_one(make, users, browse):
	sow, client = make(deals.make_sent_sow, title="First title"), browse(users.a1)
	ask_for_changes(client, sow)
	send(users, revise(users, sow, title="Second title"))
	page = get_page(client, sow)
	assert "Second title" in page and "Earlier versions" in page and f"{get_path(sow)}?version=1" in page
	past = client.get(f"{get_path(sow)}?version=1").text
	assert "First title" in past and WORDS in past and "Second title" not in past
	assert "Open the current version" in past and "data-act" not in past
	assert "Second title" in client.get(f"{get_path(sow)}?version=99").text


def test_sow_that_was_never_sent_is_not_found(make, users, browse):
	sow = make(deals.make_drafted_sow)
	assert browse(users.a1).get(get_path(sow)).status_code == 404
	assert browse(users.a1).get(f"{get_path(sow)}?version=1").status_code == 404


def test_replaced_proposal_stays_readable_and_leads_to_the_newest(make, users, browse):
	proposal, client = make(proposals.make_sent, title="Old title of it"), browse(users.a1)
	ask_for_changes(client, proposal)
	with deals.as_user(users.am):
		old = deals.do(frappe.get_doc("Work Proposal", proposal.name), "Supersede")
		new = frappe.copy_doc(old)
		new.update({"amended_from": old.name, "title": "New title"}).insert()
	frappe.db.commit()
	page = get_page(client, proposal)
	assert "This proposal has been replaced" in page and "Old title of it" in page and WORDS in page
	assert new.name not in page and "data-act" not in page
	sent = proposals.send(users, proposals.approve(users, proposals.review(users, new)))
	frappe.db.commit()
	assert get_path(sent) in get_page(client, proposal)
	assert get_path(proposal) in get_page(client, sent)
	pdf = client.api_get(PDF, doctype="Work Proposal", name=proposal.name)
	assert "Old title of it" in get_pdf_text(pdf.content)
