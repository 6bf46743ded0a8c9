"""For every mail of the registry a document, and what only the moment would know. See test_outbox.py."""

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, today

from salesflow_app.documents import shared_names
from salesflow_app.mails import (
	account_manager_named,
	advice_given,
	advice_late,
	answer_reminder,
	approval_asked,
	case_lost,
	cleared_for_shipment,
	client_silence,
	copy_sent,
	delegate_named,
	discovery_recap,
	feedback_answered,
	feedback_asked,
	final_pack,
	invoice_answered,
	invoice_sent,
	invoice_withdrawn,
	mail_check,
	milestone_acceptance,
	milestone_notice,
	milestone_review,
	msa_answered,
	msa_ending,
	msa_sent,
	msa_signed,
	notice_reminder,
	order_closed,
	order_won,
	payment_confirmed,
	payment_reminder,
	production_order,
	progress_shared,
	proposal_accepted,
	proposal_answered,
	proposal_review,
	proposal_sent,
	question_answered,
	question_asked,
	review_code,
	sealed_copy,
	sow_answered,
	sow_sent,
	sow_signed,
	sow_terminated,
	weekly_digest,
)
from salesflow_app.outbox import entries
from salesflow_app.rules.reviews import OVER
from salesflow_app.signing import links
from salesflow_app.tests.site import deals, factories, proposals
from salesflow_app.tests.site.cast import Users
from salesflow_app.tests.site.feedback.helpers import make_asked_feedback
from salesflow_app.tests.site.msa import helpers as agreements

Sample = tuple[Document, dict]


def make_samples(users: Users) -> dict[str, Sample]:
	"""Event -> document and payload."""
	return {
		**get_early_samples(users),
		**get_proposal_samples(users),
		**get_sow_samples(users),
		**get_msa_samples(users),
		**get_production_samples(users),
		**get_money_samples(users),
		**get_feedback_samples(users),
	}


def get_early_samples(users: Users) -> dict[str, Sample]:
	opportunity = factories.make_opportunity(users.customer_a)
	discovery = factories.make_discovery(opportunity.name)
	lost = factories.make_opportunity(users.customer_a)
	lost.declare_enquiry_lost([], [], "Too late")
	analysis = frappe.get_doc("Salesflow Lost Analysis", {"reference_name": lost.name})
	progress = {"progress_date": today(), "activity": "Call", "note": "Talked", "reported_by": users.su}
	settings = frappe.get_doc("Salesflow Settings")
	return {
		mail_check.EVENT: (settings, {"to": users.om}),
		account_manager_named.EVENT: (opportunity, {"account_manager": users.am}),
		advice_given.EVENT: (opportunity, {"advice": "Ask for the budget", "advice_by": users.sm}),
		advice_late.EVENT: (opportunity, {"leader": users.sm, "due": today()}),
		case_lost.EVENT: (analysis, {}),
		discovery_recap.EVENT: (discovery, {}),
		progress_shared.EVENT: (opportunity, progress),
		weekly_digest.EVENT: (
			frappe.get_doc("User", users.sm),
			{"since": add_days(today(), -7), "until": today()},
		),
	}


def get_proposal_samples(users: Users) -> dict[str, Sample]:
	proposal = proposals.make_sent(users)
	answer = {"state": "Accepted", "reason": "", "follows": ["SOW", "SOW-1"]}
	token = links.make_link(proposal, users.a1, "Alma Approver")
	asked = {"by": "Alma Approver", "email": users.a1, "words": "When do you start?"}
	return {
		copy_sent.EVENT: (proposal, {"email": "copy@client-a.example", "version": proposal.version}),
		delegate_named.EVENT: (
			proposal,
			{"email": users.a2, "by": "Arno Other", "version": proposal.version},
		),
		review_code.EVENT: (proposal, {"link": links.find_by_token(token).name, "session": "s"}),
		question_asked.EVENT: (proposal, asked),
		question_answered.EVENT: (proposal, {**asked, "answer": "On Monday"}),
		answer_reminder.EVENT: (proposal, {}),
		approval_asked.QUESTION: (proposal, {"user": users.am, "words": "Why?"}),
		approval_asked.ANSWER: (proposal, {"user": users.om, "words": "Because"}),
		client_silence.OPENED: (proposal, {}),
		client_silence.EXPIRING: (proposal, {}),
		proposal_accepted.EVENT: (proposal, {"follows": "SOW"}),
		proposal_answered.EVENT: (proposal, answer),
		proposal_review.ASKED: (proposal, {"approvers": [users.om]}),
		proposal_review.APPROVED: (proposal, {"approved_by": users.om}),
		proposal_review.SENT_BACK: (proposal, {"reason": "Too cheap"}),
		proposal_sent.EVENT: (proposal, {}),
	}


