"""An MSA from draft to end, on the way that its people take, and where each other way is refused."""

import frappe
import pytest
from frappe.utils import add_days, cint, getdate, today

from salesflow_app.conversions import contract_to_contract, customer_to_contract
from salesflow_app.documents import shared_names
from salesflow_app.msa import clock, standing
from salesflow_app.portal import decline, msa_view, overview, request_changes, view_document
from salesflow_app.sealing import asking, copies
from salesflow_app.tests.site import deals, factories, given, steps
from salesflow_app.tests.site.msa import helpers
from salesflow_app.tests.site.msa.helpers import get_events, get_tasks, make_draft, sign, take
from salesflow_app.tests.site.refusals import refuse


def get(msa):
	return frappe.get_doc("Contract", msa.name)


def get_view(msa):
	return msa_view.get_page_view(shared_names.load("Contract", msa.name))


def test_signed_in_the_portal_it_is_in_force_and_erpnext_says_so(users, mails):
	msa = make_draft(users)
	assert (msa.salesflow_state, msa.docstatus, msa.salesflow_title) == (
		"Draft",
		0,
		"Master Service Agreement",
	)
	msa = take(users.sm, msa, "Mark Ready")
	assert get_tasks(msa, "send") == [users.am]
	msa = take(users.sm, msa, "Send to Client")
	assert (msa.salesflow_state, msa.docstatus, msa.salesflow_version, msa.status) == (
		"Sent",
		1,
		1,
		"Unsigned",
	)
	with deals.as_user(users.a1):
		waiting = overview.get_overview()["waiting"]
		view_document.view("Contract", msa.name)
	assert msa.name in [row["name"] for row in waiting]
	receipt = sign(users, msa)
	msa = get(msa)
	assert (msa.salesflow_state, msa.is_signed, msa.signee, msa.status) == (
		"Signed",
		1,
		"Alma Approver",
		"Active",
	)
	assert receipt == sign(users, msa, full_name="Somebody Else")
	assert get_events(msa) == ["ready", "sent", "viewed", "signed"]
	assert standing.get_msa_problem(msa.name, users.customer_a, users.company) is None
	with deals.as_user(users.a1):
		assert msa.name in [row["name"] for row in overview.get_overview()["agreements"]]


def test_both_sides_get_the_sealed_agreement_and_its_evidence_verifies(users, mails):
	msa = given.get("signed_msa")
	mails.work()
	assert copies.find("Contract", msa.name, msa.salesflow_content_hash)
	assert asking.check("Contract", msa.name)["code"] == 0
	view = get_view(msa)
	assert view["receipt"]["by"] == "Alma Approver" and "We share the risk." in view["terms_html"]
	assert "We share the risk." in frappe.get_print("Contract", msa.name, "Salesflow MSA")
	frappe.db.set_value("Contract", msa.name, "salesflow_content_hash", "0" * 64)
	assert asking.check("Contract", msa.name)["code"] == 1


def test_only_the_named_person_signs_what_was_sent(users):
	msa = given.get("sent_msa")
	refuse(sign, users, msa, user=users.a2, words="the person it was sent to")
	with deals.as_user(users.b1):
		refuse(helpers.sign_msa.sign, msa.name, msa.salesflow_content_hash, "Bob B", words="not found")
	refuse(sign, users, msa, content_hash="0" * 64, words="Reload the page")
	refuse(sign, users, msa, consent=0, words="Consent")
	frappe.db.set_value("Contract", msa.name, "contract_terms", "<p>You carry it.</p>")
	refuse(sign, users, msa, words="has changed since it was sent")
	assert not get(msa).is_signed and "signed" not in get_events(msa)


def test_nobody_of_ours_signs_or_changes_what_was_sent(users):
	msa = given.get("sent_msa")
	with deals.as_user(users.sm):
		msa.update({"is_signed": 1, "signee": "Me", "signed_on": frappe.utils.now_datetime()})
		refuse(msa.save, words="Offline Answer")
		refuse(get(msa).run_method, "before_rename", msa.name, "CON-X", words="records must be kept")
	blank = {"salesflow_state": None, "is_signed": 1, "signee": "Me"}
	for values in ({"salesflow_state": "Signed"}, {"salesflow_state": "Draft"}, blank):
		with deals.as_user(users.sm):
			refuse(get(msa).update(values).save, words="Contract")


def test_ready_names_everything_that_is_missing(users):
	msa = make_draft(
		users,
		contract_terms="<p>[[Which law?]]</p>",
		salesflow_signatory_email=users.am,
		end_date=add_days(today(), -1),
	)
	with deals.as_user(users.sm):
		for words in ("[[Which law?]]", "one of our own users", "End Date"):
			refuse(take, users.sm, msa, "Mark Ready", words=words)


