"""Connections of a SOW."""

from frappe import _

from salesflow_app.desk.connections import SENT_RECORD, get_record


def get_data() -> dict:
	data = get_record("SOW", SENT_RECORD)
	data["fieldname"] = "sow"
	data["non_standard_fieldnames"].update({"Sales Invoice": "salesflow_sow", "SOW": "changes_sow"})
	data["internal_links"] = {
		"Opportunity": "opportunity",
		"Work Proposal": "work_proposal",
		"Quotation": "quotation",
		"Contract": "msa",
		"Project": "project",
		"Sales Order": "sales_order",
	}
	data["transactions"] = [
		{"label": _("Before"), "items": ["Opportunity", "Work Proposal", "Quotation", "Contract"]},
		{"label": _("Work"), "items": ["Sales Order", "Project", "SOW"]},
		{"label": _("Payment"), "items": ["Payment Milestone", "Sales Invoice"]},
		{"label": _("Feedback"), "items": ["Client Feedback", "Team Feedback"]},
		*data["transactions"],
	]
	return data
