"""Live invoices of milestones get the key that the database keeps unique."""

import frappe

from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.setup import custom_fields


def execute() -> None:
	"""Once, at the update that brings the key; safe to repeat. The milestone says which of its invoices is the live one.

	Frappe runs patches before `after_migrate`, which makes our fields on ERPNext's documents.
	"""
	custom_fields.sync()
	milestone, invoice = frappe.qb.DocType("Payment Milestone"), frappe.qb.DocType("Sales Invoice")
	live = (
		frappe.qb.from_(milestone)
		.join(invoice)
		.on(invoice.name == milestone.sales_invoice)
		.select(milestone.name, invoice.name)
		.where((invoice.docstatus < 2) & milestone.workflow_state.isin(states.BILLED))
	).run()
	for name, invoice_name in live:
		frappe.db.set_value(
			"Sales Invoice", invoice_name, "salesflow_live_milestone", name, update_modified=False
		)
