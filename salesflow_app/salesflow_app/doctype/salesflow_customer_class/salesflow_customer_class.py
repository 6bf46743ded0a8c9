"""A kind of customer that the SOW rules ask for, e.g. API or 10x. The rules are in Salesflow Settings."""

from frappe.model.document import Document


class SalesflowCustomerClass(Document):
	pass
