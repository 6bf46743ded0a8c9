"""Rows of SOW Item: data only, the parent holds the rules."""

from frappe.model.document import Document


class SOWItem(Document):
	pass
