"""Dunning: its fields are here, what it computes is not."""

from frappe.model.document import Document


class Dunning(Document):
	def validate(self) -> None:
		raise NotImplementedError("saving a Dunning")
