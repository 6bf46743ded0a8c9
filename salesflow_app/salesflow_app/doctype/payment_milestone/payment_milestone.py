"""Payment Milestone: made by the signature of a SOW, reached by the account manager, billed exactly once."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_date, getdate, now_datetime, today

from salesflow_app.clients.document import ClientDocument
from salesflow_app.documents import lifecycle
from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.papers import validate_paper
from salesflow_app.documents.server_fields import keep_server_fields
from salesflow_app.mails import milestone_acceptance
from salesflow_app.mails import milestone_notice as notice_mail
from salesflow_app.milestone import billing, caps, holding, notice, review
from salesflow_app.order import closing
from salesflow_app.people import roles, tasks
from salesflow_app.salesflow_app.workflows import payment_milestone as states

CONTRACT_FIELDS = (
	"milestone_name sow sales_order company customer account_manager milestone_no milestone_count trigger "
	"deliverables acceptance_needed review_days deemed_acceptance basis percentage is_cap amount currency payment_days"
).split()
"""What was signed, or follows from it."""


class PaymentMilestone(ClientDocument):
	def before_insert(self):
		self.refuse_unless_signed()

	def validate(self):
		keep_server_fields(self)
		self.validate_contract_fields()
		self.validate_service_period()
		self.validate_new_files()
		lifecycle.validate_state(self)
		holding.validate_day(self)
		caps.validate_worked(self)
		self.stamp_reaching()
		self.start_review()
		self.validate_notice()
		self.let_go_of_credited_invoice()

	def on_update(self):
		lifecycle.finish_step(self)
		self.tell_next_person()
		self.close_order_if_waived()

	def on_trash(self):
		frappe.throw(
			_(
				"Payment Milestone {0} belongs to signed SOW {1} and cannot be deleted. To skip billing, use “Waive”."
			).format(self.name, self.sow)
		)

	def refuse_unless_signed(self):
		if not is_system_act(self):
			frappe.throw(
				_(
					"Payment Milestones are created when a SOW is signed, not by hand or import. Use a SOW's milestone plan."
				)
			)

	def validate_contract_fields(self):
		before = self.get_doc_before_save()
		for field in CONTRACT_FIELDS if before else ():
			if str(self.get(field) or "") != str(before.get(field) or "") and not self.is_same_number(
				before, field
			):
				frappe.throw(
					_(
						"Payment Milestone {0}: {1} was signed with SOW {2} and cannot be changed. Make a Change Order instead."
					).format(self.name, frappe.bold(_(self.meta.get_label(field))), self.sow)
				)

	def validate_service_period(self):
		if self.service_from and self.service_to and getdate(self.service_from) > getdate(self.service_to):
			frappe.throw(
				_("Payment Milestone {0}: the service period ends on {1}, before it starts on {2}.").format(
					self.name, format_date(self.service_to), format_date(self.service_from)
				)
			)

	def validate_new_files(self):
		before = self.get_doc_before_save()
		known = {row.attachment for row in before.files} if before else set()
		for row in self.files:
			if row.attachment and row.attachment not in known:
				validate_paper(self, row)

	def is_same_number(self, before: Document, field: str) -> bool:
		if self.meta.get_field(field).fieldtype not in ("Currency", "Percent", "Int", "Check", "Float"):
			return False
		return frappe.utils.flt(self.get(field), 9) == frappe.utils.flt(before.get(field), 9)

	def stamp_reaching(self):
		if lifecycle.has_moved_to(self, states.PLANNED):
			self.reached_on = self.reached_by = None
			self.accepted_on = self.accepted_by = self.accepted_how = None
		elif lifecycle.has_moved_to(self, states.REACHED) and not self.reached_on:
			self.reached_on = today()
			self.reached_by = frappe.session.user

	def start_review(self):
		if lifecycle.has_moved_to(self, states.AWAITING_ACCEPTANCE):
			review.start(self)

	def validate_notice(self):
		if lifecycle.has_moved_to(self, states.READY_TO_BILL):
			notice.validate_complete(self)
			self.reported_by = self.reported_by or frappe.session.user
			self.stamp_report()

	def stamp_report(self):
		"""A milestone that comes back from hold, or after a credit, waits since it was first reported."""
		if self.get_doc_before_save().workflow_state in (states.REACHED, states.ACCEPTED):
			self.reported_on = now_datetime()

	def let_go_of_credited_invoice(self):
		"""It was decided what follows the credit; the invoice stays among the milestone's connections."""
		before = self.get_doc_before_save()
		if before and before.workflow_state == states.CREDITED != self.workflow_state:
			self.sales_invoice = None
			self.billed_amount = self.paid_amount = self.outstanding_amount = 0
			self.flags.credited_invoice = before.sales_invoice
			billing.forget_key(before.sales_invoice)

	def tell_next_person(self):
		if lifecycle.has_moved_to(self, states.AWAITING_ACCEPTANCE):
			milestone_acceptance.send_milestone_acceptance(self)
		elif self.flags.credited_invoice:
			self.name_credited_invoice()
		elif lifecycle.has_moved_to(self, states.READY_TO_BILL):
			self.report_to_billing()
		elif lifecycle.has_moved_to(self, states.REACHED, states.ACCEPTED, states.PLANNED):
			self.ask_account_manager()

	def close_order_if_waived(self):
		if lifecycle.has_moved_to(self, states.WAIVED) and self.sales_order:
			closing.close_if_done(self.sales_order)

	def name_credited_invoice(self):
		if self.workflow_state == states.READY_TO_BILL:
			self.ask_billing()
		invoice = self.flags.pop("credited_invoice")
		self.add_comment("Info", _("Sales Invoice {0} was credited and stays as it is.").format(invoice))

	def report_to_billing(self):
		before = self.get_doc_before_save()
		caps.split(self)
		self.ask_billing()
		if before and before.workflow_state != states.ON_HOLD and not self.is_known_to_billing():
			self.send_notice()

	def send_notice(self):
		self.db_set("notice_no", cint(self.notice_no) + 1)
		notice_mail.send_milestone_notice(self)

	def is_known_to_billing(self) -> bool:
		"""Was it reported before, and taken back by an event alone? Billing is told again where it asked."""
		events = ("in", ("returned_with_question", "reaching_withdrawn"))
		entry = {"reference_doctype": self.doctype, "reference_name": self.name, "event": events}
		last = cint(self.notice_no) and frappe.db.get_value(
			"Salesflow Evidence Entry", entry, "event", order_by="sequence desc"
		)
		return last == "reaching_withdrawn"

	def ask_billing(self):
		sentence = _("Bill milestone {0}/{1} {2} of {3}").format(
			self.milestone_no, self.milestone_count, self.milestone_name, self.customer_name
		)
		tasks.assign(self, roles.get_operations_managers(self.company), "bill", sentence)

	def ask_accounts(self):
		"""The draft is there; whoever checks invoices submits it."""
		sentence = _("Check and submit Sales Invoice {0}: milestone {1} of {2}").format(
			self.sales_invoice, self.milestone_name, self.customer_name
		)
		tasks.assign(self, roles.get_role_users("Accounts User", self.company), "submit_invoice", sentence)

	def ask_account_manager(self):
		"""Billing asks about a notice, or rejects it; without an account manager, those who follow up payments answer."""
		before = self.get_doc_before_save()
		if not before or before.workflow_state != states.READY_TO_BILL:
			return
		is_rejected = self.workflow_state == states.PLANNED
		key = "answer_rejection" if is_rejected else "answer_billing"
		sentence = (
			_("Billing rejected milestone {0}: {1}")
			if is_rejected
			else _("Billing has a question about milestone {0}: {1}")
		)
		users = [self.account_manager] if self.account_manager else roles.get_sales_assistants(self.company)
		tasks.assign(self, users, key, sentence.format(self.milestone_name, self.reason or ""))

	def ask_about_credit(self):
		"""Only a person knows whether the work is billed again or given away."""
		sentence = _("Milestone {0} of {1} was credited: bill it again or waive it").format(
			self.milestone_name, self.customer_name
		)
		tasks.assign(self, roles.get_operations_managers(self.company), "decide_credited", sentence)

	# what follows from other documents

	def report_month(self) -> None:
		"""Tell billing that a month has begun. What its invoice still lacks, the account manager completes."""
		if self.workflow_state != states.REACHED or self.acceptance_needed:
			return
		if notice.find_missing(self):
			return
		lifecycle.move(self, states.READY_TO_BILL, why=_("The month has begun"))
		self.ask_billing()
		self.send_notice()

	def reach(self, why: str) -> None:
		"""Mark the milestone as reached because of another document or the clock; `why` goes on the timeline."""
		if self.workflow_state != states.PLANNED:
			return
		lifecycle.move(self, states.REACHED, values={"reached_on": today(), "reached_by": None}, why=why)
		tasks.assign(
			self,
			[self.account_manager],
			"report",
			_("Milestone {0} has been reached ({1}): report it to billing").format(self.milestone_name, why),
		)
