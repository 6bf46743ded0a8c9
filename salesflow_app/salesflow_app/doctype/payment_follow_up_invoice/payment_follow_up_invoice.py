"""Rows of Payment Follow Up Invoice: data only, the parent holds the rules."""

from frappe.model.document import Document


class PaymentFollowUpInvoice(Document):
	pass
