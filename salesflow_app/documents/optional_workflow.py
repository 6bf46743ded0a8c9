"""Says whether our workflow guards an ERPNext document here, or the site uses none or its own."""

from frappe.model.workflow import get_workflow_name

from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.settings import get_settings

SWITCHES = {"Sales Order": "use_order_approval", "Delivery Note": "use_clearance"}


def is_used(doctype: str) -> bool:
	"""True where Salesflow Settings ask for it and the site has no active workflow of its own."""
	if not get_settings().get(SWITCHES[doctype]):
		return False
	return get_workflow_name(doctype) in (None, "", BY_DOCTYPE[doctype].name)
