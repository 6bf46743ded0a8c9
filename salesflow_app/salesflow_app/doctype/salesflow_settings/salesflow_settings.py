"""Rules, people and switches of SalesFlow: here, that they make sense. Who reads them says what they do."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from salesflow_app.documents.acts import is_system_act
from salesflow_app.people.approvers import get_approving_roles
from salesflow_app.people.roles import get_role_users
from salesflow_app.people.seeing import OWN_AND_TEAM
from salesflow_app.rules.matching import get_level
from salesflow_app.rules.numbers import NumberError, to_decimal
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.setup import deal_roles, guide, in_flight, known_faults, workflow_choice
from salesflow_app.signing.providers.docusign import account
from salesflow_app.text.sentences import translate

HUNDRED = 100
LONGEST_DAYS = 3650
DAYS = (
	"proposal_validity_days",
	"sow_validity_days",
	"expiry_reminder_days",
	"payment_days",
	"reminder_days",
	"books_days",
	"promise_days",
	"escalation_days",
	"msa_reminder_days",
	"feedback_days",
	"feedback_reminder_days",
	"dossier_days",
)
MOST_PROXIES = 10
MOST_LEVELS = 9
FOR_THE_CLIENT = ("Invoice Sent", "Payment Confirmed")
"""Mails whose words are meant for the client; all others are internal."""
SOW_CONDITIONS = (
	"company",
	"customer_class",
	"customer_group",
	"item_group",
	"opportunity_type",
	"amount_from",
)
APPROVAL_CONDITIONS = ("company", "amount_from", "discount_from", "margin_below")


class SalesflowSettings(Document):
	def onload(self):
		if "System Manager" in frappe.get_roles():
			self.set_onload("known_faults", known_faults.get_sentences())

	def validate(self):
		self.validate_numbers()
		self.validate_people()
		self.validate_msa_review()
		self.validate_sow_rules()
		self.validate_approval_rules()
		self.validate_production_rules()
		self.validate_mail_rules()
		self.validate_follow_up_plan()
		self.validate_provider()
		self.set_deal_roles()
		self.warn_of_unused_rows("sow_rules", SOW_CONDITIONS)
		self.warn_of_unused_rows("approval_rules", APPROVAL_CONDITIONS, per="document")

	def on_update(self):
		if not is_system_act(self):
			self.apply_switches()
			self.tell_what_is_under_way()
			guide.mark_done()

	def validate_numbers(self):
		for fieldname in ("margin_floor", "deposit_percentage"):
			self.check_number(self, fieldname, HUNDRED)
		for fieldname in DAYS:
			self.check_number(self, fieldname, LONGEST_DAYS)
		self.check_number(self, "trusted_proxies", MOST_PROXIES)

	def validate_people(self):
		for fieldname in ("operations_manager", "sales_assistant"):
			self.check_user(self, fieldname)

	def set_deal_roles(self):
		"""Nobody who works on all deals is shut out by the switch alone."""
		if self.who_sees_deals == OWN_AND_TEAM and not self.deal_roles:
			self.set("deal_roles", deal_roles.propose())

	def validate_msa_review(self):
		"""Who reviews has to reach the Contract: SalesFlow gives nobody a right to ERPNext's contracts."""
		if not self.msa_legal_review:
			return
		reviewers = [self.msa_reviewer] if self.msa_reviewer else []
		if not reviewers and self.msa_reviewer_role:
			reviewers = get_role_users(self.msa_reviewer_role)
		if not any(frappe.has_permission("Contract", "write", user=user) for user in reviewers):
			frappe.throw(
				_(
					"Salesflow Settings, Legal Reviewer: name a user or a role that may write Contracts, for example with ERPNext's role Sales Manager."
				)
			)

	def validate_sow_rules(self):
		for row in self.sow_rules:
			self.check_number(row, "amount_from")
			if row.senior_review_needed and not row.sow_needed:
				self.refuse_row(
					row,
					"senior_review_needed",
					_("tick SOW Needed too; without a SOW there is nothing to review"),
				)
			if row.approver and not row.senior_review_needed:
				self.refuse_row(row, "approver", _("tick Senior Review Needed, or leave the approver empty"))
			self.check_user(row, "approver", "SOW")

	def validate_approval_rules(self):
		for row in self.approval_rules:
			self.check_number(row, "amount_from")
			self.check_number(row, "discount_from", HUNDRED)
			self.check_number(row, "margin_below", HUNDRED)
			row.level = get_level(row)
			self.check_number(row, "level", MOST_LEVELS)
			if not row.approver and not row.approver_role:
				self.refuse_row(row, "approver", _("choose a user or a role to approve"))
			if row.approver_role and frappe.db.get_value("Role", row.approver_role, "disabled"):
				self.refuse_row(row, "approver_role", _("the role {0} is disabled").format(row.approver_role))
			self.check_user(row, "approver", row.document)
			self.warn_of_role_that_cannot_approve(row)

	def warn_of_role_that_cannot_approve(self, row: Document):
		"""A role names whom to ask; the steps themselves belong to the roles of the life cycle."""
		needed = get_approving_roles(row.document)
		if not row.approver_role or row.approver or row.approver_role in needed:
			return
		able = {user for role in needed for user in get_role_users(role)}
		if not able & set(get_role_users(row.approver_role)):
			frappe.msgprint(
				_(
					"Salesflow Settings, {0}, row {1}: nobody with the role {2} can approve a {3}. Give one of them the role {4}, too."
				).format(
					_(self.meta.get_label("approval_rules")),
					row.idx,
					frappe.bold(_(row.approver_role)),
					_(row.document),
					" / ".join(_(role) for role in sorted(needed)),
				),
				indicator="orange",
			)

	def validate_production_rules(self):
		self.refuse_doubles("departments", ("item_group", "department", "email"))
		self.refuse_doubles("papers", ("item_group", "customer", "paper"))

	def validate_mail_rules(self):
		for row in self.mail_rules:
			row.role = row.role if row.send_to == "Role" else None
			row.email = row.email if row.send_to == "E-Mail" else None
			self.validate_mail_rule(row)
		self.refuse_doubles("mail_rules", ("mail_event", "send_to", "role", "email"))

	def validate_mail_rule(self, row: Document):
		if row.send_to == "Role" and not row.role:
			self.refuse_row(row, "role", _("choose the role that gets the mail"))
		if row.send_to == "E-Mail" and not row.email:
			self.refuse_row(row, "email", _("enter the address that gets the mail"))
		if row.mail_event == "Case Lost" and row.send_to != "Leader":
			self.refuse_row(row, "send_to", _("the mail “Case Lost” goes to the leader only; choose Leader"))
		if row.send_to == "Client" and row.mail_event not in FOR_THE_CLIENT:
			self.refuse_row(
				row,
				"send_to",
				_("the mail “{0}” is internal and cannot go to the client; choose someone else").format(
					_(row.mail_event)
				),
			)

	def validate_follow_up_plan(self):
		"""A step is known by its days; words and tone are of mails alone."""
		for row in self.follow_up_plan:
			if abs(cint(row.days)) > LONGEST_DAYS:
				self.refuse_row(row, "days", _("at most {0} days before or after").format(LONGEST_DAYS))
			if row.channel == "Dunning" and cint(row.days) <= 0:
				self.refuse_row(row, "days", _("a dunning comes after the due date"))
			if row.channel != "Mail":
				row.words = None
		self.refuse_doubles("follow_up_plan", ("customer_class", "days"))

	def validate_provider(self):
		"""What is missing is said at Send; what is there has to be what it says."""
		for fieldname in ("docusign_login_uri", "docusign_base_uri"):
			self.set(fieldname, (self.get(fieldname) or "").strip().rstrip("/"))
			if self.get(fieldname) and not account.is_safe_address(self.get(fieldname)):
				self.refuse_field(
					fieldname, _("enter an address like https://eu.docusign.net, without a path")
				)
		is_stored = set(self.get(account.KEY) or "*") == {"*"}
		if not is_stored and not account.read_key(self.get(account.KEY)):
			self.refuse_field(account.KEY, _("paste the whole RSA key, with its first and last line"))

	# parts of the checks

	def check_number(self, row: Document, fieldname: str, maximum: int | None = None):
		"""Refuse what is not a number, is negative, or is above `maximum`."""
		limit = {"maximum": maximum} if maximum else {}
		try:
			to_decimal(row.get(fieldname) or 0, _(row.meta.get_label(fieldname)), **limit)
		except NumberError as error:
			self.refuse(row, frappe.utils.escape_html(translate(error)))

	def check_user(self, row: Document, fieldname: str, approves: str | None = None):
		"""Refuse a user who is disabled or a client, or who lacks the role that approving needs."""
		user = row.get(fieldname)
		if not user:
			return
		known = frappe.db.get_value("User", user, ["enabled", "user_type"], as_dict=True)
		if not known or not known.enabled or known.user_type != "System User":
			self.refuse_row(row, fieldname, _("{0} is not an enabled desk user; choose another").format(user))
		roles = get_approving_roles(approves) if approves else set()
		if roles and not roles & set(frappe.get_roles(user)):
			self.refuse_row(
				row,
				fieldname,
				_("{0} cannot approve a {1}: give the user the role {2}, or choose another").format(
					user, _(approves), " / ".join(_(role) for role in sorted(roles))
				),
			)

	def refuse_doubles(self, table: str, fieldnames: tuple[str, ...]):
		seen: dict[tuple, int] = {}
		for row in self.get(table):
			key = tuple(row.get(name) or "" for name in fieldnames)
			if key in seen:
				self.refuse(row, _("the same as row {0}; remove one of them.").format(seen[key]))
			seen[key] = row.idx

	def warn_of_unused_rows(self, table: str, conditions: tuple[str, ...], per: str = "parentfield"):
		"""Rows below one that fits everything are never reached."""
		catch_all: dict[tuple, int] = {}
		for row in self.get(table):
			group = (row.get(per), row.get("level"))
			if group in catch_all:
				frappe.msgprint(
					_(
						"Salesflow Settings, {0}: row {1} is never used because row {2} above it fits everything."
					).format(_(self.meta.get_label(table)), row.idx, catch_all[group]),
					indicator="orange",
				)
			elif not any(
				flt(row.get(name)) if name.endswith(("_from", "_below")) else row.get(name)
				for name in conditions
			):
				catch_all[group] = row.idx

	def refuse_row(self, row: Document, fieldname: str, problem: str):
		self.refuse(row, f"{frappe.bold(_(row.meta.get_label(fieldname)))}: {problem}.")

	def refuse_field(self, fieldname: str, problem: str):
		self.refuse_row(self, fieldname, problem)

	def refuse(self, row: Document, problem: str):
		if row is self:
			frappe.throw(_("Salesflow Settings: {0}").format(problem))
		frappe.throw(
			_("Salesflow Settings, {0}, row {1}: {2}").format(
				_(self.meta.get_label(row.parentfield)), row.idx, problem
			)
		)

	# on_update

	def apply_switches(self):
		"""Use our workflow on Sales Order and Delivery Note, or give it back, where a switch was turned."""
		for doctype, fieldname in workflow_choice.SWITCHES.items():
			if self.is_turned(fieldname):
				workflow_choice.apply_switch(BY_DOCTYPE[doctype])

	def tell_what_is_under_way(self):
		"""A switch that was turned on applies to what was begun before, too."""
		for fieldname in in_flight.SWITCHES:
			if self.get(fieldname) and self.is_turned(fieldname) and (found := in_flight.count(fieldname)):
				frappe.msgprint(
					_("{0} is on and applies from now on to what is under way: {1}.").format(
						frappe.bold(_(self.meta.get_label(fieldname))),
						", ".join(f"{_(doctype)} {number}" for doctype, number in found.items()),
					),
					indicator="blue",
				)

	def is_turned(self, switch: str) -> bool:
		before = self.get_doc_before_save()
		return not before or cint(before.get(switch)) != cint(self.get(switch))
