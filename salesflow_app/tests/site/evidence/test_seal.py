"""After the signature: one sealed PDF, checked, stored, sent to both sides and offered to the client."""

import io
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime
from pypdf import PdfReader

from salesflow_app.documents.reasons import give_reason
from salesflow_app.evidence import certificates, keys, site_records
from salesflow_app.evidence.proof import sealed
from salesflow_app.evidence.proof.findings import INCOMPLETE, TAMPERED, WHOLE, get_first, get_verdict
from salesflow_app.outbox import sweep, worker
from salesflow_app.portal import download
from salesflow_app.sealing import copies, signer, verifying, work
from salesflow_app.tests.site import deals, proposals


def get_text(pdf: bytes) -> str:
	return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def get_row(doc) -> frappe._dict:
	return frappe.get_doc("Salesflow Outbox Entry", {"reference_name": doc.name, "kind": "Seal"})


def get_verdict_of(doc) -> int:
	return get_verdict(verifying.check(doc.doctype, doc.name))


def get_path(doc) -> Path:
	url = copies.find(doc.doctype, doc.name)["file_url"]
	return Path(frappe.get_site_path("private", "files", Path(url).name))


def try_again(doc, jobs) -> None:
	"""As the sweep does when the next try is due."""
	row = get_row(doc)
	row.db_set("next_try", add_to_date(now_datetime(), minutes=-1))
	sweep.sweep()
	jobs.run()


def test_a_signed_sow_is_sealed(sealed_sow):
	assert get_row(sealed_sow).state == "Done", get_row(sealed_sow).error
	assert list(verifying.check("SOW", sealed_sow.name)) == []
	event, pdf = copies.find("SOW", sealed_sow.name), copies.read_whole(sealed_sow)
	text = get_text(pdf)
	assert sealed_sow.content_hash in text.replace("\n", "") and event["certificate_id"] in text
	assert "Alma Approver" in text and "No trusted time" in text and "simple electronic signature" in text
	assert event["trusted_time"] == "" and event["content_hash"] == sealed_sow.content_hash


def test_the_signature_does_not_wait_for_the_seal(sow):
	assert get_row(sow).state == "Pending" and not copies.find("SOW", sow.name)
	found = get_first(verifying.check("SOW", sow.name))
	assert found.level == INCOMPLETE and "seal pending" in found.problem


def test_an_accepted_proposal_is_sealed(users, jobs, mails):
	proposal = proposals.make_accepted(users)
	jobs.run()
	assert get_row(proposal).state == "Done", get_row(proposal).error
	assert get_verdict_of(proposal) == WHOLE
	assert mails.find("Accepted", to=users.a1)


def test_both_sides_get_the_sealed_copy(users, smtp, sow):
	smtp.flush()
	pdf = copies.read_whole(sow)
	for address in (users.a1, users.am):
		got = [mail for mail in smtp.to(address) if "igned" in mail.subject]
		assert len(got) == 1, address
		assert pdf in got[0].attachments.values()


def test_the_client_downloads_the_sealed_pdf(users, sealed_sow):
	with deals.as_user(users.a1):
		download.pdf("SOW", sealed_sow.name)
	assert frappe.response.filecontent == copies.read_whole(sealed_sow)


def test_what_staff_wrote_inside_is_not_in_the_sealed_pdf(users, jobs, settings):
	settings(sow_rules=[{"amount_from": 5000, "sow_needed": 1, "senior_review_needed": 1}])
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Request Senior Review")
	with deals.as_user(users.ap):
		give_reason("SOW", sow.name, "Send Back", "CANARY: margin too thin")
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Send Back")
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Request Senior Review")
	with deals.as_user(users.ap):
		sow = deals.do(sow, "Approve")
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Send to Client")
	deals.sign(users, sow)
	jobs.run()
	pdf = copies.read_whole(frappe.get_doc("SOW", sow.name))
	attached = sealed.open_pdf(pdf, list(keys.get_certificates().values()))[1]
	assert "CANARY" not in str(attached) and "CANARY" not in get_text(pdf)
	assert [row["sequence"] for row in attached["entries"]] == list(range(1, len(attached["entries"]) + 1))


