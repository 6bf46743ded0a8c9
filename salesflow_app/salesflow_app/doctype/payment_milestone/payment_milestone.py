from frappe.model.document import Document


class PaymentMilestone(Document):
	pass
