"""What goes wrong between us and DocuSign: refused, slow, twice, half done. Nothing is lost and nothing is there twice."""

import frappe
import pytest

from salesflow_app.outbox import entries
from salesflow_app.salesflow_app.workflows.sow import SENT
from salesflow_app.signing.providers import asking_again, work
from salesflow_app.signing.providers.docusign import account, rest
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.factories import get_unique
from salesflow_app.tests.site.providers import stand_in
from salesflow_app.tests.site.providers.helpers import get_rows, get_said, tell, try_again
from salesflow_app.tests.site.refusals import refuse
from salesflow_app.text.formats import read_utc


def get_row(sow) -> frappe._dict:
	return get_rows(sow)[-1]


@pytest.mark.parametrize(
	"faults, words",
	[
		([500], "refused us: 500"),
		([None, 500], "FAULT of the test"),
		([None, None, None, 503], "(503)"),
		(["slow"], "did not answer"),
		(["nonsense"], "gave no access token"),
		([None, "nonsense"], "cannot be read"),
		([None, 401], "(401)"),
	],
	ids=str,
)
def test_envelope_that_could_not_be_made_is_tried_again(users, docusign, jobs, monkeypatch, faults, words):
	monkeypatch.setattr(rest, "TIMEOUT", (1, 1))
	monkeypatch.setattr("salesflow_app.signing.providers.docusign.login.TIMEOUT", (1, 1))
	docusign.faults += faults
	sow = deals.make_sent_sow(users)
	jobs.run("outbox")
	row = get_row(sow)
	assert (row.state, row.attempts) == ("Failed", 1) and words in row.error
	assert sow.db_get("workflow_state") == SENT and not docusign.envelopes
	sow.reload()
	sow.run_method("onload")
	assert words in sow.get_onload("salesflow_envelope")["sentence"]
	try_again(sow, jobs)
	assert sow.db_get("envelope_id") == docusign.get_only()["envelopeId"]
	assert get_row(sow).state == "Done"


def test_missing_consent_says_where_it_is_given(users, docusign, jobs):
	docusign.consent = False
	sow = deals.make_sent_sow(users)
	jobs.run("outbox")
	assert f"{docusign.url}/oauth/auth?" in get_row(sow).error and stand_in.KEY in get_row(sow).error


def test_token_is_kept(users, docusign, jobs):
	for _number in range(2):
		deals.make_sent_sow(users)
	jobs.run("outbox")
	assert docusign.logins == 1 and len(docusign.envelopes) == 2


def test_try_that_ended_before_its_commit_makes_no_second_envelope(users, docusign, jobs, monkeypatch):
	def end(*_args):
		raise RuntimeError("the worker was killed")

	with monkeypatch.context() as patched:
		patched.setattr(work, "note_sent", end)
		sow = deals.make_sent_sow(users)
		jobs.run("outbox")
	assert len(docusign.envelopes) == 1 and not sow.db_get("envelope_id")
	try_again(sow, jobs)
	assert sow.db_get("envelope_id") == docusign.get_only()["envelopeId"]
	assert len(get_said(sow, "envelope_sent")) == 1
	docusign.get_only()["transactionId"] = "forgotten after a week"
	entries.reset(get_row(sow).name)
	jobs.run("outbox")
	assert len(docusign.envelopes) == 1


def test_recalled_before_it_left_asks_nobody(users, docusign, jobs, as_user):
	sow = deals.make_sent_sow(users)
	with as_user(users.sa):
		deals.do(frappe.get_doc("SOW", sow.name), "Revise")
	jobs.run("outbox")
	assert not docusign.envelopes
	assert {row.event: row.state for row in get_rows(sow)} == {
		"DocuSign Envelope": "Not Sent",
		"DocuSign Void": "Done",
	}


def test_revised_while_the_envelope_was_made_ends_it(users, docusign, jobs, monkeypatch, as_user):
	make = work.make

	def make_slowly(sow, key):
		envelope = make(sow, key)
		with as_user(users.sa):
			deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		return envelope

	monkeypatch.setattr(work, "make", make_slowly)
	sow = deals.make_sent_sow(users)
	jobs.run("outbox")
	assert docusign.get_only()["status"] == "voided"
	assert sow.db_get("workflow_state") == "Drafting" and len(get_said(sow, "envelope_voided")) == 1


