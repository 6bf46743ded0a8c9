"""What a SOW refuses, whichever way it is asked."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.conversions.work_proposal_to_sow import make_sow
from salesflow_app.portal import sign_sow
from salesflow_app.tests.site import deals, factories, proposals

REFUSED = (frappe.ValidationError, frappe.PermissionError)


def refuse(function, *args, match: str = "", **kwargs) -> str:
	"""The sentence with which `function` refuses."""
	with pytest.raises(REFUSED, match=match) as caught:
		function(*args, **kwargs)
	return str(caught.value)


@pytest.mark.parametrize(
	("change", "words"),
	[
		({"msa": None}, "MSA"),
		({"signatory_email": None}, "Signatory's E-Mail"),
		({"signatory_name": "  "}, "Client Signatory"),
		({"scope": "<p> </p>"}, "Scope"),
		({"taxes_and_charges": None}, "Tax Template"),
		({"valid_till": "2020-01-01"}, "Valid Until"),
		({"account_manager": None}, "Account Manager"),
	],
)
def test_sow_is_not_ready_without_what_it_needs(users, change, words):
	sow = deals.make_drafted_sow(users)
	frappe.db.set_value("Customer", sow.customer, "account_manager", None)
	with deals.as_user(users.sa):
		sow.update(change)
		sow.save()
		sentence = refuse(deals.do, sow, "Mark Ready")
	assert words in sentence and sow.name in sentence
	assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Drafting"


def test_quotation_is_not_ordered_a_second_time(users):
	proposal = proposals.make_accepted(users)
	order = frappe.db.get_value("Sales Order Item", {"prevdoc_docname": proposal.quotation}, "parent")
	with deals.as_user(users.sa):
		items = [row.as_dict() for row in make_sow(proposal.name).get("items")]
	sow = deals.make_drafted_sow(users, quotation=proposal.quotation, items=items)
	with deals.as_user(users.sa):
		sentence = refuse(deals.do, sow, "Mark Ready")
	assert order in sentence and proposal.quotation in sentence and "Items, row 1" in sentence
	frappe.delete_doc("Sales Order", order)
	with deals.as_user(users.sa):
		assert deals.do(frappe.get_doc("SOW", sow.name), "Mark Ready").workflow_state == "Ready"


def test_plan_that_misses_the_total_by_a_cent_is_not_ready(users):
	sow = deals.make_drafted_sow(
		users,
		milestones=[
			{"milestone_name": "A", "amount": 4000, "trigger": "Manual"},
			{"milestone_name": "B", "amount": 5999.99, "trigger": "Manual"},
		],
	)
	with deals.as_user(users.sa):
		sentence = refuse(deals.do, sow, "Mark Ready")
	assert "9,999.99" in sentence and "10,000.00" in sentence


def test_percentages_of_99_99_are_not_ready(users):
	sow = deals.make_drafted_sow(users, milestones=factories.get_plan(33.33, 33.33, 33.33))
	with deals.as_user(users.sa):
		assert "Milestone Plan" in refuse(deals.do, sow, "Mark Ready")


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 10.001, -5, "12,5", "1e309"])
def test_amount_that_is_none_is_refused_with_its_row(users, amount):
	sow = deals.make_drafted_sow(users)
	sow.milestones[0].update({"amount": amount, "percentage": 0})
	with deals.as_user(users.sa):
		assert "row 1, Amount" in refuse(sow.save)


def test_planned_date_in_the_past_is_refused(users):
	sow = deals.make_drafted_sow(
		users, milestones=factories.get_plan(100, planned_date=add_days(today(), -1))
	)
	with deals.as_user(users.sa):
		assert "in the past" in refuse(deals.do, sow, "Mark Ready")


def test_two_milestones_on_one_date_work_until_the_order(users):
	sow = deals.make_signed_sow(
		users, milestones=factories.get_plan(50, 50, planned_date=add_days(today(), 9))
	)
	schedule = frappe.get_doc("Sales Order", sow.sales_order).payment_schedule
	assert [(str(row.due_date), row.payment_amount) for row in schedule] == [(add_days(today(), 9), 11900.0)]


def test_expired_agreement_is_refused(users):
	msa = factories.make_contract(
		users.customer_a, start_date=add_days(today(), -90), end_date=add_days(today(), -1)
	)
	sow = deals.make_drafted_sow(users, msa=msa.name)
	with deals.as_user(users.sa):
		assert "ended on" in refuse(deals.do, sow, "Mark Ready")


def test_agreement_of_another_customer_is_refused(users):
	sow = deals.make_drafted_sow(users, msa=factories.make_contract(users.customer_b).name)
	with deals.as_user(users.sa):
		assert "is not with customer" in refuse(deals.do, sow, "Mark Ready")


def test_own_user_is_no_client_signatory(users):
	sow = deals.make_drafted_sow(users, signatory_email=users.sm)
	with deals.as_user(users.sa):
		assert "own users" in refuse(deals.do, sow, "Mark Ready")


class TestClientApprovalByStaff:
	"""No role writes the client's voice, by no way in (T25, T51)."""

	@pytest.mark.parametrize("role", ["su", "sm", "am", "om", "sa", "sys"])
	def test_submit_is_refused(self, users, role):
		sow = deals.make_sent_sow(users)
		with deals.as_user(getattr(users, role)):
			refuse(lambda: frappe.get_doc("SOW", sow.name).submit())
		assert frappe.db.get_value("SOW", sow.name, ["docstatus", "workflow_state"]) == (0, "Sent")

	@pytest.mark.parametrize("state", ["Signed", "Viewed", "Declined", "Changes Requested", "In Force"])
	def test_state_is_not_written(self, users, state):
		sow = deals.make_sent_sow(users)
		with deals.as_user(users.am):
			sow.workflow_state = state
			refuse(sow.save)
		assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Sent"

	def test_rest_put_of_docstatus_and_state_is_refused(self, users, http, committed):
		sow = deals.make_sent_sow(users)
		frappe.db.commit()
		client = http.as_user(users.am)
		for values in (
			{"docstatus": 1},
			{"workflow_state": "Signed"},
			{"workflow_state": "Signed", "docstatus": 1},
		):
			assert client.api_put("SOW", sow.name, **values).status_code in (403, 417)
		frappe.db.rollback()
		assert frappe.db.get_value("SOW", sow.name, ["docstatus", "workflow_state"]) == (0, "Sent")

	def test_client_fields_are_put_back(self, users):
		sow = deals.make_drafted_sow(users)
		with deals.as_user(users.am):
			sow.update({"signed_by": "Forger", "signed_on": today(), "content_hash": "x", "version": 9})
			sow.save()
		assert not sow.signed_by and not sow.signed_on and not sow.content_hash and not sow.version

	def test_import_of_a_signed_sow_is_refused(self, users):
		values = deals.make_drafted_sow(users).as_dict()
		for field in ("name", "creation", "modified"):
			values.pop(field)
		frappe.flags.in_import = True
		try:
			with deals.as_user(users.am):
				for state, docstatus in (("Signed", 1), ("Signed", 0), ("Sent", 0), (None, 1)):
					doc = frappe.get_doc({**values, "workflow_state": state, "docstatus": docstatus})
					refuse(doc.insert)
		finally:
			frappe.flags.in_import = False

	def test_evidence_is_written_by_nobody(self, users):
		sow = deals.make_sent_sow(users)
		entry = frappe.get_last_doc("Evidence Entry", {"reference_name": sow.name})
		for role in ("sys", "om"):
			with deals.as_user(getattr(users, role)):
				copy = frappe.copy_doc(entry)
				refuse(copy.insert)
				entry.event = "signed"
				refuse(entry.save)
				refuse(frappe.delete_doc, "Evidence Entry", entry.name)
		refuse(frappe.delete_doc, "Evidence Entry", entry.name, force=True)


