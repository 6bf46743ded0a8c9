"""Masters in use: approved by somebody else, moved on, refreshed section by section, and which document has which."""

import frappe
import pytest

from salesflow_app.mails import milestone_notice
from salesflow_app.salesflow_app.doctype.salesflow_master_document.salesflow_master_document import (
	make_new_version,
)
from salesflow_app.salesflow_app.report.master_document_use.master_document_use import execute
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.processes import Team
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text import drafting, masters, refreshing

MASTER = "Salesflow Master Document"
OLD = [
	{"heading": "Introduction", "body": "<p>Dear {{ doc.customer_name }}</p>"},
	{"heading": "Our Approach", "body": "<p>We start at once.</p>"},
]
NEW = [
	{"heading": "Introduction", "body": "<p>Hello {{ doc.customer_name }}</p>"},
	{"heading": "Our Approach", "body": "<p>We start within a week.</p>"},
	{"heading": "Warranty", "body": "<p>Two years.</p>"},
]


# Approved by someone else than its author


@pytest.mark.parametrize("way", ["button", "save"])
def test_nobody_approves_the_master_they_wrote(users, way):
	with deals.as_user(users.om):
		draft = factories.make_master_document("MSA", approve=False)
		if way == "button":
			refuse(deals.do, draft, "Approve", words="Self approval")
		else:
			draft.workflow_state = "Approved"
			refuse(draft.save, words="someone else must")
	with deals.as_user(users.ap):
		approved = deals.do(frappe.get_doc(MASTER, draft.name), "Approve")
	assert (approved.workflow_state, approved.approved_by) == ("Approved", users.ap)
	said = frappe.get_all("Comment", {"reference_name": draft.name, "comment_type": "Info"}, pluck="content")
	assert any("April Test approved version" in text and approved.content_hash in text for text in said)


def test_whoever_changed_the_draft_does_not_approve_it(users):
	draft = factories.make_master_document("MSA", approve=False)
	with deals.as_user(users.om):
		draft.sections[0].body = "<p>Other words</p>"
		draft.save()
		refuse(deals.do, frappe.get_doc(MASTER, draft.name), "Approve", words="someone else must")
	assert frappe.db.get_value(MASTER, draft.name, "workflow_state") == "Draft"


def test_author_of_a_new_version_does_not_approve_it(users):
	master = factories.make_master_document("MSA")
	with deals.as_user(users.om):
		draft = frappe.get_doc(MASTER, make_new_version(master.name))
		refuse(deals.do, draft, "Approve", words="Self approval")


@pytest.mark.bench_only("two processes meet at the row locks of MariaDB")
@pytest.mark.parametrize("snapshot_isolation", [False, True])
def test_two_masters_approved_at_once_leave_one(users, committed, snapshot_isolation):
	language = "fr"
	with Team(2, snapshot_isolation) as team:
		for _round in range(3):
			drafts = [factories.make_master_document("Price Offer", False, language=language) for _n in "ab"]
			frappe.db.commit()
			calls = [{"name": draft.name} for draft in drafts]
			outcomes = team.run("salesflow_app.tests.site.race_calls.approve_master", calls, user=users.om)
			frappe.db.rollback()
			rows = frappe.get_all(
				MASTER,
				{"kind": "Price Offer", "language": language, "workflow_state": ("!=", "Draft")},
				["workflow_state", "version"],
			)
			assert [row.workflow_state for row in rows].count("Approved") == 1, [o.trace for o in outcomes]
			assert len({row.version for row in rows}) == len(rows)
			assert any(outcome.ok for outcome in outcomes)


# The master has moved on


@pytest.fixture
def proposal(users):
	factories.make_master_document("Work Proposal", sections=OLD)
	return proposals.make_draft(users)


@pytest.fixture
def newer(proposal):
	return factories.make_master_document("Work Proposal", sections=NEW)


def get_bodies(doc) -> dict:
	return {row.heading: row.body for row in frappe.get_doc(doc.doctype, doc.name).sections}


def write(users, proposal, heading: str, body: str):
	with deals.as_user(users.am):
		proposal = frappe.get_doc("Work Proposal", proposal.name)
		next(row for row in proposal.sections if row.heading == heading).body = body
		return proposal.save()


def test_draft_says_that_its_master_has_moved_on(users, proposal, newer):
	with deals.as_user(users.am):
		proposal = frappe.get_doc("Work Proposal", proposal.name)
		proposal.onload()
	told = proposal.get_onload("salesflow_newer_master")
	assert (told["approved"], told["mine"]) == (newer.version, newer.version - 1)


def test_sow_says_that_its_master_has_moved_on(users):
	sow = deals.make_drafted_sow(users)
	newer = factories.make_master_document("SOW", sections=OLD)
	sow.onload()
	assert sow.get_onload("salesflow_newer_master")["approved"] == newer.version


def test_sections_are_refreshed_one_by_one(users, proposal, newer):
	with deals.as_user(users.am):
		drafting.refresh("Work Proposal", proposal.name, ["Our Approach"])
	bodies = get_bodies(proposal)
	assert "within a week" in bodies["Our Approach"]
	assert bodies["Introduction"].startswith("<p>Dear") and "Warranty" not in bodies
	saved = write(users, proposal, "Our Approach", bodies["Our Approach"])
	assert saved.sections[0].body.startswith("<p>Dear") and saved.sections[0].source == drafting.EDITED
	assert saved.master_document == newer.name


