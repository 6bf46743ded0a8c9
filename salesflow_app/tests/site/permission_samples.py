"""One document of each kind, and for every whitelisted function a call with them. See test_permission_matrix.py."""

import importlib
import pkgutil
from collections.abc import Callable
from types import SimpleNamespace

import frappe

import salesflow_app
from salesflow_app.approval import deciding
from salesflow_app.tests.site import deals, factories, proposals, steps
from salesflow_app.tests.site.cast import Users
from salesflow_app.tests.site.feedback.helpers import make_asked_feedback
from salesflow_app.tests.site.msa import helpers as agreements

PACKAGE = "salesflow_app."
REFUSED = (frappe.PermissionError, frappe.DoesNotExistError, frappe.AuthenticationError)
"""What a user without the right gets; any other answer means he was let in."""


EMPTY = ([], ())
"""What a search answers to one who may see nothing of it."""


def get_endpoints() -> dict[str, Callable]:
	"""Every whitelisted function and method of the app by its path, found by importing all of it."""
	for module in pkgutil.walk_packages(salesflow_app.__path__, PACKAGE):
		if not module.name.startswith((f"{PACKAGE}tests", f"{PACKAGE}patches")):
			importlib.import_module(module.name)
	ours = [f for f in frappe.whitelisted if getattr(f, "__module__", "").startswith(PACKAGE)]
	return {f"{f.__module__}.{f.__qualname__}".removeprefix(PACKAGE): f for f in ours}


def make_samples(users: Users) -> SimpleNamespace:
	"""Documents of a deal with customer A, whose signatory is A1; the invoice of no deal is open."""
	opportunity = factories.make_opportunity(customer=users.customer_a)
	discovery = factories.make_discovery(opportunity.name)
	running = deals.make_running_sow(users)
	proposal = proposals.make_draft(users)
	invoice = factories.make_sales_invoice(customer=users.customer_a, submit=True)
	waiting = proposals.review_new(users)
	with deals.as_user(users.om):
		deciding.ask(waiting.doctype, waiting.name, "Why?")
	return SimpleNamespace(
		lead=factories.make_lead().name,
		opportunity=opportunity.name,
		discovery=discovery.name,
		quotation=factories.make_quotation(customer=users.customer_a, submit=True).name,
		proposal=proposal.name,
		file=steps.attach(proposal, "offer.xlsx", b"no spreadsheet").name,
		waiting={
			"doctype": waiting.doctype,
			"name": waiting.name,
		},
		waiting_modified=str(waiting.modified),
		sent_proposal=proposals.make_sent(users).name,
		accepted_proposal=proposals.make_accepted(users).name,
		sow=deals.make_drafted_sow(users).name,
		sent_sow=deals.make_sent_sow(users).name,
		msa=agreements.make_draft(users).name,
		sent_msa=agreements.make_sent(users).name,
		signed_msa=factories.make_contract(users.customer_a).name,
		offline_answer=steps.record_offline(deals.make_sent_sow(users), users.sa).name,
		running_sow=running.name,
		order=running.sales_order,
		milestone=deals.get_milestones(running)[0].name,
		feedback=make_asked_feedback(running, users.a1).name,
		master=frappe.get_all(
			"Salesflow Master Document", {"workflow_state": "Approved"}, pluck="name", limit=1
		)[0],
		invoice=invoice.name,
		payment=factories.make_payment_entry(invoice.name, 1).name,
		outbox_entry=frappe.get_all("Salesflow Outbox Entry", pluck="name", limit=1)[0],
		customer=users.customer_a,
		company=users.company,
	)