def test_pyhankos_own_command_agrees(sealed_sow, tmp_path):
	trusted, pdf = tmp_path / "certificate.pem", tmp_path / "sealed.pdf"
	trusted.write_text(keys.get_seal_key().certificate)
	pdf.write_bytes(copies.read_whole(sealed_sow))
	command = [sys.executable, "-m", "pyhanko", "sign", "validate", "--trust", str(trusted), str(pdf)]
	if (
		"No module"
		in subprocess.run([sys.executable, "-m", "pyhanko"], capture_output=True, text=True).stderr
	):
		pytest.skip("pyhanko-cli is not installed")
	done = subprocess.run(command, capture_output=True, text=True)
	assert done.returncode == 0 and "INTACT:TRUSTED,UNTOUCHED" in done.stdout, done.stderr
	assert "EXTENDED" not in done.stdout


# When it cannot be done at once


def test_time_stamp_of_an_authority_is_in_the_seal(authority, sealed_sow):
	event = copies.find("SOW", sealed_sow.name)
	assert authority.asked and event["trusted_time"] and get_verdict_of(sealed_sow) == WHOLE
	assert "Time stamp of 127.0.0.1" in get_text(copies.read_whole(sealed_sow))


@pytest.mark.parametrize("fault", ["is_down", "is_false"])
def test_seal_waits_for_the_authority_and_no_time_is_made_up(users, authority, jobs, mails, fault):
	setattr(authority, fault, True)
	sow = deals.make_signed_sow(users)
	jobs.run()
	row = get_row(sow)
	assert row.state == "Failed" and "127.0.0.1 gave no time stamp" in row.error and row.next_try
	assert get_verdict_of(sow) == INCOMPLETE
	assert len(mails.find("Signed", to=users.a1, doc=sow)) == 1, "the confirmation does not wait"
	setattr(authority, fault, False)
	try_again(sow, jobs)
	assert copies.find("SOW", sow.name)["trusted_time"] and get_verdict_of(sow) == WHOLE
	assert len(mails.find("Signed", to=users.a1, doc=sow)) == 1
	for reader in (users.a1, users.am):
		assert len(mails.find("Sealed copy", to=reader, doc=sow)) == 1


def test_after_the_set_hours_it_is_sealed_without_a_trusted_time(users, authority, jobs):
	authority.is_down = True
	sow = deals.make_signed_sow(users)
	jobs.run()
	get_row(sow).db_set("creation", add_to_date(now_datetime(), hours=-25), update_modified=False)
	try_again(sow, jobs)
	assert copies.find("SOW", sow.name)["trusted_time"] == "" and get_verdict_of(sow) == WHOLE
	assert "No trusted time" in get_text(copies.read_whole(sow))


def test_a_certificate_that_ran_out_seals_nothing(users, jobs, monkeypatch):
	class Later(datetime):
		@classmethod
		def now(cls, tz=None):
			return datetime.now(timezone.utc) + timedelta(days=365 * 11)

	sow = deals.make_signed_sow(users)
	with monkeypatch.context() as patch:
		patch.setattr(work, "datetime", Later)
		jobs.run()
	assert "salesflow-keys" in get_row(sow).error and get_verdict_of(sow) == INCOMPLETE
	try_again(sow, jobs)
	assert get_verdict_of(sow) == WHOLE


def test_a_disk_that_writes_nothing_leaves_no_sealed_file(users, jobs, monkeypatch):
	sow = deals.make_signed_sow(users)
	before = _list_files(sow)
	with monkeypatch.context() as patch:
		patch.setattr(copies, "_flush", lambda path: os.truncate(path, 0))
		jobs.run()
	assert get_row(sow).state == "Failed" and not copies.find("SOW", sow.name)
	assert _list_files(sow) == before, "no half file stays"
	try_again(sow, jobs)
	assert get_verdict_of(sow) == WHOLE


def _list_files(sow) -> list[Path]:
	return sorted(Path(frappe.get_site_path("private", "files")).glob(f"{sow.name}-sealed-*"))


def test_it_is_sealed_once(sealed_sow, jobs):
	row, before = get_row(sealed_sow), _list_files(sealed_sow)
	row.db_set("state", "Pending")
	worker.work(row.name)
	filters = {"reference_name": sealed_sow.name, "event": "sealed"}
	assert get_row(sealed_sow).state == "Done"
	assert frappe.db.count(site_records.ENTRY, filters) == 1 and _list_files(sealed_sow) == before


