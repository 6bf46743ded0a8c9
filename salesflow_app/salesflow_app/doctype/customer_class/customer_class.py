from frappe.model.document import Document


class CustomerClass(Document):
	pass