@pytest.mark.parametrize("chosen, kept", [(None, True), (["Introduction"], False)])
def test_what_a_person_wrote_is_replaced_only_where_they_choose_it(users, proposal, chosen, kept):
	write(users, proposal, "Introduction", "<p>My own words</p>")
	factories.make_master_document("Work Proposal", sections=NEW)
	with deals.as_user(users.am):
		drafting.refresh("Work Proposal", proposal.name, chosen)
	assert ("My own words" in get_bodies(proposal)["Introduction"]) is kept


def test_sections_of_a_sow_are_refreshed_one_by_one(users):
	sections = [{"heading": "Scope", "body": "<p>One</p>"}, {"heading": "Exclusions", "body": "<p>One</p>"}]
	factories.make_master_document("SOW", sections=sections)
	sow = deals.make_drafted_sow(users)
	sections = [{**section, "body": "<p>Two</p>"} for section in sections]
	factories.make_master_document("SOW", sections=sections)
	with deals.as_user(users.sa):
		drafting.refresh("SOW", sow.name, ["scope"])
		sow = frappe.get_doc("SOW", sow.name)
		assert (sow.scope, sow.exclusions) == ("<p>Two</p>", "<p>One</p>")
		sow.payment_days = 14
		sow.save()
	assert (sow.scope, sow.exclusions) == ("<p>Two</p>", "<p>One</p>")


def test_preview_says_where_each_section_comes_from(users, proposal):
	write(users, proposal, "Introduction", "<p>My own <b>words</b> {{ 7*7919191 }}</p>")
	factories.make_master_document("Work Proposal", sections=NEW)
	with deals.as_user(users.am):
		shown = refreshing.preview("Work Proposal", proposal.name)
	sources = {row["heading"]: row["source"] for row in shown["sections"]}
	assert sources == {"Introduction": "written", "Our Approach": "follows", "Warranty": "missing"}
	changes = {row["heading"]: row["changes_html"] for row in shown["sections"]}
	assert "<del>at once.</del>" in changes["Our Approach"] and "55434337" not in changes["Introduction"]


def test_what_was_sent_is_not_refreshed(users, proposal):
	sent = proposals.send(users, proposals.approve(users, proposals.review(users, proposal)))
	before = get_bodies(sent)
	factories.make_master_document("Work Proposal", sections=NEW)
	with deals.as_user(users.am):
		refuse(drafting.refresh, "Work Proposal", sent.name, ["Introduction"], words="Revise it first")
		sent = frappe.get_doc("Work Proposal", sent.name)
		sent.onload()
	assert get_bodies(sent) == before and "salesflow_newer_master" not in sent.get("__onload")


# Which documents use which version


def get_rows(users, short: str, **filters) -> dict:
	with deals.as_user(getattr(users, short)):
		return {row["document"]: row for row in execute(filters)[1]}


def test_report_names_the_version_of_each_document(users, proposal, newer):
	sow = deals.make_drafted_sow(users)
	rows = get_rows(users, "om")
	assert (rows[proposal.name]["version"], rows[proposal.name]["master_state"]) == (
		newer.version - 1,
		"Superseded",
	)
	assert rows[sow.name]["version"] == sow.master_version
	assert proposal.name in get_rows(users, "om", only_outdated=1)
	assert sow.name not in get_rows(users, "om", document_type="Work Proposal")


def test_report_shows_what_the_list_shows(users, proposal):
	sow = deals.make_drafted_sow(users)
	assert proposal.name not in get_rows(users, "ap") and sow.name in get_rows(users, "ap")
	with deals.as_user(users.mf), pytest.raises(frappe.PermissionError):
		execute({})


@pytest.mark.bench_only("Frappe's desk runs the report")
@pytest.mark.parametrize("short", ["am", "om", "sa", "sm", "ap"])
def test_desk_runs_the_report(users, proposal, short):
	from frappe.desk.query_report import run

	with deals.as_user(getattr(users, short)):
		rows = run("Master Document Use", filters="{}")["result"]
	assert any(row["document"] == proposal.name for row in rows) == (short != "ap")


# The notice, and what no text may name


def test_notice_says_what_its_master_says(users, mails):
	body = "<p>Bill {{ doc.milestone_name }} of {{ doc.sow }} over {{ formatted.amount }}.</p>"
	factories.make_master_document("Milestone Notice", sections=[{"heading": "To Billing", "body": body}])
	sow = deals.make_running_sow(users)
	milestone = deals.report(users, deals.get_milestones(sow)[0])
	(mail,) = mails.find("[Ready to bill]", to=users.om)
	assert "To Billing" in mail.text and f"Bill {milestone.milestone_name} of {sow.name}" in mail.text


def test_t41_values_in_the_notice_are_never_templates(users):
	sow = deals.make_running_sow(users)
	milestone = deals.get_milestones(sow)[0]
	milestone.milestone_name = "{{ 7*7919191 }} {% raise %} <img src=x onerror=alert(1)>"
	mail = milestone_notice.write(milestone, frappe._dict(actor=users.am))
	html = mail.message.render()
	assert "{{ 7*7919191 }}" in mail.subject and "55434337" not in html + mail.subject
	assert "<img" not in html and "{% raise %}" in html.replace("&#123;", "{").replace("&#125;", "}")


@pytest.mark.parametrize("field", ["reason", "authors", "approved_by", "margin_percentage", "total_cost"])
def test_master_names_no_internal_field(users, field):
	body = f"<p>{{{{ doc.{field} }}}}</p>"
	factories.make_master_document("Work Proposal", sections=[{"heading": "S", "body": body}])
	refuse(proposals.make_draft, users, words=field)


def test_approved_version_is_found_in_the_readers_language(users):
	german = factories.make_master_document("Milestone Notice", language="de")
	assert masters.get_approved("Milestone Notice", "", "de").name == german.name
