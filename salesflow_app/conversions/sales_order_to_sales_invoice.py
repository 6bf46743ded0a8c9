"""Sales Order -> Sales Invoice, by Customer Support where Salesflow Settings let them bill. The order of a SOW is billed by its milestones."""

import frappe
from erpnext.selling.doctype.sales_order.sales_order import make_sales_invoice as map_sales_invoice
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.settings import get_settings

SUPPORT = "Support Team"


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def make_sales_invoice(source_name: str) -> str:
	"""Insert the draft invoice of an order, or find the one there is. Returns its name.

	Support gets the draft shared, to check, submit and so send it; no right on other invoices. Raises
	PermissionError for others without the right to make invoices, ValidationError where nothing is left to bill.
	"""
	if not may_bill():
		frappe.has_permission("Sales Invoice", "create", throw=True)
	frappe.has_permission("Sales Order", "read", source_name, throw=True)
	lock_row("Sales Order", source_name)
	name = get_draft(source_name) or insert_draft(source_name).name
	share(name)
	return name


def may_bill() -> bool:
	"""Is it Customer Support, and does the company let them bill?"""
	return bool(get_settings().support_bills_orders) and SUPPORT in frappe.get_roles()


def get_draft(order: str) -> str | None:
	filters = {"sales_order": order, "docstatus": 0, "parenttype": "Sales Invoice"}
	return frappe.db.get_value("Sales Invoice Item", filters, "parent", order_by="creation asc")


def insert_draft(order: str) -> Document:
	invoice = map_sales_invoice(order, ignore_permissions=True)  # the switch gives the right
	if not invoice.items:
		frappe.throw(
			_("Sales Order {0} is billed in full. Open its invoices under Connections.").format(order)
		)
	invoice.flags.ignore_permissions = True  # the same
	return invoice.insert()


def share(invoice: str) -> None:
	"""Give whoever may not submit invoices the right to submit this one."""
	if frappe.has_permission("Sales Invoice", "submit", invoice):
		return
	frappe.share.add_docshare(
		"Sales Invoice",
		invoice,
		frappe.session.user,
		read=1,
		write=1,
		submit=1,
		flags={"ignore_share_permission": True},
	)  # see make_sales_invoice