class TestFrozenContent:
	@pytest.mark.parametrize("state", ["Ready", "Sent", "Signed"])
	def test_nothing_changes_after_drafting(self, users, state):
		sow = deals.make_drafted_sow(users)
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Mark Ready")
			if state != "Ready":
				sow = deals.do(sow, "Send to Client")
		if state == "Signed":
			deals.sign(users, sow)
		for change in (
			{"scope": "<p>More</p>"},
			{"signatory_email": "other@client.example"},
			{"payment_days": 99},
		):
			sow = frappe.get_doc("SOW", sow.name)
			with deals.as_user(users.om):
				sow.update(change)
				refuse(sow.save)
		sow = frappe.get_doc("SOW", sow.name)
		sow.milestones[0].milestone_name = "Other"
		with deals.as_user(users.om):
			refuse(sow.save)

	def test_revise_opens_it_and_makes_the_old_version_unsignable(self, users):
		sow = deals.make_sent_sow(users)
		old_hash = sow.content_hash
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Revise")
			sow.title = "Second version"
			sow.save()
			sow = deals.do(deals.do(sow, "Mark Ready"), "Send to Client")
		assert sow.version == 2
		assert "changed since you opened it" in refuse(deals.sign, users, sow, content_hash=old_hash)
		assert deals.sign(users, sow)["state"] == "Signed"

	@pytest.mark.bench_only("renaming a document")
	def test_sent_sow_is_not_deleted_or_renamed(self, users):
		sow = deals.make_sent_sow(users)
		assert "records must stay" in refuse(frappe.delete_doc, "SOW", sow.name)
		assert "records must stay" in refuse(frappe.rename_doc, "SOW", sow.name, "SOW-X")


