"""Lead -> Discovery: a talk with a lead that has no opportunity yet."""

import frappe
from frappe.model.document import Document

from salesflow_app.conversions.opportunity_to_discovery import add_attendees


@frappe.whitelist()
def make_discovery(source_name: str) -> Document:
	"""An unsaved Discovery of a lead. Raises PermissionError without read permission on the lead."""
	frappe.has_permission("Lead", "read", source_name, throw=True)
	lead = frappe.get_doc("Lead", source_name)
	discovery = frappe.new_doc("Discovery")
	discovery.update(
		{
			"party_type": "Lead",
			"party_name": lead.name,
			"customer_name": lead.company_name or lead.lead_name,
			"company": lead.company,
			"sales_person": lead.lead_owner or frappe.session.user,
		}
	)
	add_attendees(discovery)
	return discovery