def get_calls(samples: SimpleNamespace) -> dict[str, dict]:
	"""Arguments for one call of every function."""
	answer = {"doctype": "SOW", "name": samples.sent_sow, "content_hash": "x"}
	parties = {"customer": samples.customer, "company": samples.company}
	search = {"doctype": "", "txt": "", "searchfield": "name", "start": 0, "page_len": 5, "filters": parties}
	hand_over = {"sales_order": samples.order, "department": "Final"}
	waiting = samples.waiting
	link = {"doctype": waiting["doctype"], "docname": waiting["name"], "action": "Approve"}
	return {
		"approval.deciding.answer": {**waiting, "answer": "So"},
		"approval.deciding.approve": {**waiting, "level": 1, "modified": samples.waiting_modified},
		"approval.deciding.ask": {**waiting, "question": "Why?"},
		"approval.deciding.send_back": {**waiting, "reason": "No", "modified": samples.waiting_modified},
		"approval.links.apply_action": {**link, "current_state": "In Review"},
		"approval.links.confirm_action": {**link, "user": "Administrator"},
		"approval.page.get_page": waiting,
		"health.page.get_page": {},
		"dossier.exports.get_state": {"request": "x"},
		"dossier.exports.start": {"doctype": "SOW", "name": samples.sow, "form": "Zip"},
		"dossier.page.find_deals": {"text": "SOW-"},
		"dossier.page.get_page": {"doctype": "SOW", "name": samples.sow},
		"conversions.contract_to_contract.renew": {"source_name": samples.signed_msa},
		"msa.steps.take": {"name": samples.msa, "action": "Mark Ready"},
		"signing.providers.webhook.receive": {},
		"conversions.customer_to_contract.make_contract": {"source_name": samples.customer},
		"conversions.customer_to_sow.make_sow": {"source_name": samples.customer},
		"conversions.discovery_to_work_proposal.make_work_proposal": {"source_name": samples.discovery},
		"conversions.lead_to_discovery.make_discovery": {"source_name": samples.lead},
		"conversions.opportunity_to_discovery.make_discovery": {"source_name": samples.opportunity},
		"conversions.opportunity_to_sow.make_sow": {"source_name": samples.opportunity},
		"conversions.payment_milestone_to_sales_invoice.make_sales_invoice": {
			"source_name": samples.milestone
		},
		"conversions.price_sheet_to_work_proposal.import_mapped": {
			"work_proposal": samples.proposal,
			"file": samples.file,
			"mapping": {},
		},
		"conversions.price_sheet_to_work_proposal.preview": {
			"work_proposal": samples.proposal,
			"file": samples.file,
		},
		"conversions.quotation_to_sales_order.make_order_again": {"source_name": samples.accepted_proposal},
		"conversions.quotation_to_sow.make_sow": {"source_name": samples.quotation},
		"conversions.sales_order_to_sales_invoice.make_sales_invoice": {"source_name": samples.order},
		"conversions.sow_to_change_order.make_change_order": {"source_name": samples.running_sow},
		"conversions.sow_to_sales_order.make_order_again": {"source_name": samples.running_sow},
		"conversions.work_proposal_to_sow.make_sow": {"source_name": samples.accepted_proposal},
		"conversions.work_proposal_to_xlsx.export": {"work_proposal": samples.proposal},
		"conversions.xlsx_to_work_proposal.import_rows": {
			"work_proposal": samples.proposal,
			"file": samples.file,
		},
		"clients.pdf.download_pdf": {"doctype": "SOW", "name": samples.sent_sow, "format": "SOW"},
		"documents.global_search.search": {"text": "zzqx"},
		"documents.queries.get_chart": {"chart": '{"document_type": "SOW", "name": "Sample"}'},
		"documents.queries.get_count": {"doctype": "SOW"},
		"documents.queries.get_group_by_count": {
			"doctype": "SOW",
			"current_filters": "[]",
			"field": "assigned_to",
		},
		"documents.reasons.give_reason": {
			"doctype": "SOW",
			"name": samples.sow,
			"action": "x",
			"reason": "y",
		},
		"desk.link_queries.get_agreements": parties,
		"desk.link_queries.get_open_invoices": parties,
		"desk.link_queries.search_agreements": search,
		"desk.link_queries.search_open_invoices": search,
		"text.drafting.refresh": {"doctype": "SOW", "name": samples.sow},
		"text.refreshing.preview": {"doctype": "SOW", "name": samples.sow},
		"outbox.send_again.send_again": {"name": samples.outbox_entry},
		"milestone.together.bill_together": {"names": [samples.milestone]},
		"milestone.notice.preview": {"name": samples.milestone},
		"milestone.months.preview_end": {"name": samples.running_sow, "given_on": frappe.utils.today()},
		"milestone.months.end_retainer": {
			"name": samples.running_sow,
			"given_on": frappe.utils.today(),
			"reason": "Moved",
		},
		"desk.cards.get_expected_cash": {},
		"desk.cards.get_overdue": {},
		"desk.calendar.get_events": {
			"doctype": "Payment Milestone",
			"start": "2000-01-01",
			"end": "2100-01-01",
		},
		"desk.board.get_needs": {"name": samples.opportunity, "status": "Replied"},
		"desk.strip.page.get": waiting,
		"desk.cards.get_ready_to_bill": {},
		"people.roles.search_account_managers": {**search, "doctype": "User"},
		"portal.accept_milestone.accept": {"name": samples.milestone, "full_name": "Alma Approver"},
		"portal.accept_milestone.reject": {"name": samples.milestone, "reason": "No"},
		"portal.accept_proposal.accept": {
			"name": samples.sent_proposal,
			"content_hash": "x",
			"full_name": "Alma Approver",
		},
		"portal.ask.ask": {**answer, "question": "When?"},
		"portal.by_link.act": {
			"act": "salesflow_app.portal.decline.decline",
			"values": {**answer, "reason": "No"},
		},
		"portal.by_link.pdf": {},
		"portal.payment_receipt.pdf": {"invoice": samples.invoice, "payment": samples.payment},
		"portal.decline.decline": {**answer, "reason": "No"},
		"portal.delegate.delegate": {**answer, "full_name": "Arno Other", "email": "a2@client-a.example"},
		"portal.download.pdf": {"doctype": "SOW", "name": samples.sent_sow},
		"portal.price_selection.price_selection": {"name": samples.sent_proposal},
		"portal.record_offline.confirm": {"name": samples.offline_answer},
		"portal.request_changes.request_changes": {**answer, "wishes": "More"},
		"portal.sign_msa.sign": {"name": samples.sent_msa, "content_hash": "x", "full_name": "Alma Approver"},
		"portal.sign_sow.sign": {"name": samples.sent_sow, "content_hash": "x", "full_name": "Alma Approver"},
		"portal.give_feedback.give": {"name": samples.feedback, "mark_1": 5, "mark_2": 5, "mark_3": 5},
		"portal.invoice_talk.ask": {"name": samples.invoice, "question": "Why?"},
		"portal.invoice_talk.promise": {"name": samples.invoice, "paid_on": frappe.utils.today()},
		"portal.view_document.view": {"doctype": "SOW", "name": samples.sent_sow},
		"order.production.hand_over": hand_over,
		"deal.look_alikes.get_look_alikes": {"opportunity": samples.opportunity},
		"deal.opening.look_up": {"company_name": samples.customer},
		"deal.opening.open_project": {
			"company_name": samples.customer,
			"industry": "",
			"company_size": "",
			"wants": "",
		},
		"deal.progress.add": {"opportunity": samples.opportunity, "note": "Talked"},
		"deal.recap.preview": {"name": samples.discovery},
		"deal.recap.send": {"name": samples.discovery},
		"order.production.take_back": hand_over,
		"salesflow_app.doctype.salesflow_master_document.salesflow_master_document.make_new_version": {
			"name": samples.master
		},
		"sealing.asking.check": {"doctype": "SOW", "name": samples.running_sow},
		"sealing.bundles.download": {"doctype": "SOW", "name": samples.running_sow},
		"signing.countersign.countersign": {"name": samples.sow},
		"signing.delegation.confirm_delegate": {"doctype": "SOW", "name": samples.sent_sow},
		"signing.questions.reply": {"doctype": "SOW", "name": samples.sent_sow, "answer": "Soon"},
		"signing.recall.recall": {"doctype": "SOW", "name": samples.sent_sow},
		"setup.guide.send_test_mail": {},
		"setup.guide.update_onboarding_step": {
			"name": "SalesFlow Papers",
			"field": "is_complete",
			"value": 1,
		},
		"setup.suggestions.suggest_departments": {},
		"setup.suggestions.suggest_papers": {},
		"setup.suggestions.suggest_policies": {},
		"setup.suggestions.suggest_rules": {},
	}


def is_let_in(function: Callable, arguments: dict, user: str) -> bool:
	"""Does the function get past its check of permissions? Nothing of the call stays."""
	before = frappe.session.user
	frappe.db.savepoint("permission_cell")
	frappe.set_user(user)
	try:
		return function(**arguments) not in EMPTY
	except REFUSED:
		return False
	except Exception:
		return True
	finally:
		frappe.set_user(before)
		frappe.clear_messages()
		frappe.db.rollback(save_point="permission_cell")
		frappe.db.commit()