class TestSigning:
	def test_signature_makes_order_milestones_and_evidence(self, users):
		sow = deals.make_signed_sow(users)
		order = frappe.get_doc("Sales Order", sow.sales_order)
		assert (sow.docstatus, sow.workflow_state, sow.signed_by) == (1, "Signed", "Alma Approver")
		assert (order.docstatus, order.total, order.salesflow_sow) == (0, 10000, sow.name)
		assert sum(row.payment_amount for row in order.payment_schedule) == order.grand_total == 11900
		milestones = deals.get_milestones(sow)
		assert [(m.amount, m.workflow_state) for m in milestones] == [(4000, "Reached"), (6000, "Planned")]
		entry = frappe.get_last_doc("Evidence Entry", {"reference_name": sow.name, "event": "signed"})
		assert (entry.actor, entry.actor_kind, entry.content_hash) == (users.a1, "Client", sow.content_hash)

	def test_sow_cannot_be_signed_twice(self, users):
		sow = deals.make_sent_sow(users)
		first, second = deals.sign(users, sow), deals.sign(users, sow)
		assert first == second
		assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1
		assert frappe.db.count("Evidence Entry", {"reference_name": sow.name, "event": "signed"}) == 1

	@pytest.mark.parametrize(
		("values", "words"),
		[
			({"full_name": ""}, "Full name"),
			({"full_name": "A"}, "Full name"),
			({"full_name": "A" * 10000}, "Full name"),
			({"full_name": "Alma\u202eevil"}, "Full name"),
			({"authority": 0}, "Authority"),
			({"consent": 0}, "Consent"),
			({"content_hash": ""}, "changed"),
		],
	)
	def test_incomplete_signature_changes_nothing(self, users, values, words):
		sow = deals.make_sent_sow(users)
		assert words in refuse(deals.sign, users, sow, **values)
		assert frappe.db.get_value("SOW", sow.name, "docstatus") == 0
		assert not frappe.db.exists("Sales Order", {"salesflow_sow": sow.name})

	def test_colleague_cannot_sign(self, users, jobs):
		sow = deals.make_sent_sow(users)
		with deals.as_user(users.a2), pytest.raises(frappe.PermissionError):
			sign_sow.sign(sow.name, sow.content_hash, "Arno Other", authority=1, consent=1)
		assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Sent"

	def test_stranger_sees_the_same_as_for_a_name_that_does_not_exist(self, users):
		sow = deals.make_sent_sow(users)
		sentences = []
		for name in (sow.name, "SOW-2026-99999"):
			with deals.as_user(users.b1), pytest.raises(frappe.DoesNotExistError) as caught:
				sign_sow.sign(name, sow.content_hash, "Bea Client", authority=1, consent=1)
			sentences.append(str(caught.value).replace(name, "X"))
		assert sentences[0] == sentences[1]

	def test_agreement_that_ended_meanwhile_is_told_before_the_signature(self, users):
		sow = deals.make_sent_sow(users)
		frappe.db.set_value("Contract", sow.msa, "end_date", add_days(today(), -1))
		assert "cannot be signed at the moment" in refuse(deals.sign, users, sow)
		assert frappe.db.get_value("SOW", sow.name, "docstatus") == 0

	def test_order_number_is_asked_for_where_the_customer_needs_one(self, users):
		frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 1)
		frappe.clear_document_cache("Customer", users.customer_a)
		sow = deals.make_sent_sow(users)
		assert "Purchase order number" in refuse(deals.sign, users, sow)
		deals.sign(users, sow, customer_po_no="PO-7")
		assert frappe.db.get_value("Sales Order", {"salesflow_sow": sow.name}, "po_no") == "PO-7"


class TestSeniorReview:
	def test_review_by_rule_cannot_be_passed_by(self, users, settings):
		rule = {"amount_from": 5000, "sow_needed": 1, "senior_review_needed": 1, "approver": users.ap}
		settings(sow_rules=[rule])
		sow = deals.make_drafted_sow(users)
		assert sow.senior_review_needed and "5,000" in sow.rule_reason
		with deals.as_user(users.sa):
			refuse(deals.do, sow, "Mark Ready")
			sow.workflow_state = "Ready"
			refuse(sow.save)
			sow = deals.do(frappe.get_doc("SOW", sow.name), "Request Senior Review")
			refuse(deals.do, sow, "Approve")
		with deals.as_user(users.ap):
			assert deals.do(sow, "Approve").reviewed_by == users.ap

	def test_send_back_needs_a_reason(self, users, settings):
		settings(sow_rules=[{"amount_from": 5000, "sow_needed": 1, "senior_review_needed": 1}])
		sow = deals.make_drafted_sow(users)
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Request Senior Review")
		with deals.as_user(users.ap):
			assert "Reason" in refuse(deals.do, sow, "Send Back")


def test_jinja_and_html_in_texts_stay_text(users, mails):
	nasty = "{{ 7*7919191 }} {% raise %} <img src=x onerror=alert(1)>"
	sow = deals.make_sent_sow(users, title=nasty, signatory_name=nasty[:60])
	mail = mails.find("Statement of Work", to=users.a1)[-1]
	assert "55434337" not in mail.text
	assert "<img src=x" not in mail.html
	assert frappe.db.get_value("SOW", sow.name, "title").startswith("{{ 7*7919191 }}")


def test_change_order_names_the_sow_it_changes(users):
	from salesflow_app.conversions.sow_to_change_order import make_change_order

	sow = deals.make_sent_sow(users)
	with deals.as_user(users.am):
		refuse(make_change_order, sow.name)
	deals.sign(users, sow)
	with deals.as_user(users.am):
		change = make_change_order(sow.name)
	assert (change.sow_type, change.changes_sow, change.customer) == ("Change Order", sow.name, sow.customer)