def get_sow_samples(users: Users) -> dict[str, Sample]:
	sow = deals.make_running_sow(users)
	milestone = deals.report(users, deals.get_milestones(sow)[0])
	return {
		milestone_acceptance.EVENT: (milestone, {}),
		milestone_review.EVENT: (milestone, {"stage": OVER}),
		milestone_notice.EVENT: (milestone, {}),
		notice_reminder.EVENT: (milestone, {"step": 2}),
		sealed_copy.CLIENT: (sow, {}),
		sealed_copy.STAFF: (sow, {}),
		approval_asked.ASKED: (sow, {"approvers": [users.ap]}),
		sow_answered.EVENT: (sow, {"state": "Declined", "words": "Too dear"}),
		sow_sent.EVENT: (sow, {}),
		sow_signed.CLIENT: (sow, {}),
		sow_signed.STAFF: (sow, {}),
		sow_terminated.EVENT: (sow, {"day": today()}),
	}


def get_msa_samples(users: Users) -> dict[str, Sample]:
	msa = shared_names.share(agreements.make_signed_msa(users))
	return {
		msa_answered.EVENT: (msa, {"state": "Declined", "words": "Too strict"}),
		msa_ending.EVENT: (msa, {"what": "notice", "day": today()}),
		msa_sent.EVENT: (msa, {}),
		msa_signed.CLIENT: (msa, {}),
		msa_signed.STAFF: (msa, {}),
	}


def get_production_samples(users: Users) -> dict[str, Sample]:
	opportunity = factories.make_opportunity(users.customer_a)
	order = factories.make_sales_order(users.customer_a)
	quotation = factories.make_quotation(users.customer_a, opportunity=opportunity.name)
	order.items[0].prevdoc_docname = quotation.name
	note = factories.make_delivery_note(customer=users.customer_a)
	line = {
		"item_code": "A",
		"item_name": "Box",
		"spec": "Blue",
		"qty": 2,
		"uom": "Nos",
		"delivery_date": today(),
	}
	to = {"department": "Metal", "email": "metal@factory.example"}
	change = {"changes": [[line, {**line, "qty": 3}], [None, line]], "old_facts": {}, "facts": {"po_no": "7"}}
	return {
		cleared_for_shipment.EVENT: (note, {}),
		final_pack.EVENT: (order, {}),
		order_won.EVENT: (order, {}),
		order_closed.CLOSED: (order, {}),
		order_closed.REOPENED: (order, {"why": "a return"}),
		production_order.ORDERED: (order, {**to, "lines": [line]}),
		production_order.CHANGED: (order, {**to, **change}),
		production_order.CANCELLED: (order, to),
	}


def get_money_samples(users: Users) -> dict[str, Sample]:
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	payment = factories.make_payment_entry(invoice.name, submit=False)
	follow_up = frappe.get_doc(
		{
			"doctype": "Payment Follow Up",
			"customer": invoice.customer,
			"company": invoice.company,
			"contact_date": today(),
			"channel": "Mail",
			"invoices": [{"sales_invoice": invoice.name}],
		}
	).insert()
	cancelled = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	frappe.db.set_value("Salesflow Outbox Entry", make_sent_row(cancelled), "state", "Done")
	cancelled.cancel()
	paid = {"audience": payment_confirmed.STAFF, "invoices": [invoice.as_dict()]}
	return {
		invoice_sent.EVENT: (invoice, {}),
		invoice_withdrawn.EVENT: (cancelled, {}),
		payment_confirmed.CONFIRMED: (payment, paid),
		payment_confirmed.REVERSED: (payment, paid),
		payment_reminder.EVENT: (follow_up, {}),
		invoice_answered.EVENT: (follow_up, {"by": users.a1}),
	}


def get_feedback_samples(users: Users) -> dict[str, Sample]:
	feedback = make_asked_feedback(deals.make_drafted_sow(users), users.a1)
	return {
		feedback_asked.EVENT: (feedback, {}),
		feedback_asked.REMINDER: (feedback, {}),
		feedback_answered.EVENT: (feedback, {}),
	}


def make_sent_row(invoice) -> str:
	return entries.add(invoice_sent.EVENT, invoice, invoice_sent.get_key(invoice))
