from frappe.model.document import Document


class SalesflowSettings(Document):
	pass
