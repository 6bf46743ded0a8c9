from frappe.model.document import Document


class Discovery(Document):
	pass
