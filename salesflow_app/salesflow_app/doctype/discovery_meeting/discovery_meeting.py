"""Rows of Discovery Meeting: data only, the parent holds the rules."""

from frappe.model.document import Document


class DiscoveryMeeting(Document):
	pass
