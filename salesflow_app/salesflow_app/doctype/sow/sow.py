from frappe.model.document import Document


class SOW(Document):
	pass
