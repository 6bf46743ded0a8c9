"""Statement of Work: drafted, reviewed, sent, signed by the client, then unchangeable."""

import frappe
from frappe import _
from frappe.utils import add_days, cint, getdate, now_datetime, today

from salesflow_app import settings
from salesflow_app.approval import asking, gate, levels
from salesflow_app.approval.facts import get_sow_amount
from salesflow_app.clients.document import ClientDocument
from salesflow_app.clients.invite import invite
from salesflow_app.conversions.change_order_to_sales_order import change_sales_order
from salesflow_app.conversions.sow_to_payment_milestone import make_payment_milestones
from salesflow_app.conversions.sow_to_project import make_project
from salesflow_app.conversions.sow_to_sales_order import make_sales_order, set_taxes_to_sign
from salesflow_app.deal import outcome
from salesflow_app.deal.origin import get_opportunity_type
from salesflow_app.desk import deal_steps
from salesflow_app.documents import authors, lifecycle, once
from salesflow_app.documents.acts import is_client_act
from salesflow_app.documents.exchange_rate import set_exchange_rate
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.evidence import frozen, log
from salesflow_app.evidence.canonical import canonical_hash
from salesflow_app.evidence.content import sow_content
from salesflow_app.mails import copy_sent, sealed_copy, sow_sent, sow_terminated
from salesflow_app.milestone import months
from salesflow_app.people import roles, tasks
from salesflow_app.salesflow_app.workflows import sow as states
from salesflow_app.sealing import work as sealing
from salesflow_app.signing import countersign, delegation, questions, recall
from salesflow_app.signing.providers import choosing as providers
from salesflow_app.signing.providers import form as provider_form
from salesflow_app.sow import agreement, checks, need, retainer
from salesflow_app.sow.signed import CHANGE_ORDER
from salesflow_app.sow.termination import terminate, validate_termination
from salesflow_app.text import drafting, masters


