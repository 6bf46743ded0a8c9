from frappe.model.document import Document


class PaymentFollowUp(Document):
	pass
