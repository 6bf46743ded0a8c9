"""The portal's lists of quotations, orders, invoices and deliveries."""

import frappe
from erpnext.controllers.website_list_for_contact import get_transaction_list
from frappe import _

no_cache = 1


def get_context(context):
	"""List what is submitted and made out to a customer of the user."""
	doctype = frappe.form_dict.doctype
	if frappe.session.user == "Guest" or not doctype:
		frappe.throw(_("Not Permitted"), frappe.PermissionError)
	context.docs = [frappe.get_doc(doctype, row.name) for row in get_transaction_list(doctype)]
	context.title = _(doctype)
	context.route = frappe.form_dict.route
