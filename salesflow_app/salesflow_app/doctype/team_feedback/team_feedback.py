"""What a member of the team says after a deal is closed: one for each member and order."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.locks import lock_row
from salesflow_app.feedback import people, team
from salesflow_app.people import tasks

LONGEST = 5000


class TeamFeedback(Document):
	def validate(self):
		self.validate_member()
		self.validate_words()
		if self.is_new():
			self.set_deal()
			self.validate_once()

	def on_update(self):
		tasks.close_of(frappe._dict(doctype="Sales Order", name=self.sales_order), self.member, team.TASK)

	def validate_member(self):
		"""Everybody speaks for themselves, and nobody for somebody else later."""
		before = self.get_doc_before_save()
		self.member = before.member if before else frappe.session.user
		if self.member != frappe.session.user:
			self.refuse(_("only {0} can change it").format(self.member), frappe.PermissionError)

	def validate_words(self):
		words = [(self.went_well or "").strip(), (self.to_change or "").strip()]
		if not any(words):
			self.refuse(_("write what went well, or what we should change"))
		if max(map(len, words)) > LONGEST:
			self.refuse(_("a text is longer than 5,000 characters. Shorten it"))

	def set_deal(self):
		"""Whose deal it is, whatever was sent. Refuses an order that is not closed, and one of other people."""
		order = frappe.get_doc("Sales Order", self.sales_order)
		sow = frappe.get_doc("SOW", order.salesflow_sow) if order.salesflow_sow else None
		of_deal = people.get_people(order, sow)
		if not order.salesflow_closed_on:
			self.refuse(_("Sales Order {0} is not closed as delivered and paid yet").format(order.name))
		if self.member not in people.get_team(of_deal):
			self.refuse(
				_("you are not in the team of Sales Order {0}").format(order.name), frappe.PermissionError
			)
		fields = ("customer", "customer_name", "company")
		self.update({**{field: order.get(field) for field in fields}, "sow": sow and sow.name, **of_deal})

	def validate_once(self):
		self.feedback_key = team.get_key(self.sales_order, self.member)
		lock_row("Sales Order", self.sales_order)
		other = frappe.db.get_value(self.doctype, {"feedback_key": self.feedback_key}, for_update=True)
		if other:
			self.refuse(_("you wrote {0} about this order. Change it there").format(other))

	def refuse(self, problem: str, error: type[Exception] = frappe.ValidationError):
		frappe.throw(_("Team Feedback: {0}.").format(problem), error)
