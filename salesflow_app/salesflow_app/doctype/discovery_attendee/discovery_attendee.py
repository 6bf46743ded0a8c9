"""Rows of Discovery Attendee: data only, the parent holds the rules."""

from frappe.model.document import Document


class DiscoveryAttendee(Document):
	pass
