"""Customer -> SOW: the short cut for a deal without opportunity and quotation."""

import frappe
from frappe.model.document import Document

from salesflow_app.conversions.quotation_to_sow import set_signatory


@frappe.whitelist()
def make_sow(source_name: str) -> Document:
	"""An unsaved SOW for a customer. Raises PermissionError without the right to make one or read it."""
	frappe.has_permission("SOW", "create", throw=True)
	customer = frappe.get_doc("Customer", source_name)
	customer.check_permission("read")
	sow = frappe.new_doc("SOW")
	sow.update(
		{
			"customer": customer.name,
			"company": frappe.defaults.get_user_default("Company"),
			"currency": customer.default_currency,
			"account_manager": customer.account_manager,
		}
	)
	set_signatory(sow, customer.customer_primary_contact, None)
	return sow
