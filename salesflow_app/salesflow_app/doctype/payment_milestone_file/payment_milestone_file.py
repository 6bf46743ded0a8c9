"""Rows of Payment Milestone File: data only, the parent holds the rules."""

from frappe.model.document import Document


class PaymentMilestoneFile(Document):
	pass
