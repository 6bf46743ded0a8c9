"""Journal Entry: its fields are here, what it books is not."""

from frappe.model.document import Document


class JournalEntry(Document):
	def validate(self) -> None:
		raise NotImplementedError("saving a Journal Entry")
