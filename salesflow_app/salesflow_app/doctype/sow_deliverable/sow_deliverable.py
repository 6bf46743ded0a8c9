"""Rows of SOW Deliverable: data only, the parent holds the rules."""

from frappe.model.document import Document


class SOWDeliverable(Document):
	pass
