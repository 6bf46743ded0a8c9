"""Our countersignature: before sending or after the client, by the person named, and nothing where nobody asks for it."""

import frappe
import pytest

from salesflow_app.desk.deal_steps import get_step
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.what_next import get_sentences
from salesflow_app.signing.countersign import countersign
from salesflow_app.tests.site import deals
from salesflow_app.tests.site.refusals import refuse


def test_we_sign_first_where_settings_say_so(users, as_user, settings):
	settings(countersign="Before Sending")
	with pytest.raises(frappe.ValidationError, match="Our Signatory"):
		deals.make_sent_sow(users)
	sow = deals.make_drafted_sow(users, company_signatory=users.om)
	with as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
		refuse(deals.do, sow, "Send to Client", words="countersign it first")
	tasks = {"reference_name": sow.name, "salesflow_task": "countersign", "status": "Open"}
	assert frappe.get_all("ToDo", tasks, pluck="allocated_to") == [users.om]
	with as_user(users.am):
		said = refuse(countersign, sow.name, words=f"SOW {sow.name}, Our Signatory: only ")
	assert (
		f"only {frappe.utils.get_fullname(users.om)} can" in said
		and "revise it and name someone else" in said
	)
	assert get_step(sow.reload()).sentence == "{0} countersigns the SOW; then it can be sent."
	with as_user(users.om):
		countersign(sow.name)
		refuse(countersign, sow.name, words="does not wait")
	assert not frappe.get_all("ToDo", tasks)
	with as_user(users.sa):
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Send to Client")
	assert sow.countersigned_hash == sow.content_hash and sow.countersigned_by == users.om
	assert deals.sign(users, sow)["state"] == "Signed"


def test_content_that_changed_is_signed_anew(users, as_user, settings):
	settings(countersign="Before Sending")
	sow = deals.make_drafted_sow(users, company_signatory=users.om)
	with as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
	with as_user(users.om):
		countersign(sow.name)
	with as_user(users.sa):
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Revise")
		sow.scope = "<p>More.</p>"
		sow.save()
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Mark Ready")
		refuse(deals.do, sow, "Send to Client", words="countersign it first")


def test_order_is_approved_although_our_signatory_has_left(users, settings):
	settings(countersign="After the Client")
	sow = deals.make_signed_sow(users, company_signatory=users.om)
	frappe.db.set_value("User", users.om, "enabled", 0)
	refuse(deals.approve_order, users, sow.sales_order, words="They have left")
	settings(countersign="")
	deals.approve_order(users, sow.sales_order)
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "In Force"


def test_we_sign_last_before_the_order_is_approved(users, as_user, settings):
	settings(countersign="After the Client")
	sow = deals.make_signed_sow(users, company_signatory=users.om)
	with pytest.raises(frappe.ValidationError, match="countersignature"):
		deals.approve_order(users, sow.sales_order)
	assert (get_step(sow).person, get_step(sow).sentence) == (
		"company_signatory",
		"{0} countersigns the SOW; then its order can be approved.",
	)
	with as_user(users.om):
		countersign(sow.name)
	assert "has Sales Order" in get_step(sow.reload()).sentence
	with as_user(users.sm):
		deals.do(frappe.get_doc("Sales Order", sow.sales_order), "Approve")
	sow.reload()
	assert sow.workflow_state == "In Force" and sow.countersigned_hash == sow.content_hash
	entry = frappe.get_last_doc(
		"Salesflow Evidence Entry", {"reference_name": sow.name, "event": "countersigned"}
	)
	assert (entry.actor, entry.content_hash) == (users.om, sow.content_hash)


@pytest.mark.parametrize("turn", ["Before Sending", "After the Client"])
def test_who_drafts_is_told_to_name_our_signatory_before_the_senior_reads_it(users, as_user, settings, turn):
	settings(
		countersign=turn,
		sow_rules=[{"company": "", "sow_needed": 1, "senior_review_needed": 1, "approver": users.ap}],
	)
	sow = deals.make_drafted_sow(users)
	with as_user(users.sa):
		refuse(deals.do, sow, "Request Senior Review", words=f"SOW {sow.name}, Our Signatory: ")


@pytest.mark.parametrize("turn", ["Before Sending", "After the Client"])
def test_sow_that_was_ready_before_settings_asked_is_not_sent_without_our_signatory(
	users, as_user, settings, turn
):
	sow = deals.make_drafted_sow(users)
	with as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
	settings(countersign=turn)
	with as_user(users.sa):
		refuse(deals.do, sow, "Send to Client", words="Name who gives it")


def test_sow_that_was_signed_before_settings_asked_holds_no_order_back(users, settings):
	sow = deals.make_signed_sow(users)
	settings(countersign="After the Client")
	deals.approve_order(users, sow.sales_order)
	assert sow.reload().workflow_state == "In Force"


def test_nobody_is_asked_where_settings_ask_for_none(users, as_user):
	sow = deals.make_signed_sow(users, company_signatory=users.om)
	with as_user(users.om):
		refuse(countersign, sow.name, words="does not wait")
	deals.approve_order(users, sow.sales_order)


@pytest.mark.parametrize("turn", ["Before Sending", "After the Client"])
def test_receipt_of_the_client_names_who_signed_for_us(users, as_user, settings, turn):
	settings(countersign=turn)
	sow = deals.make_drafted_sow(users, company_signatory=users.om)
	with as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
	if turn == "Before Sending":
		with as_user(users.om):
			countersign(sow.name)
	with as_user(users.sa):
		sow = deals.do(frappe.get_doc("SOW", sow.name), "Send to Client")
	deals.sign(users, sow)
	if turn == "After the Client":
		sow = frappe.get_doc("SOW", sow.name)
		receipt = get_receipt(sow)
		assert not receipt["countersigned"]
		assert "We countersign it, and then email you the sealed copy." in get_sentences(sow, receipt)
		with as_user(users.om):
			countersign(sow.name)
	sow = frappe.get_doc("SOW", sow.name)
	receipt = get_receipt(sow)
	assert receipt["countersigned"]["by"] == frappe.utils.get_fullname(users.om)
	assert not any("countersign" in sentence for sentence in get_sentences(sow, receipt))
	assert "Countersigned electronically on" in frappe.get_print("SOW", sow.name, "SOW")
