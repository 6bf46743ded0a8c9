from frappe.model.document import Document


class MasterDocument(Document):
	pass