def test_content_is_changed_in_a_draft_alone(users):
	msa = take(users.sm, make_draft(users), "Mark Ready")
	with deals.as_user(users.sm):
		msa.contract_terms = "<p>Other</p>"
		refuse(msa.save, words="Revise")
	assert take(users.sm, get(msa), "Revise").salesflow_state == "Draft"
	with deals.as_user(users.ac):
		refuse(helpers.steps.take, msa.name, "Mark Ready", words="Contract")
	refuse(take, users.sm, msa, "Approve", words="not possible")


def test_changes_are_asked_for_and_the_new_version_takes_its_place(users, mails):
	msa = given.get("sent_msa")
	with deals.as_user(users.a1):
		request_changes.request_changes("Contract", msa.name, msa.salesflow_content_hash, "A cap, please")
	assert (get(msa).salesflow_state, get(msa).salesflow_reason) == ("Changes Requested", "A cap, please")
	assert get_tasks(msa, "answer_client") == [users.am]
	second = take(users.sm, msa, "New Version")
	assert (second.amended_from, second.salesflow_state, second.docstatus) == (msa.name, "Draft", 0)
	assert not second.salesflow_content_hash and not second.salesflow_version
	with deals.as_user(users.sm):
		second.update({"contract_terms": "<p>Capped.</p>", "salesflow_valid_till": None}).save()
	second = take(users.sm, take(users.sm, second, "Mark Ready"), "Send to Client")
	assert second.salesflow_version == 2
	with deals.as_user(users.a1):
		old, new = get_view(msa), get_view(second)
	assert "We share the risk." in old["terms_html"] and old["newest"]["name"] == second.name
	assert old["receipt"]["words"] == "A cap, please" and not old["may_answer"]
	assert "Capped." in new["terms_html"] and new["earlier"]["name"] == msa.name
	refuse(sign, users, msa, words="can no longer be answered")
	sign(users, second)
	assert get(second).salesflow_state == "Signed" and get(msa).salesflow_state == "Superseded"


def test_declined_loses_no_deal_and_can_be_revised(users):
	msa = given.get("sent_msa")
	with deals.as_user(users.a1):
		decline.decline("Contract", msa.name, msa.salesflow_content_hash, "Not these terms")
	assert get(msa).salesflow_state == "Declined"
	assert take(users.sm, msa, "New Version").salesflow_state == "Draft"


def test_unsigned_in_time_it_expires_once(users):
	msa = given.get("sent_msa")
	frappe.db.set_value("Contract", msa.name, "salesflow_valid_till", add_days(today(), -1))
	refuse(sign, users, msa, words="was valid until")
	clock.run()
	clock.run()
	assert get(msa).salesflow_state == "Expired" and get_events(msa).count("expired") == 1
	assert get_tasks(msa, "answer_client") == [users.am]


def test_offline_signature_counts_once_a_second_person_confirms(users):
	from salesflow_app.portal.record_offline import confirm

	msa = given.get("sent_msa")
	answer = steps.record_offline(msa, users.sm)
	with deals.as_user(users.sm):
		refuse(confirm, answer.name, words="somebody else has to confirm")
	with deals.as_user(users.om):
		confirm(answer.name)
	msa = get(msa)
	assert (msa.salesflow_state, msa.is_signed, msa.ip_address or "") == ("Signed", 1, "")
	assert msa.salesflow_offline_answer and get_view(msa)["receipt"]["is_offline"]


# The end


def test_terminated_with_reason_it_ends_after_the_notice_and_stays_readable(users):
	msa = given.get("signed_msa")
	with deals.as_user(users.sm):
		refuse(get(msa).cancel, words="Terminate")
	refuse(take, users.sm, msa, "Terminate", words="Reason")
	refuse(take, users.sm, msa, "Terminate", reason="Over", last_day=add_days(today(), -1), words="Last Day")
	msa = take(users.sm, msa, "Terminate", reason="They left")
	assert (msa.salesflow_state, msa.docstatus) == ("Terminated", 1)
	assert getdate(msa.end_date) == getdate(add_days(today(), 30))
	assert "We share the risk." in get_view(msa)["terms_html"] and asking.check("Contract", msa.name)[
		"code"
	] in (0, 2)
	assert "Terminated" in standing.get_msa_problem(msa.name, users.customer_a, users.company)


def test_it_ends_after_its_last_day(users):
	msa = given.get("signed_msa")
	frappe.db.set_value("Contract", msa.name, "end_date", add_days(today(), -1))
	clock.run()
	clock.run()
	assert get(msa).salesflow_state == "Ended" and get_events(msa).count("ended") == 1


def test_its_owner_is_reminded_of_notice_and_end_once_each(users, settings):
	settings(msa_reminder_days=10)
	msa = given.get("signed_msa")
	wanted = {"reference_name": msa.name, "event": "MSA Ending"}
	clock.run()
	assert not frappe.db.count("Salesflow Outbox Entry", wanted)
	frappe.db.set_value("Contract", msa.name, "end_date", add_days(today(), 35))
	clock.run()
	clock.run()
	assert frappe.db.count("Salesflow Outbox Entry", wanted) == 1 and get_tasks(msa, "msa_notice") == [
		users.am
	]
	frappe.db.set_value("Contract", msa.name, "end_date", add_days(today(), 5))
	clock.run()
	clock.run()
	assert frappe.db.count("Salesflow Outbox Entry", wanted) == 2 and get_tasks(msa, "msa_end") == [users.am]


