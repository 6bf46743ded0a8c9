"""What cannot be right is answered with a sentence, on whichever document it is entered."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.documents.papers import KINDS, is_what_it_says
from salesflow_app.tests.site import deals, factories, given, steps
from salesflow_app.tests.site.refusals import refuse

LATER = 30


def test_sow_that_took_effect_years_ago_does_not_go_to_the_client(users):
	sow = deals.make_drafted_sow(users, effective_date=add_days(today(), -367))
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready", words="Effective Date")
		sow = frappe.get_doc("SOW", sow.name)
		sow.effective_date = add_days(today(), -300)
		sow.save()
		assert deals.do(sow, "Mark Ready").workflow_state == "Ready"


def test_service_period_ends_after_it_starts(users):
	milestone = deals.get_milestones(given.get("signed_sow"))[0]
	milestone.update({"service_from": today(), "service_to": add_days(today(), -1)})
	with deals.as_user(users.am):
		refuse(milestone.save, words="before it starts")


def test_progress_is_of_the_past(users):
	opportunity = factories.make_opportunity(customer=users.customer_a)
	row = {"progress_date": add_days(today(), LATER), "activity": "Call", "note": "Too early", "share": 1}
	opportunity.append("salesflow_progress", row)
	refuse(opportunity.save, words="is in the future")
	opportunity = frappe.get_doc("Opportunity", opportunity.name)
	opportunity.append("salesflow_progress", {**row, "progress_date": today()})
	assert opportunity.save().salesflow_progress


def test_deal_is_not_worth_less_than_nothing(users):
	refuse(factories.make_opportunity, customer=users.customer_a, opportunity_amount=-500, words="below zero")


@pytest.mark.parametrize("make", [factories.make_opportunity, factories.make_quotation])
def test_deal_is_not_lost_without_a_reason(users, make):
	doc = make(customer=users.customer_a, **({"submit": True} if make == factories.make_quotation else {}))
	refuse(doc.declare_enquiry_lost, [], [], words="why it was lost")
	doc = frappe.get_doc(doc.doctype, doc.name)
	doc.declare_enquiry_lost([], [], "The price")
	assert frappe.db.get_value(doc.doctype, doc.name, "status") == "Lost"


@pytest.mark.parametrize(
	("name", "content", "words"),
	[("page.html", b"<p>Hi</p>", "is not a paper"), ("empty.pdf", b"", "is empty")],
)
def test_evidence_of_a_milestone_is_a_paper(users, name, content, words):
	milestone = deals.get_milestones(given.get("running_sow"))[0]
	file = steps.attach(milestone, "report.pdf")
	frappe.db.set_value("File", file.name, {"file_name": name, "file_size": len(content)})
	milestone.reload()
	milestone.append("files", {"attachment": file.file_url})
	with deals.as_user(users.am):
		sentence = refuse(milestone.save, words=words)
	assert milestone.name in sentence and name in sentence


HTML = b"<!doctype html><script>alert(1)</script>"
OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 100


@pytest.mark.parametrize(
	("ending", "content", "is_taken"),
	[
		("pdf", b"%PDF-1.7\n%", True),
		("pdf", HTML, False),
		("pdf", b"MZ\x90\0" + b"\0" * 400, False),
		("png", HTML, False),
		("png", JPEG, True),
		("jpg", b"<svg onload=alert(1)>", False),
		("docx", b"PK\x03\x04" + b"\0" * 60, True),
		("xlsx", OFFICE_97, True),
		("xls", OFFICE_97, True),
		("doc", HTML, False),
		("zip", b"\x7fELF" + b"\0" * 60, False),
		("csv", "Größe;2\n".encode(), True),
		("csv", b"BMW;3\n", True),
		("txt", b"ID3 means three\n", True),
		("csv", JPEG, False),
		("csv", "\ufeffGröße\t2\n".encode("utf-16-le"), True),
		("txt", b"\xef\xbb\xbf \n<html>", False),
		("txt", "\ufeff<svg>".encode("utf-16-le"), False),
		("eml", b"From: a@b.example\n\n<html>", True),
		("csv", b"%PDF-1.7", False),
		("html", HTML, False),
	],
)
def test_paper_is_judged_by_what_is_in_it(site, ending, content, is_taken):
	assert (ending in KINDS and is_what_it_says(ending, content)) is is_taken


def test_web_page_with_the_name_of_a_picture_is_no_paper(users):
	milestone = deals.get_milestones(given.get("running_sow"))[0]
	file = steps.attach(milestone, "report.txt", HTML)
	frappe.db.set_value("File", file.name, "file_name", "report.png")
	milestone.reload()
	milestone.append("files", {"attachment": file.file_url})
	with deals.as_user(users.am):
		assert "report.png" in refuse(milestone.save, words="is not what its name says")


def test_discovery_is_not_complete_without_a_need(users):
	discovery = factories.make_discovery()
	discovery.update({"needs": [], "account_manager": users.am})
	with deals.as_user(users.am):
		discovery.save()
		if discovery.workflow_state == "Open":
			discovery = deals.do(discovery, "Start Discovery")
		refuse(deals.do, discovery, "Complete", words="at least one need")
