"""The client's signature, the review before it, and change orders."""

import frappe
import pytest
from frappe.utils import add_days, today

from salesflow_app.portal import sign_sow
from salesflow_app.tests.site import deals, given
from salesflow_app.tests.site.refusals import refuse


class TestSigning:
	def test_signature_makes_order_milestones_and_evidence(self, users):
		sow = given.get("signed_sow")
		order = frappe.get_doc("Sales Order", sow.sales_order)
		assert (sow.docstatus, sow.workflow_state, sow.signed_by) == (1, "Signed", "Alma Approver")
		assert (order.docstatus, order.total, order.salesflow_sow) == (0, 10000, sow.name)
		assert sum(row.payment_amount for row in order.payment_schedule) == order.grand_total == 11900
		milestones = deals.get_milestones(sow)
		assert [(m.amount, m.workflow_state) for m in milestones] == [(4000, "Reached"), (6000, "Planned")]
		entry = frappe.get_last_doc(
			"Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"}
		)
		assert (entry.actor, entry.actor_kind, entry.content_hash) == (users.a1, "Client", sow.content_hash)

	def test_sow_cannot_be_signed_twice(self, users):
		sow = given.get("sent_sow")
		first, second = deals.sign(users, sow), deals.sign(users, sow)
		assert first == second
		assert frappe.db.count("Sales Order", {"salesflow_sow": sow.name}) == 1
		assert (
			frappe.db.count("Salesflow Evidence Entry", {"reference_name": sow.name, "event": "signed"}) == 1
		)

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
		sow = given.get("sent_sow")
		refuse(deals.sign, users, sow, **values, words=words)
		assert frappe.db.get_value("SOW", sow.name, "docstatus") == 0
		assert not frappe.db.exists("Sales Order", {"salesflow_sow": sow.name})

	def test_colleague_cannot_sign(self, users, jobs):
		sow = given.get("sent_sow")
		with deals.as_user(users.a2), pytest.raises(frappe.PermissionError, match=sow.name):
			sign_sow.sign(sow.name, sow.content_hash, "Arno Other", authority=1, consent=1)
		assert frappe.db.get_value("SOW", sow.name, "workflow_state") == "Sent"

	def test_stranger_sees_the_same_as_for_a_name_that_does_not_exist(self, users):
		sow = given.get("sent_sow")
		sentences = []
		for name in (sow.name, "SOW-2026-99999"):
			with deals.as_user(users.b1), pytest.raises(frappe.DoesNotExistError) as caught:
				sign_sow.sign(name, sow.content_hash, "Bea Client", authority=1, consent=1)
			sentences.append(str(caught.value).replace(name, "X"))
		assert sentences[0] == sentences[1]

	def test_agreement_that_ended_meanwhile_is_told_before_the_signature(self, users):
		sow = given.get("sent_sow")
		frappe.db.set_value("Contract", sow.msa, "end_date", add_days(today(), -1))
		refuse(deals.sign, users, sow, words="cannot be signed at the moment")
		assert frappe.db.get_value("SOW", sow.name, "docstatus") == 0

	@pytest.mark.parametrize(
		("table", "field"), [("", "scope"), ("items", "description"), ("milestones", "milestone_name")]
	)
	def test_content_changed_behind_the_clients_back_is_not_signed(self, users, table, field):
		sow = given.get("sent_sow")
		changed = sow.get(table)[0] if table else sow
		frappe.db.set_value(changed.doctype, changed.name, field, "Something else", update_modified=False)
		refuse(deals.sign, users, sow, words="has changed since it was sent")
		assert frappe.db.get_value("SOW", sow.name, ["docstatus", "signed_by"]) == (0, None)
		assert not frappe.db.exists("Sales Order", {"salesflow_sow": sow.name})

	def test_order_number_is_asked_for_where_the_customer_needs_one(self, users):
		frappe.db.set_value("Customer", users.customer_a, "salesflow_po_required", 1)
		frappe.clear_document_cache("Customer", users.customer_a)
		sow = deals.make_sent_sow(users)
		refuse(deals.sign, users, sow, words="Purchase order number")
		deals.sign(users, sow, customer_po_no="PO-7")
		assert frappe.db.get_value("Sales Order", {"salesflow_sow": sow.name}, "po_no") == "PO-7"


class TestSeniorReview:
	def test_review_by_rule_cannot_be_passed_by(self, users, settings):
		rule = {"amount_from": 5000, "sow_needed": 1, "senior_review_needed": 1, "approver": users.ap}
		settings(sow_rules=[rule])
		sow = deals.make_drafted_sow(users)
		assert sow.senior_review_needed and "5,000" in sow.rule_reason
		with deals.as_user(users.sa):
			refuse(deals.do, sow, "Mark Ready", words="Not a valid Workflow Action")
			sow.workflow_state = "Ready"
			refuse(sow.save, words="senior review")
			sow = deals.do(frappe.get_doc("SOW", sow.name), "Request Senior Review")
			refuse(deals.do, sow, "Approve", words="Not a valid Workflow Action")
		with deals.as_user(users.ap):
			assert deals.do(sow, "Approve").reviewed_by == users.ap

	def test_send_back_needs_a_reason(self, users, settings):
		settings(sow_rules=[{"amount_from": 5000, "sow_needed": 1, "senior_review_needed": 1}])
		sow = deals.make_drafted_sow(users)
		with deals.as_user(users.sa):
			sow = deals.do(sow, "Request Senior Review")
		with deals.as_user(users.ap):
			refuse(deals.do, sow, "Send Back", words="Reason")


def test_jinja_and_html_in_texts_stay_text(users, mails):
	nasty = "{{ 7*7919191 }} {% raise %} <img src=x onerror=alert(1)>"
	sow = deals.make_sent_sow(users, title=nasty, signatory_name=nasty[:60])
	mail = mails.find("For your signature", to=users.a1)[-1]
	assert "55434337" not in mail.text
	assert "<img src=x" not in mail.html
	assert frappe.db.get_value("SOW", sow.name, "title").startswith("{{ 7*7919191 }}")


def test_change_order_names_the_sow_it_changes(users):
	from salesflow_app.conversions.sow_to_change_order import make_change_order

	sow = given.get("sent_sow")
	with deals.as_user(users.am):
		refuse(make_change_order, sow.name, words="Change Order")
	deals.sign(users, sow)
	with deals.as_user(users.am):
		change = make_change_order(sow.name)
	assert (change.sow_type, change.changes_sow, change.customer) == ("Change Order", sow.name, sow.customer)
