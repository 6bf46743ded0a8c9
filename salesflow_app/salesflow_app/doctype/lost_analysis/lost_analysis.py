from frappe.model.document import Document


class LostAnalysis(Document):
	pass
