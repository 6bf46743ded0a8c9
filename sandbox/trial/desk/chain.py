"""What the plain desk offers beside the workflow: the documents of a deal in their order, and what is made from what."""

import frappe
from frappe.utils import flt

from trial.desk.beside import make_address, make_contact, make_follow_up

CHAIN = {
	"Deal": ("Lead", "Opportunity", "Discovery", "Work Proposal", "Quotation", "Contract", "SOW"),
	"Order": ("Sales Order", "Delivery Note", "Payment Milestone"),
	"Money": ("Sales Invoice", "Payment Entry", "Payment Follow Up"),
	"Masters": (
		"Customer",
		"Contact",
		"Address",
		"Item",
		"Master Document",
		"Customer Class",
		"Salesflow Settings",
	),
	"Records": (
		"Evidence Entry",
		"Salesflow Outbox Entry",
		"Lost Analysis",
		"ToDo",
		"Communication",
		"Error Log",
	),
}
_OURS = "salesflow_app.conversions"
_QUOTATION = "erpnext.selling.doctype.quotation.quotation"
_ORDER = "erpnext.selling.doctype.sales_order.sales_order"
_PAYMENT = "erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry"
MAKERS = {
	"Lead": {
		"Opportunity": "erpnext.crm.doctype.lead.lead.make_opportunity",
		"Discovery": f"{_OURS}.lead_to_discovery.make_discovery",
		"Quotation": "erpnext.crm.doctype.lead.lead.make_quotation",
		"Customer": "erpnext.crm.doctype.lead.lead.make_customer",
	},
	"Opportunity": {
		"Discovery": f"{_OURS}.opportunity_to_discovery.make_discovery",
		"Quotation": "erpnext.crm.doctype.opportunity.opportunity.make_quotation",
		"SOW": f"{_OURS}.opportunity_to_sow.make_sow",
	},
	"Discovery": {"Work Proposal": f"{_OURS}.discovery_to_work_proposal.make_work_proposal"},
	"Work Proposal": {"SOW": f"{_OURS}.work_proposal_to_sow.make_sow"},
	"Quotation": {
		"Sales Order": f"{_QUOTATION}.make_sales_order",
		"SOW": f"{_OURS}.quotation_to_sow.make_sow",
	},
	"Customer": {
		"SOW": f"{_OURS}.customer_to_sow.make_sow",
		"Master Service Agreement": f"{_OURS}.customer_to_contract.make_contract",
		"Address": make_address,
		"Contact": make_contact,
	},
	"SOW": {"Change Order": f"{_OURS}.sow_to_change_order.make_change_order"},
	"Sales Order": {
		"Delivery Note": f"{_ORDER}.make_delivery_note",
		"Sales Invoice": f"{_ORDER}.make_sales_invoice",
		"Payment Entry": _PAYMENT,
	},
	"Payment Milestone": {"Sales Invoice": f"{_OURS}.payment_milestone_to_sales_invoice.make_sales_invoice"},
	"Delivery Note": {
		"Sales Invoice": "erpnext.stock.doctype.delivery_note.delivery_note.make_sales_invoice"
	},
	"Sales Invoice": {"Payment Entry": _PAYMENT, "Payment Follow Up": make_follow_up},
}
"""DocType -> label -> what maps it: the server function that the desk's Create menu calls, else one of this desk."""
BY_DOCTYPE_AND_NAME = {_PAYMENT}
"""Functions that want the DocType beside the name."""
TARGETS = {"Change Order": "SOW", "Master Service Agreement": "Contract"}
"""Labels that are not the name of what they make."""
STATE_FIELDS = ("workflow_state", "salesflow_approval_state", "salesflow_shipping_state", "status")
OVER = ("Lost", "Closed", "Converted", "Ordered", "Cancelled", "Expired")
IN_STATE = {
	"Discovery": ("Completed",),
	"Work Proposal": ("Accepted",),
	"SOW": ("Signed", "In Force", "Completed"),
	"Payment Milestone": ("Ready to Bill",),
}
"""States in which the next document is made."""


def get_state(doc) -> str:
	"""The state that the desk's indicator shows."""
	states = [doc.get(field) for field in STATE_FIELDS if doc.get(field)]
	if states or not frappe.get_meta(doc.doctype).is_submittable:
		return ", ".join(dict.fromkeys(states)) or ("Disabled" if doc.get("disabled") else "")
	return ("Draft", "Submitted", "Cancelled")[doc.docstatus]


def get_makers(doc) -> list[dict]:
	"""What can be made from the document as it is, by the signed-in user."""
	found = []
	for label in MAKERS.get(doc.doctype, {}):
		target = TARGETS.get(label, label)
		if frappe.has_permission(target, "create") and _is_time(doc, label):
			address = f"/trial/desk/{target}/new?from={doc.doctype}&name={doc.name}&label={label}"
			found.append({"label": label, "address": address})
	return found


def _is_time(doc, label: str) -> bool:
	"""Has the deal come so far that this can be made?"""
	if doc.doctype in IN_STATE:
		return doc.workflow_state in IN_STATE[doc.doctype]
	if (doc.meta.is_submittable and doc.docstatus != 1) or doc.get("status") in OVER:
		return False
	if doc.doctype == "Sales Order":
		return _is_time_for_order(doc, label)
	if label == "Sales Invoice":
		return flt(doc.get("per_billed")) < 100
	return doc.doctype != "Sales Invoice" or flt(doc.outstanding_amount) > 0


def _is_time_for_order(order, label: str) -> bool:
	"""What is not made yet cannot be packed; what a SOW's milestones bill is not billed as a whole."""
	if label == "Delivery Note":
		return not get_late_departments(order) and has_stock_items(order) and flt(order.per_delivered) < 100
	if label == "Sales Invoice":
		return flt(order.per_billed) < 100 and not order.get("salesflow_sow")
	return flt(order.per_billed) < 100


def get_late_departments(order) -> list[str]:
	"""Departments that have not handed over to Final Pack."""
	return [row.department for row in order.get("salesflow_production") or [] if not row.handed_over]


def has_stock_items(order) -> bool:
	"""Is there anything to deliver?"""
	items = [row.item_code for row in order.items]
	return bool(frappe.get_all("Item", {"name": ("in", items), "is_stock_item": 1}, limit=1))
