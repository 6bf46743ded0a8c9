"""Who approves for whom while a person is away: set by the person or a System Manager, over with its last day."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from salesflow_app.approval import hand_over
from salesflow_app.people.approvers import get_approving_roles


class SalesflowDeputy(Document):
	def validate(self):
		self.validate_setter()
		self.validate_period()
		self.validate_people()

	def on_update(self):
		hand_over.give_tasks(self)

	def on_trash(self):
		self.validate_setter()

	def validate_setter(self):
		"""Nobody takes the place of another by their own word, nor changes what another set."""
		before = self.get_doc_before_save()
		people = {self.person, before.person if before else self.person}
		if people != {frappe.session.user} and "System Manager" not in frappe.get_roles():
			frappe.throw(
				_(
					"Salesflow Deputy, Person: you can only name a deputy for yourself. Ask {0} or a System Manager to name theirs."
				).format(frappe.bold(frappe.utils.get_fullname(before.person if before else self.person))),
				frappe.PermissionError,
			)

	def validate_period(self):
		if getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(_("Salesflow Deputy, To: it lies before From. Choose a later day."))

	def validate_people(self):
		if self.person == self.deputy:
			frappe.throw(_("Salesflow Deputy, Deputy: choose someone else than the person who is away."))
		known = frappe.db.get_value("User", self.deputy, ["enabled", "user_type"], as_dict=True)
		if not known.enabled or known.user_type != "System User":
			frappe.throw(_("Salesflow Deputy, Deputy: {0} is not an enabled desk user.").format(self.deputy))
		roles = get_approving_roles()
		if not roles & set(frappe.get_roles(self.deputy)):
			frappe.throw(
				_(
					"Salesflow Deputy, Deputy: {0} can approve nothing. Give them one of the roles {1}, or choose another."
				).format(self.deputy, ", ".join(_(role) for role in sorted(roles)))
			)