def test_renewal_ends_the_old_one_when_it_is_signed(users):
	factories.make_master_document("MSA", sections=[{"heading": "New", "body": "<p>New words</p>"}])
	old = given.get("signed_msa")
	with deals.as_user(users.sm):
		new = contract_to_contract.renew(old.name).update({"start_date": today()}).insert()
	assert new.salesflow_replaces == old.name and "New words" in new.contract_terms
	new = take(users.sm, take(users.sm, new, "Mark Ready"), "Send to Client")
	assert get(old).salesflow_state == "Signed"
	sign(users, new)
	assert (get(old).salesflow_state, get(new).salesflow_state) == ("Ended", "Signed")
	assert new.name in get(old).salesflow_reason


# Legal review


@pytest.fixture
def reviewed(users, settings):
	settings(msa_legal_review=1, msa_reviewer=users.om)


def test_four_eyes_review_each_agreement_where_settings_ask_for_it(users, reviewed):
	msa = make_draft(users)
	refuse(take, users.sm, msa, "Mark Ready", words="Request Legal Review")
	msa = take(users.sm, msa, "Request Legal Review")
	assert get_tasks(msa, "review") == [users.om]
	refuse(take, users.sm, msa, "Approve", words="legal review is done by")
	refuse(take, users.om, msa, "Send Back", words="Reason")
	msa = take(users.om, msa, "Send Back", reason="No law is named")
	assert get_tasks(msa, "rework") == [users.sm] and msa.salesflow_reason == "No law is named"
	msa = take(users.om, take(users.sm, msa, "Request Legal Review"), "Approve")
	assert (msa.salesflow_state, msa.salesflow_reviewed_by) == ("Ready", users.om)


def test_reviewer_never_reviews_their_own_words(users, reviewed, settings):
	msa = make_draft(users)
	with deals.as_user(users.om):
		get(msa).update({"contract_terms": "<p>My words</p>"}).save()
	refuse(take, users.sm, msa, "Request Legal Review", words="nobody can review it")
	frappe.db.delete("Has Role", {"role": "Operations Manager", "parent": ("!=", users.om)})
	settings(msa_reviewer=None, msa_reviewer_role="Operations Manager")
	refuse(take, users.sm, msa, "Request Legal Review", words="nobody can review it")


def test_review_is_not_passed_by_hand(users, reviewed, settings):
	msa = make_draft(users, is_signed=1, signee="X", signed_on=frappe.utils.now_datetime())
	with deals.as_user(users.sm):
		refuse(msa.submit, words="legal review")
	refuse(settings, msa_reviewer=users.su, words="may write Contracts")


# Others


def test_agreement_signed_elsewhere_stays_erpnexts(users):
	msa = factories.make_contract(users.customer_a)
	assert (msa.docstatus, msa.is_signed, msa.salesflow_state or "") == (1, 1, "")
	assert standing.get_msa_problem(msa.name, users.customer_a, users.company) is None
	with deals.as_user(users.a1):
		assert msa.name not in [row["name"] for row in overview.get_overview()["agreements"]]
	with deals.as_user(users.sm):
		get(msa).cancel()


def test_contracts_of_other_kinds_are_left_alone(users):
	contract = factories.make_contract(
		users.customer_a, submit=False, salesflow_is_msa=0, salesflow_state="Signed"
	)
	assert (
		not contract.salesflow_state
		and not contract.salesflow_title
		and not contract.get("salesflow_authors")
	)
	contract.submit()
	contract.reload()
	contract.update({"is_signed": 0}).save()
	contract.reload()
	contract.cancel()
	assert not get_events(contract)
	frappe.delete_doc("Contract", contract.name)


def test_customer_brings_people_and_terms(users):
	factories.make_master_document(
		"MSA", sections=[{"heading": "Law", "body": "<p>Of {{ doc.customer_name }}</p>"}]
	)
	with deals.as_user(users.sm):
		msa = customer_to_contract.make_contract(users.customer_a)
		assert msa.salesflow_signatory_email and cint(msa.salesflow_is_msa)
		assert msa.insert().salesflow_state == "Draft"


@pytest.mark.bench_only("the sandbox renames nothing")
def test_customer_that_was_renamed_signs_what_was_sent(users):
	msa = given.get("sent_msa")
	new = factories.get_unique("Client A")
	frappe.rename_doc("Customer", users.customer_a, new)
	with deals.as_user(users.sm):
		refuse(frappe.rename_doc, "Contract", msa.name, "CON-X", words="records must be kept")
	sign(users, msa)
	assert get(msa).salesflow_state == "Signed" and get(msa).party_name == new
