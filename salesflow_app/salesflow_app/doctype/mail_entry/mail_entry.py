from frappe.model.document import Document


class MailEntry(Document):
	pass
