"""Signatures and acceptances on paper: one of us records them with the file, a second person confirms, all see which."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.portal import receipt
from salesflow_app.portal.record_offline import confirm
from salesflow_app.tests.site import deals, proposals, steps
from salesflow_app.tests.site.portal.helpers import get_page
from salesflow_app.tests.site.refusals import refuse

SIGNED = {"reference_doctype": "SOW", "event": "signed"}


def get_signed(sow):
	return frappe.get_last_doc("Salesflow Evidence Entry", {**SIGNED, "reference_name": sow.name})


def test_second_person_confirms_and_the_order_follows(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa, customer_po_no="PO-77", way="Purchase Order")
	assert sow.db_get("workflow_state") == "Sent" and answer.status == "Waiting"
	tasks = {"reference_name": sow.name, "salesflow_task": "confirm_offline", "status": "Open"}
	assert users.om in frappe.get_all("ToDo", tasks, pluck="allocated_to")
	with as_user(users.om):
		first, second = confirm(answer.name), confirm(answer.name)
	assert first == second and first["receipt"]
	sow.reload()
	assert (sow.workflow_state, sow.docstatus, sow.signed_by) == ("Signed", 1, "Alma Approver")
	assert sow.offline_answer.startswith("Purchase Order, ") and not sow.signed_ip
	assert frappe.db.get_value("Sales Order", sow.sales_order, "po_no") == "PO-77"
	assert len(deals.get_milestones(sow)) == 2
	assert not frappe.get_all("ToDo", tasks)
	answer.reload()
	assert (answer.status, answer.recorded_by, answer.confirmed_by) == ("Confirmed", users.sa, users.om)


def test_records_say_who_and_which_file(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa)
	with as_user(users.om):
		confirm(answer.name)
	entry = get_signed(sow)
	assert (entry.actor_kind, entry.actor, entry.actor_name) == ("Staff, offline", users.om, "Alma Approver")
	assert entry.content_hash == sow.content_hash and not entry.consent_text
	for words in (users.sa, users.om, answer.file_hash, "Paper"):
		assert words in entry.words
	shown = receipt.get_receipt(frappe.get_doc("SOW", sow.name))
	assert shown["is_offline"] and shown["title"] == "Signed, recorded offline"


def test_client_sees_that_it_was_recorded_offline(users, as_user, http, committed):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa)
	with as_user(users.om):
		confirm(answer.name)
	frappe.db.commit()
	client = http.as_user(users.a1)
	assert "Signed, recorded offline" in get_page(client, sow)


def test_proposal_is_accepted_offline_with_its_options(users, as_user):
	items = [
		proposals.get_row(),
		proposals.get_row(500, is_optional=1),
		proposals.get_row(700, is_optional=1),
	]
	proposal = proposals.make_sent(users, items=items)
	answer = steps.record_offline(proposal, users.am, way="Email", options_accepted="3")
	with as_user(users.om):
		confirm(answer.name)
	proposal.reload()
	assert proposal.workflow_state == "Accepted" and proposal.total_one_time == 10700
	assert proposal.offline_answer.startswith("Email")
	entry = frappe.get_last_doc(
		"Salesflow Evidence Entry", {"reference_name": proposal.name, "event": "accepted"}
	)
	assert entry.actor_kind == "Staff, offline" and "700" in entry.words


@pytest.mark.parametrize("who", ["sa", "su", "ac", "ap"])
def test_nobody_else_confirms(users, as_user, who):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa)
	with as_user(getattr(users, who)), pytest.raises(frappe.PermissionError):
		confirm(answer.name)
	assert sow.db_get("workflow_state") == "Sent"


def test_who_recorded_or_changed_it_does_not_confirm(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.am)
	with as_user(users.am):
		refuse(confirm, answer.name, words="somebody else has to confirm")
	with as_user(users.om):
		answer.reload()
		answer.remarks = "I looked at it"
		answer.save()
		refuse(confirm, answer.name, words="somebody else has to confirm")
	with as_user(users.sm):
		confirm(answer.name)
	assert sow.db_get("workflow_state") == "Signed"


def test_status_and_confirmation_cannot_be_written(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(
		sow, users.sa, status="Confirmed", confirmed_by=users.om, recorded_by=users.om
	)
	assert (answer.status, answer.confirmed_by, answer.recorded_by) == ("Waiting", None, users.sa)
	with as_user(users.sa):
		answer.update({"status": "Confirmed", "confirmed_by": users.om})
		answer.save()
	assert answer.db_get("status") == "Waiting" and sow.db_get("workflow_state") == "Sent"


def test_confirmed_record_stays(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa)
	with as_user(users.om):
		confirm(answer.name)
	answer.reload()
	with as_user(users.sa):
		answer.remarks = "Later"
		refuse(answer.save, words="stays as it is")
		refuse(frappe.delete_doc, "Salesflow Offline Answer", answer.name, words="stays as it is")


@pytest.mark.parametrize(
	"content", [b"<html><script>alert(1)</script></html>", b"MZ\x90\x00", b"", b"GIF89a", b"PK\x03\x04"]
)
def test_only_papers_are_taken_as_proof(users, content):
	sow = deals.make_sent_sow(users)
	with pytest.raises(frappe.ValidationError):
		steps.record_offline(sow, users.sa, content=content or b" ")


def test_record_without_a_file_or_with_a_wrong_date_is_refused(users):
	sow = deals.make_sent_sow(users)
	refuse(steps.record_offline, sow, users.sa, file="/private/files/none.pdf", words="File")
	refuse(steps.record_offline, sow, users.sa, answered_on=add_days(today(), 1), words="future")


@pytest.mark.parametrize("name", ["A", "A" * 141, "Alma\u202eevil"])
def test_name_on_paper_is_a_name(users, as_user, name):
	sow = deals.make_sent_sow(users)
	try:
		answer = steps.record_offline(sow, users.sa, answered_by=name)
	except frappe.ValidationError:
		return
	with as_user(users.om):
		refuse(confirm, answer.name, words="Full name")
	assert sow.db_get("workflow_state") == "Sent"


def test_answer_to_an_older_version_is_not_confirmed(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa)
	with as_user(users.sa):
		revised = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		deals.do(deals.do(revised, "Mark Ready"), "Send to Client")
	with as_user(users.om):
		refuse(confirm, answer.name, words="sent anew")
	assert sow.db_get("workflow_state") == "Sent"


def test_what_the_client_answered_meanwhile_counts(users, as_user):
	sow = deals.make_sent_sow(users)
	answer = steps.record_offline(sow, users.sa)
	deals.sign(users, sow)
	with as_user(users.om):
		refuse(confirm, answer.name, words="not answered yet")
	refuse(steps.record_offline, sow, users.sa, words="not answered yet")
	assert get_signed(sow).actor_kind == "Client"


def test_clients_record_nothing_offline(users, as_user):
	sow = deals.make_sent_sow(users)
	with pytest.raises(frappe.PermissionError):
		steps.record_offline(sow, users.a1)
