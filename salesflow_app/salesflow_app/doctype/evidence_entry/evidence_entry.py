from frappe.model.document import Document


class EvidenceEntry(Document):
	pass
