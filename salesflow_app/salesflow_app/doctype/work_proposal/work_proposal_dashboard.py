"""Connections of a Work Proposal."""

from frappe import _

from salesflow_app.desk.connections import SENT_RECORD, get_record


def get_data() -> dict:
	data = get_record("Work Proposal", SENT_RECORD)
	data["fieldname"] = "work_proposal"
	data["internal_links"] = {
		"Opportunity": "opportunity",
		"Discovery": "discovery",
		"Quotation": "quotation",
	}
	data["transactions"] = [
		{"label": _("Before"), "items": ["Opportunity", "Discovery"]},
		{"label": _("After"), "items": ["Quotation", "SOW"]},
		*data["transactions"],
	]
	return data
