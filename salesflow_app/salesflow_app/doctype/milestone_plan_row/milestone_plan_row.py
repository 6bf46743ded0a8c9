"""Rows of Milestone Plan Row: data only, the parent holds the rules."""

from frappe.model.document import Document


class MilestonePlanRow(Document):
	pass