class SOW(ClientDocument):
	def onload(self):
		super().onload()
		deal_steps.tell_form(self)
		masters.tell_form(self)
		recall.tell_form(self)
		questions.tell_form(self)
		delegation.tell_form(self)
		countersign.tell_form(self)
		provider_form.tell_form(self)

	def validate(self):
		keep_server_fields(self)
		self.validate_first_draft()
		self.keep_names()
		self.set_plan_of_retainer()
		self.set_company_defaults()
		self.set_currencies()
		checks.validate_numbers(self)
		checks.validate_net_prices(self)
		self.set_totals()
		self.set_rules()
		self.set_agreement()
		self.set_master_text()
		self.note_author()
		lifecycle.validate_state(self)
		self.validate_frozen_content()
		self.set_valid_till()
		self.validate_readiness()
		countersign.validate_sending(self)
		providers.validate_sending(self)
		self.set_taxes()
		self.stamp_review()
		self.stamp_sending()

	def after_insert(self):
		self.ask_sales_assistant()

	def on_update(self):
		if self.docstatus == 0:
			lifecycle.finish_step(self)
			asking.follow(self)
		self.tell_next_person()
		countersign.ask(self)
		self.send_to_client()

	def on_change(self):
		providers.follow(self)

	def before_submit(self):
		self.validate_state_is_signed()

	def on_submit(self):
		lifecycle.finish_step(self)
		self.make_documents()
		countersign.ask(self)
		self.seal()

	def seal(self):
		"""What still waits for our countersignature is sealed with it; the client hears of their own signature now."""
		if countersign.is_due(self):
			sealed_copy.send_answered(self, {})
		else:
			sealing.ask(self)

	def before_update_after_submit(self):
		keep_server_fields(self)
		self.keep_names()
		lifecycle.validate_state(self)
		self.validate_frozen_content()
		self.validate_completion()

	def on_update_after_submit(self):
		lifecycle.finish_step(self)

	def before_cancel(self):
		self.keep_names()
		lifecycle.validate_state(self)
		self.validate_frozen_content()
		validate_termination(self)

	def on_cancel(self):
		terminate(self)
		lifecycle.finish_step(self)
		sow_terminated.send_sow_terminated(self)

	def on_trash(self):
		self.refuse_if_sent(_("deleted"))

	def before_rename(self, old: str, new: str, merge: bool = False):
		self.refuse_if_sent(_("renamed"))

	# validate

	def validate_first_draft(self):
		"""A second SOW of the same step can follow once the first one is more than a draft."""
		if self.sow_type != CHANGE_ORDER:
			once.validate_once(
				self,
				("work_proposal", "quotation", "opportunity"),
				(states.REQUESTED, states.DRAFTING),
				_("Continue there, or delete it before you create another one."),
			)

	def keep_names(self):
		if not self.is_drafted():
			frozen.keep_fetched_names(self)

	def set_plan_of_retainer(self):
		if self.is_drafted():
			retainer.set_plan_row(self)

	def set_company_defaults(self):
		company = frappe.get_cached_doc("Company", self.company)
		self.currency = self.currency or company.default_currency
		self.account_manager = self.account_manager or self.get_customer_value("account_manager")
		self.set_exchange_rate()
		self.set_payment_days()

	def set_exchange_rate(self):
		"""A Change Order is in the currency and at the rate of the order that it changes."""
		if self.sow_type == CHANGE_ORDER and self.changes_sow:
			self.conversion_rate = frappe.db.get_value("SOW", self.changes_sow, "conversion_rate")
		elif self.is_drafted():
			set_exchange_rate(self, today())

	def set_payment_days(self):
		"""Rows that say nothing follow the SOW; 0 days is a term like any other."""
		if self.payment_days is None:
			self.payment_days = cint(settings.get_settings().payment_days) or 30
		before = self.get_doc_before_save()
		for row in self.milestones:
			followed = before and row.days == before.payment_days and self.is_drafted()
			if row.days is None or (followed and row.name in {known.name for known in before.milestones}):
				row.days = self.payment_days
			if row.acceptance_needed and not row.review_days and self.is_drafted():
				row.review_days = cint(settings.get_settings().review_days)

	def get_customer_value(self, fieldname: str):
		return frappe.get_cached_value("Customer", self.customer, fieldname)

	def set_currencies(self):
		for row in (*self.items, *self.milestones):
			row.currency = self.currency

	def set_totals(self):
		checks.set_amounts(self)

	def set_rules(self):
		if not self.is_drafted():
			return
		answer = need.evaluate(
			self.company,
			customer=self.customer,
			item_groups=[frappe.get_cached_value("Item", row.item_code, "item_group") for row in self.items],
			opportunity_type=get_opportunity_type(self),
			amount=get_sow_amount(self),
		)
		matches = levels.get_matches(self)
		self.senior_review_needed = int(bool(answer.senior_review_needed or matches))
		self.senior_approver = answer.approver
		self.rule_reason = answer.reason or (matches[0].reason[:140] if matches else "")

	def set_agreement(self):
		if self.is_drafted():
			agreement.set_agreement(self)

	def is_drafted(self) -> bool:
		"""May this save still change the content? The step that ends the drafting may, and is judged by what it writes."""
		return self.is_new() or self.get_doc_before_save().workflow_state in states.EDITABLE

	def note_author(self):
		authors.note(self, self.has_new_content())

	def has_new_content(self) -> bool:
		before = self.get_doc_before_save()
		return not before or canonical_hash(sow_content(self)) != canonical_hash(sow_content(before))

	def validate_frozen_content(self):
		before = self.get_doc_before_save()
		if self.is_drafted():
			return
		if self.has_new_content():
			way_out = (
				_("Use “Revise” first")
				if before.workflow_state in states.REVISABLE
				else _("Create a Change Order instead")
			)
			frappe.throw(
				_("SOW {0} is in state {1}, so its content cannot be changed. {2}.").format(
					self.name, frappe.bold(_(before.workflow_state)), way_out
				)
			)

	def set_valid_till(self):
		"""Drafts without a last day get one when they leave the drafters, not after that of their quotation."""
		days = cint(settings.get_settings().sow_validity_days)
		if (
			self.valid_till
			or not days
			or not lifecycle.has_moved_to(self, states.SENIOR_REVIEW, states.READY)
		):
			return
		quoted = self.quotation and frappe.db.get_value("Quotation", self.quotation, "valid_till")
		self.valid_till = min(filter(None, [add_days(getdate(today()), days), quoted]))

	def validate_readiness(self):
		if lifecycle.has_moved_to(self, states.SENIOR_REVIEW, states.READY, states.SENT, states.SIGNED):
			checks.validate_ready(self)
		if lifecycle.has_moved_to(self, states.READY) and self.senior_review_needed:
			before = self.get_doc_before_save()
			if before.workflow_state != states.SENIOR_REVIEW:
				frappe.throw(
					_("SOW {0} needs a senior review ({1}). Use “Request Senior Review”.").format(
						self.name, self.rule_reason
					)
				)
			gate.validate_last(self)
		if lifecycle.has_moved_to(self, states.SENT) and self.senior_review_needed:
			gate.validate_stands(self)

	def set_taxes(self):
		if lifecycle.has_moved_to(self, states.READY):
			set_taxes_to_sign(self)

	def stamp_review(self):
		if lifecycle.has_moved_to(self, states.READY) and self.senior_review_needed:
			self.reviewed_by = frappe.session.user
			self.reviewed_on = now_datetime()
		elif self.workflow_state in states.EDITABLE:
			self.reviewed_by = self.reviewed_on = None

	def stamp_sending(self):
		if lifecycle.has_moved_to(self, states.SENT):
			self.version = cint(self.version) + 1
			self.sent_on = now_datetime()
			self.reason = self.delegate_name = self.delegate_email = None
			frozen.freeze(self)
			providers.stamp(self)

	def set_master_text(self):
		if self.is_drafted():
			drafting.draft(self, agreement.get_annexes(self))

	# after_insert, on_update

	def ask_sales_assistant(self):
		log.record(self, "requested")
		tasks.assign(
			self,
			self.get_sales_assistants(),
			"draft",
			_("Draft SOW {0} for {1}").format(self.name, self.customer_name),
		)

	def get_sales_assistants(self) -> list[str]:
		return [self.sales_assistant] if self.sales_assistant else roles.get_sales_assistants(self.company)

	def tell_next_person(self):
		if lifecycle.has_moved_to(self, states.READY):
			tasks.assign(
				self,
				self.get_sales_assistants(),
				"send",
				_("Send SOW {0} to {1}").format(self.name, self.customer_name),
			)
		elif lifecycle.has_moved_to(self, states.DRAFTING):
			self.ask_for_rework()

	def ask_for_rework(self):
		"""Whoever asked for the review gets the SOW back, with the reviewer's reason."""
		before = self.get_doc_before_save()
		if before.workflow_state == states.DECLINED:
			outcome.revive(self)
		if before.workflow_state != states.SENIOR_REVIEW:
			return
		asker = tasks.get_giver(self, "review")
		sentence = _("SOW {0} for {1} was sent back: {2}").format(self.name, self.customer_name, self.reason)
		tasks.assign(self, [asker] if asker else self.get_sales_assistants(), "draft", sentence)

	def send_to_client(self):
		if lifecycle.has_moved_to(self, states.SENT):
			invite(self, self.signatory_email, self.signatory_name)
			sow_sent.send_sow_sent(self)
			copy_sent.send_copies(self)
			providers.get_provider(self).ask(self)

	# submit: only the client's signature does it

	def validate_state_is_signed(self):
		if self.workflow_state != states.SIGNED or not is_client_act(self):
			frappe.throw(
				_(
					"SOW {0} is submitted when the client signs it in the portal; staff cannot submit it."
				).format(self.name),
				frappe.PermissionError,
			)

	def validate_workflow(self):
		"""The client has no role in Frappe's workflow; `lifecycle` has already checked the step."""
		if not is_client_act(self):
			super().validate_workflow()

	def make_documents(self):
		order = change_sales_order(self) if self.sow_type == CHANGE_ORDER else make_sales_order(self)
		self.db_set("sales_order", order.name)
		make_payment_milestones(self)
		months.make(self)
		if self.project_needed:
			self.db_set("project", make_project(self, order).name)
		tasks.assign(
			self,
			roles.get_operations_managers(self.company),
			"check_billing_data",
			_("SOW {0} is signed: check the billing data of {1}").format(self.name, self.customer_name),
		)
		if order.docstatus == 1:
			lifecycle.move(self, states.IN_FORCE, why=order.name)
			return
		tasks.assign(
			self,
			roles.get_sales_assistants(self.company),
			"have_order_approved",
			_("SOW {0} is signed: have Sales Order {1} approved").format(self.name, order.name),
		)

	# after submit

	def validate_completion(self):
		if lifecycle.has_moved_to(self, states.COMPLETED):
			checks.validate_milestones_finished(self)

	def refuse_if_sent(self, what: str):
		if cint(self.version):
			frappe.throw(
				_(
					"SOW {0} was sent to the client on {1}, so it cannot be {2}: its records must be kept. "
					"Until it is signed, use “Revise” to change its title and content."
				).format(self.name, getdate(self.sent_on or today()), what)
			)
