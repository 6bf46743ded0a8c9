"""Rows of the follow-up plan in Salesflow Settings, which check them."""

from frappe.model.document import Document


class SalesflowFollowUpStep(Document):
	pass
