"""The way of a SOW through DocuSign: asked after Send, signed there, taken once and whole."""

import io

import frappe
import pytest
from pypdf import PdfReader

from salesflow_app import compat
from salesflow_app.evidence.proof.findings import INCOMPLETE, NOTE, TAMPERED
from salesflow_app.evidence.proof.hashes import sha256
from salesflow_app.portal import decline, delegate, receipt
from salesflow_app.portal.record_offline import confirm
from salesflow_app.portal.sow_view import get_page_view
from salesflow_app.sealing import copies, verifying
from salesflow_app.signing.countersign import countersign
from salesflow_app.tests.site import deals, steps
from salesflow_app.tests.site.providers import stand_in
from salesflow_app.tests.site.providers.helpers import get_rows, get_said, get_tasks, tell
from salesflow_app.tests.site.refusals import refuse


def test_signatory_is_asked_with_our_pdf_once_it_is_sent(sow, docusign):
	envelope = docusign.get_only()
	(signer,) = envelope["recipients"]["signers"]
	assert (signer["name"], signer["email"]) == ("Alma Approver", sow.signatory_email)
	fields = {field["name"]: field["value"] for field in envelope["customFields"]["textCustomFields"]}
	assert fields["SalesFlow Content"] == sow.content_hash
	assert fields["SalesFlow PDF"] == sha256(envelope["pdf"])
	text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(envelope["pdf"])).pages)
	for tab in (*signer["tabs"]["signHereTabs"], *signer["tabs"]["dateSignedTabs"]):
		assert text.count(tab["anchorString"]) == 1
	told = envelope["eventNotification"]
	assert told["includeHMAC"] == "true" and told["url"].endswith("providers.webhook.receive")
	assert (envelope["allowReassign"], envelope["status"]) == ("false", "sent")
	assert (sow.signing_provider, sow.envelope_id, sow.envelope_status) == (
		"DocuSign",
		envelope["envelopeId"],
		"sent",
	)
	(said,) = get_said(sow, "envelope_sent")
	assert (said["pdf_hash"], said["envelope_id"]) == (sha256(envelope["pdf"]), envelope["envelopeId"])


def test_signature_there_is_the_signature_here(sow, docusign, jobs):
	envelope = docusign.get_only()
	docusign.sign(envelope)
	tell(jobs, envelope, "completed")
	sow.reload()
	assert (sow.workflow_state, sow.docstatus, sow.signed_by) == ("Signed", 1, "Alma Approver")
	assert sow.sales_order and len(deals.get_milestones(sow)) == 2
	(said,) = get_said(sow, "signed")
	assert (said["actor_kind"], said["actor"], said["method"]) == ("Client", sow.signatory_email, "DocuSign")
	assert (said["envelope_id"], said["signed_at"]) == (envelope["envelopeId"], stand_in.SIGNED_AT)
	assert said["sent_pdf_hash"] == sha256(envelope["pdf"])
	assert said["pdf_hash"] == sha256(stand_in.make_signed(envelope))
	(kept,) = get_said(sow, "certificate_kept")
	assert kept["pdf_hash"] == sha256(stand_in.CERTIFICATE)
	for each in (said, kept):
		file = frappe.get_doc("File", {"file_url": each["file_url"]})
		assert file.is_private and sha256(compat.read_bytes(file)) == each["pdf_hash"]
	assert receipt.get_receipt(sow)["title"] == "Signed"
	jobs.run()
	assert not [finding for finding in verifying.check("SOW", sow.name) if finding.level != NOTE]


def test_changed_or_missing_files_are_found(sow, docusign, jobs):
	docusign.sign(docusign.get_only())
	tell(jobs, docusign.get_only(), "completed")
	jobs.run()
	(said,), (kept,) = get_said(sow, "signed"), get_said(sow, "certificate_kept")
	copies._get_path(said["file_url"]).write_bytes(b"%PDF-another")
	copies.discard(kept["file_url"])
	levels = {finding.level for finding in verifying.check("SOW", sow.name)}
	assert levels == {TAMPERED, INCOMPLETE}


@pytest.mark.parametrize(
	"order", [["delivered", "completed", "completed"], ["completed", "delivered"]], ids=" then ".join
)
def test_messages_in_any_order_and_again_sign_once(sow, docusign, jobs, order):
	envelope = docusign.get_only()
	docusign.sign(envelope)
	tell(jobs, envelope, *order)
	tell(jobs, envelope, *reversed(order), moment="2026-11-30T17:00:00Z")
	sow.reload()
	assert sow.workflow_state == "Signed"
	assert len(get_said(sow, "signed")) == 1 and not get_said(sow, "viewed")
	assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1
	assert {row.state for row in get_rows(sow)} == {"Done"}


def test_message_alone_signs_nothing(sow, docusign, jobs):
	tell(jobs, docusign.get_only(), "completed", "declined", "voided")
	assert sow.db_get("workflow_state") == "Sent" and sow.db_get("envelope_status") == "sent"


def test_opened_there_is_viewed_here(sow, docusign, jobs):
	docusign.open(docusign.get_only())
	tell(jobs, docusign.get_only(), "delivered")
	sow.reload()
	assert (sow.workflow_state, sow.envelope_status) == ("Viewed", "delivered")
	assert get_said(sow, "viewed")[0]["actor"] == sow.signatory_email


