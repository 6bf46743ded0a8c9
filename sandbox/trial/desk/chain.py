"""What the plain desk offers beside the workflow: the documents of a deal in their order, and what is made from what."""

CHAIN = {
	"Deal": ("Lead", "Opportunity", "Discovery", "Work Proposal", "Quotation", "Contract", "SOW"),
	"Order": ("Sales Order", "Delivery Note", "Payment Milestone"),
	"Money": ("Sales Invoice", "Payment Entry", "Payment Follow Up"),
	"Masters": ("Customer", "Contact", "Item", "Master Document", "Customer Class", "Salesflow Settings"),
	"Records": ("Evidence Entry", "Mail Entry", "Lost Analysis", "ToDo", "Communication", "Error Log"),
}
_OURS = "salesflow_app.conversions"
_QUOTATION = "erpnext.selling.doctype.quotation.quotation"
_ORDER = "erpnext.selling.doctype.sales_order.sales_order"
MAKERS = {
	"Lead": {
		"Opportunity": "erpnext.crm.doctype.lead.lead.make_opportunity",
		"Quotation": "erpnext.crm.doctype.lead.lead.make_quotation",
		"Customer": "erpnext.crm.doctype.lead.lead.make_customer",
		"Discovery": f"{_OURS}.lead_to_discovery.make_discovery",
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
		"Contract": f"{_OURS}.customer_to_contract.make_contract",
	},
	"SOW": {"Change Order": f"{_OURS}.sow_to_change_order.make_change_order"},
	"Sales Order": {
		"Delivery Note": f"{_ORDER}.make_delivery_note",
		"Sales Invoice": f"{_ORDER}.make_sales_invoice",
	},
	"Payment Milestone": {"Sales Invoice": f"{_OURS}.payment_milestone_to_sales_invoice.make_sales_invoice"},
	"Delivery Note": {
		"Sales Invoice": "erpnext.stock.doctype.delivery_note.delivery_note.make_sales_invoice"
	},
	"Sales Invoice": {
		"Payment Entry": "erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry"
	},
}
"""DocType -> label -> the server function that maps it, as the desk's Create menu calls it."""
BY_DOCTYPE_AND_NAME = {"erpnext.accounts.doctype.payment_entry.payment_entry.get_payment_entry"}
"""Functions that want the DocType beside the name."""
STATE_FIELDS = ("workflow_state", "salesflow_approval_state", "salesflow_shipping_state", "status")


def get_state(doc) -> str:
	"""The state that the desk's indicator shows."""
	states = [doc.get(field) for field in STATE_FIELDS if doc.get(field)]
	return ", ".join(dict.fromkeys(states)) or ("Draft", "Submitted", "Cancelled")[doc.get("docstatus") or 0]