@pytest.mark.parametrize("faults", [[None, "no pdf"], [None, None, 404], [500], ["nonsense"]], ids=str)
def test_signature_without_its_papers_waits(sow, docusign, jobs, faults):
	docusign.sign(docusign.get_only())
	docusign.faults += faults
	tell(jobs, docusign.get_only(), "completed")
	assert get_row(sow).state == "Failed" and sow.db_get("workflow_state") == "Sent"
	assert not sow.db_get("sales_order") and not get_said(sow, "signed")
	try_again(sow, jobs)
	assert sow.db_get("workflow_state") == "Signed"


def test_signature_that_cannot_be_taken_leaves_no_file(sow, docusign, jobs, monkeypatch):
	def refuse_order(*_args):
		frappe.throw("ERPNext says no")

	docusign.sign(docusign.get_only())
	with monkeypatch.context() as patched:
		patched.setattr("salesflow_app.salesflow_app.doctype.sow.sow.make_sales_order", refuse_order)
		tell(jobs, docusign.get_only(), "completed")
	assert get_row(sow).state == "Failed" and not frappe.db.exists("File", {"attached_to_name": sow.name})
	try_again(sow, jobs)
	assert sow.db_get("workflow_state") == "Signed"


def test_lost_message_is_made_up_for(sow, docusign, jobs):
	docusign.sign(docusign.get_only())
	asking_again.ask_again()
	jobs.run("outbox")
	assert sow.db_get("workflow_state") == "Sent"
	sow.db_set("sent_on", "2026-01-01 00:00:00")
	asking_again.ask_again()
	asking_again.ask_again()
	jobs.run("outbox")
	assert sow.db_get("workflow_state") == "Signed" and len(get_said(sow, "signed")) == 1


# Settings


@pytest.mark.parametrize("fieldname", ["docusign_user_id", "docusign_base_uri"])
def test_half_filled_settings_are_said_at_send(users, docusign, settings, fieldname):
	doc = settings(**{fieldname: ""})
	words = f"fill in {doc.meta.get_label(fieldname)} in Salesflow Settings"
	refuse(deals.make_sent_sow, users, words=words)


def test_number_that_docusign_does_not_ask_for_is_entered_before(users, docusign, jobs):
	frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 1)
	frappe.clear_document_cache("Customer", users.customer_a)
	refuse(deals.make_sent_sow, users, words="Customer's PO No")
	number = get_unique("PO")
	sow = deals.make_sent_sow(users, customer_po_no=number)
	jobs.run("outbox")
	docusign.sign(docusign.get_only())
	tell(jobs, docusign.get_only(), "completed")
	assert frappe.db.get_value("Sales Order", {"salesflow_sow": sow.name}, "po_no") == number


def test_what_is_out_stays_with_its_provider(users, sow, docusign, settings, jobs):
	settings(signing_provider="Built-in")
	here = deals.make_sent_sow(users)
	settings(signing_provider="DocuSign")
	refuse(deals.sign, users, sow, words="signed in DocuSign")
	assert deals.sign(users, here)["state"] == "Signed"
	settings(signing_provider="Built-in")
	docusign.sign(docusign.get_only())
	tell(jobs, docusign.get_only(), "completed")
	assert sow.db_get("workflow_state") == "Signed"


@pytest.mark.parametrize(
	"address",
	["http://eu.docusign.net", "eu.docusign.net", "https://x/restapi", "https://a@b", "file:///etc"],
)
def test_address_of_the_account_is_a_safe_one(docusign, settings, address):
	refuse(settings, docusign_base_uri=address, words="without a path")


def test_key_is_read_however_it_was_pasted():
	pem = stand_in.get_pem()
	for pasted in (pem, pem.replace("\n", ""), pem.replace("\n", " "), f"\n {pem}"):
		assert account.read_key(pasted) == pem
	for wrong in ("", "x", pem[:-40], pem.replace("RSA", "EC"), pem.replace("M", "?")):
		assert account.read_key(wrong) == ""


def test_time_of_another_service_is_read():
	assert str(read_utc("2026-01-02T03:04:05.1234567Z"))[17:] == "05.123456"
	assert read_utc("2026-01-02T03:04:05Z") == read_utc("2026-01-02T03:04:05.0Z")
