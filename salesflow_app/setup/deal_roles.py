"""Roles that see all deals, as proposed when a site first shows people only their own and their team's."""

import frappe
from frappe import _


def propose() -> list[dict]:
	"""Rows for Salesflow Settings: those of these roles that the site has, each with the reason."""
	return [
		{"role": role, "why": why} for role, why in _get_reasons().items() if frappe.db.exists("Role", role)
	]


def _get_reasons() -> dict[str, str]:
	"""No Sales Manager, who leads a team and sees it as its leader, and no SOW Approver, who sees what there is to approve."""
	office = _("Prepares SOWs, orders and mails of all deals")
	books = _("Bills orders and milestones, and books payments")
	service = _("Serves the client after the sale, whoever sold")
	shipping = _("Makes, packs, checks or ships what was ordered, whoever sold")
	return {
		"System Manager": _("Sets SalesFlow up and helps where somebody is stuck"),
		"Operations Manager": _("Answers for every deal after the signature"),
		"Sales Assistant": office,
		"Salesflow Auditor": _("Audits deals and changes nothing"),
		"Auditor": _("Audits deals and changes nothing"),
		"Accounts Manager": books,
		"Accounts User": books,
		"Support Team": service,
		"Maintenance Manager": service,
		"Maintenance User": service,
		"Manufacturing User": shipping,
		"Quality Manager": shipping,
		"Stock Manager": shipping,
		"Stock User": shipping,
		"Delivery Manager": shipping,
		"Delivery User": shipping,
	}
