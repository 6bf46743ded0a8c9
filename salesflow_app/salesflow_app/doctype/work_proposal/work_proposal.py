from frappe.model.document import Document


class WorkProposal(Document):
	pass