def test_declined_there_is_declined_here(sow, docusign, jobs):
	docusign.decline(docusign.get_only(), "Too <dear>")
	tell(jobs, docusign.get_only(), "declined", "declined")
	sow.reload()
	assert (sow.workflow_state, sow.envelope_status) == ("Declined", "declined")
	assert get_said(sow, "declined")[0]["words"] == "Too <dear>"
	assert get_tasks(sow, "answer_client") and not get_rows(sow, "DocuSign Void")


def test_voided_by_others_is_told(sow, docusign, jobs):
	docusign.void(docusign.get_only(), "Envelope has expired")
	tell(jobs, docusign.get_only(), "voided")
	tell(jobs, docusign.get_only(), "voided", moment="2026-11-30T18:00:00Z")
	assert sow.db_get("workflow_state") == "Sent" and sow.db_get("envelope_status") == "voided"
	assert "Envelope has expired" in " ".join(set(get_tasks(sow)))


def test_our_page_takes_no_signature_meanwhile(users, sow, docusign, as_user):
	refuse(deals.sign, users, sow, words="signed in DocuSign")
	with as_user(users.a1):
		words = {"full_name": "Bo Boss", "email": "bo@client-a.example"}
		refuse(delegate.delegate, "SOW", sow.name, sow.content_hash, **words, words="signed in DocuSign")
		view = get_page_view(frappe.get_doc("SOW", sow.name))
	assert view["may_answer"] and view["signs_elsewhere"] == "DocuSign"
	assert sow.db_get("workflow_state") == "Sent"


def end_on_our_page(users, sow):
	with deals.as_user(users.a1):
		decline.decline("SOW", sow.name, sow.content_hash, "We changed our minds")


def end_by_revision(users, sow):
	with deals.as_user(users.sa):
		deals.do(frappe.get_doc("SOW", sow.name), "Revise")


def end_by_clock(users, sow):
	from salesflow_app.tasks import expire_sow

	sow.db_set("valid_till", "2020-01-01")
	expire_sow(sow.name)


def end_on_paper(users, sow):
	answer = steps.record_offline(sow, users.sa)
	with deals.as_user(users.om):
		confirm(answer.name)


@pytest.mark.parametrize("end", [end_on_our_page, end_by_revision, end_by_clock, end_on_paper])
def test_envelope_ends_with_what_it_is_about(users, sow, docusign, jobs, end):
	end(users, sow)
	jobs.run("outbox")
	envelope = docusign.get_only()
	assert envelope["status"] == "voided" and sow.name in envelope["voidedReason"]
	assert sow.db_get("envelope_status") == "voided" and len(get_said(sow, "envelope_voided")) == 1
	tell(jobs, envelope, "voided")
	assert not get_tasks(sow)


def test_new_version_has_an_envelope_of_its_own(users, sow, docusign, jobs, as_user):
	old = docusign.get_only()
	with as_user(users.sa):
		revised = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		deals.do(deals.do(revised, "Mark Ready"), "Send to Client")
	jobs.run("outbox")
	sow.reload()
	assert len(docusign.envelopes) == 2 and old["status"] == "voided"
	assert sow.envelope_id != old["envelopeId"]
	tell(jobs, old, "completed")
	assert sow.db_get("workflow_state") == "Sent" and sow.db_get("envelope_status") == "sent"


def test_signed_there_after_it_was_revised_is_told_and_kept(users, sow, docusign, jobs, as_user):
	docusign.sign(docusign.get_only())
	end_by_revision(users, sow)
	jobs.run("outbox")
	assert sow.db_get("workflow_state") == "Drafting" and not get_said(sow, "signed")
	assert docusign.get_only()["envelopeId"] in get_said(sow, "signed_refused")[0]["words"]
	assert get_tasks(sow)


@pytest.mark.parametrize(
	"signer, words",
	[({"email": "mallory@client-a.example"}, "mallory"), ({"signed_at": "2126-01-01T00:00:00Z"}, "last day")],
)
def test_only_the_named_signatory_signs_and_in_time(sow, docusign, jobs, signer, words):
	docusign.sign(docusign.get_only(), **signer)
	tell(jobs, docusign.get_only(), "completed")
	tell(jobs, docusign.get_only(), "completed", moment="2026-11-30T18:00:00Z")
	assert sow.db_get("workflow_state") == "Sent" and not sow.db_get("sales_order")
	(said,) = get_said(sow, "signed_refused")
	assert words in said["words"] and get_tasks(sow)


def test_envelope_of_another_content_is_not_taken(sow, docusign, jobs):
	envelope = docusign.get_only()
	envelope["customFields"]["textCustomFields"][1]["value"] = "0" * 64
	docusign.sign(envelope)
	tell(jobs, envelope, "completed")
	assert sow.db_get("workflow_state") == "Sent" and "content" in get_said(sow, "signed_refused")[0]["words"]


def test_we_countersign_after_the_client(users, docusign, jobs, settings, as_user):
	settings(countersign="After the Client")
	sow = deals.make_sent_sow(users, company_signatory=users.om)
	jobs.run("outbox")
	docusign.sign(docusign.get_only())
	tell(jobs, docusign.get_only(), "completed")
	with as_user(users.om):
		countersign(sow.name)
	sow.reload()
	assert sow.workflow_state == "Signed" and sow.countersigned_hash == sow.content_hash
