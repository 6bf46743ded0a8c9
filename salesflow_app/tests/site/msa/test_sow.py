"""A SOW under an MSA: it pins the Contract, its version and hash, and goes out under an active one alone."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.msa import standing
from salesflow_app.tests.site import deals, factories, given
from salesflow_app.tests.site.msa.helpers import make_draft, take
from salesflow_app.tests.site.refusals import refuse

WAY_OUT = "tick “MSA is part of this SOW”"


def test_sow_pins_contract_version_and_hash(users):
	msa = given.get("signed_msa")
	sow = deals.make_sent_sow(users, msa=msa.name)
	assert (sow.msa, sow.msa_version, sow.msa_hash) == (
		msa.name,
		msa.salesflow_msa_version,
		msa.salesflow_content_hash,
	)
	assert sow.msa_terms == msa.contract_terms


@pytest.mark.parametrize("how", ["unsigned", "terminated", "ended", "past"])
def test_without_an_active_one_no_sow_is_ready_or_sent(users, how):
	msa = make_draft(users) if how == "unsigned" else given.get("signed_msa")
	sow = deals.make_drafted_sow(users, msa=msa.name)
	if how != "unsigned":
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Mark Ready")
	if how == "terminated":
		take(users.sm, msa, "Terminate", reason="Over")
	elif how == "ended":
		frappe.db.set_value("Contract", msa.name, "salesflow_state", "Ended")
	elif how == "past":
		frappe.db.set_value("Contract", msa.name, "end_date", add_days(today(), -1))
	with deals.as_user(users.sa):
		refuse(deals.do, sow, "Mark Ready" if how == "unsigned" else "Send to Client", words=WAY_OUT)


def test_what_was_signed_under_it_stays_when_it_ends(users):
	msa = given.get("signed_msa")
	sow = deals.make_running_sow(users, msa=msa.name)
	take(users.sm, msa, "Terminate", reason="Over")
	sow.reload()
	assert sow.workflow_state == "In Force" and sow.msa_hash == msa.salesflow_content_hash
	milestone = deals.report(users, deals.get_milestones(sow)[0])
	assert deals.bill(users, milestone).docstatus == 1


def test_agreement_that_changed_after_mark_ready_stops_the_sending(users):
	sow = deals.make_drafted_sow(users)
	with deals.as_user(users.sa):
		sow = deals.do(sow, "Mark Ready")
		frappe.db.set_value("Contract", sow.msa, "contract_terms", "<p>Others</p>")
		refuse(deals.do, sow, "Send to Client", words="has changed since this SOW was made ready")
		sow = deals.do(sow, "Revise")
		sow = deals.do(deals.do(sow.save(), "Mark Ready"), "Send to Client")
	assert sow.msa_terms == "<p>Others</p>"
	assert sow.msa_hash == standing.get_hash(frappe.get_doc("Contract", sow.msa))


def test_bundled_terms_pin_no_contract(users):
	factories.make_master_document("MSA", sections=[{"heading": "Law", "body": "<p>Ours</p>"}])
	assert not deals.make_drafted_sow(users, msa=None, msa_bundled=1).msa_hash