# What is done to it afterwards


def test_nobody_deletes_or_changes_the_sealed_file(users, sealed_sow):
	url = copies.find("SOW", sealed_sow.name)["file_url"]
	name = frappe.db.get_value("File", {"file_url": url})
	for user in (users.su, users.sm, users.am, users.sys):
		with deals.as_user(user), pytest.raises((frappe.PermissionError, frappe.ValidationError)):
			frappe.delete_doc("File", name)
	assert get_path(sealed_sow).exists()


def test_a_missing_file_is_incomplete_and_not_tampered(sealed_sow):
	path = get_path(sealed_sow)
	content = path.read_bytes()
	path.unlink()
	found = get_first(verifying.check("SOW", sealed_sow.name))
	assert found.level == INCOMPLETE and path.name in found.problem
	path.write_bytes(content)
	assert get_verdict_of(sealed_sow) == WHOLE


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_flipped_byte_is_seen(sealed_sow, part):
	path = get_path(sealed_sow)
	content = bytearray(path.read_bytes())
	content[int(len(content) * part)] ^= 1
	path.write_bytes(content)
	found = get_first(verifying.check("SOW", sealed_sow.name))
	assert found.level == TAMPERED and "changed" in found.problem


def test_an_approved_order_that_is_not_what_was_signed_is_named(users, sealed_sow):
	order = deals.approve_order(users, sealed_sow.sales_order)
	assert get_verdict_of(sealed_sow) == WHOLE
	frappe.db.set_value("Sales Order Item", order.items[0].name, "rate", 1)
	found = get_first(verifying.check("SOW", sealed_sow.name))
	assert found.level == TAMPERED and order.name in found.item and "instead of" in found.problem


def test_another_good_pdf_in_its_place_is_named_so(users, sealed_sow, jobs):
	other = deals.make_signed_sow(users)
	jobs.run()
	get_path(sealed_sow).write_bytes(get_path(other).read_bytes())
	found = get_first(verifying.check("SOW", sealed_sow.name))
	assert found.level == TAMPERED and "is another document" in found.problem


def test_a_seal_with_a_certificate_of_the_same_name_is_not_trusted(sealed_sow):
	pair = certificates.make_pair(frappe.local.site)
	event = copies.find("SOW", sealed_sow.name)
	reader = sealed.PdfFileReader(io.BytesIO(copies.read_whole(sealed_sow)))
	evidence = reader.root["/Names"]["/EmbeddedFiles"]["/Names"][1]["/EF"]["/F"].data
	page = PdfReader(io.BytesIO(copies.read_whole(sealed_sow)))
	buffer = io.BytesIO()
	writer = signer.PdfWriter()
	writer.add_page(page.pages[0])
	writer.write(buffer)
	joined = signer.join(buffer.getvalue(), buffer.getvalue(), evidence, "Forged")
	forged = signer.sign(joined, keys.SealKey("forged", **pair), "Seller")
	rows, _head = site_records.get_newest_chain("SOW", sealed_sow.name)
	found = list(sealed.check("SOW", forged, event, rows, list(keys.get_certificates().values())))
	assert any("not trusted" in finding.problem for finding in found)


def test_a_record_that_cannot_be_written_leaves_no_file(users, jobs, monkeypatch):
	sow = deals.make_signed_sow(users)
	before = _list_files(sow)
	with monkeypatch.context() as patch:
		patch.setattr(work.log, "record", lambda *_words, **_facts: 1 / 0)
		jobs.run("outbox")
	assert get_row(sow).state == "Failed" and _list_files(sow) == before


def test_a_deal_that_disappeared_with_its_records_is_missed(sealed_sow):
	name = sealed_sow.name
	for doctype in (site_records.ENTRY, site_records.heads.DOCTYPE):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).delete().where(table.reference_name == name).run()
	assert get_verdict_of(sealed_sow) == TAMPERED
	table = frappe.qb.DocType("SOW")
	frappe.qb.from_(table).delete().where(table.name == name).run()
	assert ("SOW", name) in verifying.get_documents() and get_verdict_of(sealed_sow) == TAMPERED
