"""What billing asks about a milestone: who, what, how much, and until when. Amounts in the milestone's currency."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, today

from salesflow_app.documents.currency import get_share_precision
from salesflow_app.people import contacts
from salesflow_app.salesflow_app.workflows import payment_milestone as states
from salesflow_app.sow import checks

MOST_LINES = 20
"""Lines of the order that a notice shows."""


def get_facts(milestone: Document) -> dict:
	"""Everything an accountant asks about a milestone."""
	sow = frappe.get_doc("SOW", milestone.sow)
	order = frappe.get_doc("Sales Order", milestone.sales_order) if milestone.sales_order else None
	return {
		**_get_milestone_facts(milestone),
		**_get_customer_facts(milestone, order),
		**_get_contract_facts(milestone, sow, order),
		**_get_money_facts(milestone, order),
	}


def _get_milestone_facts(milestone: Document) -> dict:
	return {
		"milestone": milestone.name,
		"milestone_no": milestone.milestone_no,
		"milestone_count": milestone.milestone_count,
		"milestone_name": milestone.milestone_name,
		"account_manager": milestone.account_manager,
		"planned_date": milestone.planned_date,
		"reached_on": milestone.reached_on,
		"acceptance_needed": milestone.acceptance_needed,
		"accepted_on": milestone.accepted_on,
		"accepted_by": milestone.accepted_by,
		"payment_days": milestone.payment_days,
		"papers": [
			row.note or row.attachment.rsplit("/", 1)[-1] for row in milestone.files if row.with_invoice
		],
	}


def _get_customer_facts(milestone: Document, order: Document | None) -> dict:
	customer = frappe.get_cached_doc("Customer", milestone.customer)
	contact = contacts.get_client_contact("Customer", milestone.customer) or frappe._dict()
	return {
		"customer": customer.name,
		"customer_name": customer.customer_name,
		"tax_id": customer.tax_id,
		"language": customer.language,
		"company": milestone.company,
		"billing_address": get_billing_address(order, customer),
		"billing_contact": contact.full_name or (order and order.contact_display),
		"invoice_email": (order and order.contact_email) or contact.email,
		"po_required": customer.salesflow_po_required,
		"customer_po_no": milestone.customer_po_no or (order and order.po_no),
		"customer_po_date": milestone.customer_po_date or (order and order.po_date),
		"overdue_invoices": get_overdue_invoices(milestone),
	}


def _get_contract_facts(milestone: Document, sow: Document, order: Document | None) -> dict:
	return {
		"sow": sow.name,
		"sow_version": sow.version,
		"signed_on": sow.signed_on,
		"is_first_invoice": is_first_invoice(milestone),
		"msa": sow.msa,
		"msa_problem": sow.msa and checks.get_msa_problem(sow.msa, sow.customer, sow.company),
		"sales_order": milestone.sales_order,
		"order_docstatus": order.docstatus if order else None,
		"order_status": order.status if order else None,
		"order_lines": order.items[:MOST_LINES] if order else [],
		"order_line_count": len(order.items) if order else 0,
		"project": sow.project,
		"contract_value": sow.total,
	}


def _get_money_facts(milestone: Document, order: Document | None) -> dict:
	template = order and (order.taxes_and_charges or (order.taxes and _("taxes of the order")))
	company_templates = {"company": milestone.company, "disabled": 0}
	return {
		"amount": milestone.amount,
		"currency": milestone.currency,
		"precision": get_share_precision(
			milestone.currency, milestone.precision("amount"), [milestone.amount]
		),
		"tax_template": template,
		"tax_template_needed": bool(frappe.db.exists("Sales Taxes and Charges Template", company_templates)),
		"gross": get_gross(milestone, order),
		"billed_so_far": get_billed_so_far(milestone),
		"advances": flt(order.advance_paid) if order else 0,
	}


def is_first_invoice(milestone: Document) -> bool:
	"""Will its invoice be the first of the SOW that the client gets?"""
	submitted = {"salesflow_sow": milestone.sow, "docstatus": 1, "is_return": 0}
	return not frappe.db.exists("Sales Invoice", submitted)


def get_billing_address(order: Document | None, customer: Document) -> str | None:
	"""The billing address of the invoice: the order's, else the customer's primary one."""
	if order and order.customer_address:
		return order.customer_address
	if customer.customer_primary_address:
		return customer.customer_primary_address
	from frappe.contacts.doctype.address.address import get_default_address

	return get_default_address("Customer", customer.name)


def get_gross(milestone: Document, order: Document | None) -> float:
	"""Expected amount with tax, in the milestone's currency."""
	return flt(share_gross(milestone.amount, order), milestone.precision("amount"))


def share_gross(amount: float, order: Document | None) -> float:
	"""What a net amount of an order comes to with tax, not rounded; without an order, the amount itself."""
	if not order or not flt(order.total):
		return flt(amount)
	net = flt(order.total) - flt(order.discount_amount)
	return flt(amount) * flt(order.grand_total) / net if net else 0


def get_expected_gross(milestone: Document) -> float:
	"""What its invoice comes to with tax; before there is one, its share of the order's total with tax."""
	invoice = frappe.db.get_value(
		"Sales Invoice", {"name": milestone.sales_invoice or "", "docstatus": 1}, "grand_total"
	)
	if invoice is not None:
		return flt(invoice)
	fields = ["total", "discount_amount", "grand_total"]
	return get_gross(
		milestone, frappe.db.get_value("Sales Order", milestone.sales_order, fields, as_dict=True)
	)


def get_billed_so_far(milestone: Document) -> float:
	"""Net amount of the SOW's other milestones that have a live invoice."""
	rows = frappe.get_all(
		"Payment Milestone",
		{"sow": milestone.sow, "name": ("!=", milestone.name), "workflow_state": ("in", states.OWED)},
		pluck="amount",
		order_by="milestone_no asc",
	)
	return flt(sum(rows), milestone.precision("amount"))


def get_overdue_invoices(milestone: Document) -> list[str]:
	return frappe.get_all(
		"Sales Invoice",
		{
			"customer": milestone.customer,
			"company": milestone.company,
			"docstatus": 1,
			"outstanding_amount": (">", 0),
			"due_date": ("<", today()),
		},
		pluck="name",
		order_by="due_date asc",
		limit=20,
	)
