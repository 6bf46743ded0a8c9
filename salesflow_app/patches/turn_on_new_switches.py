"""Gates that were always on became switches: a site that worked with them keeps them."""

import frappe

SWITCHES = ("use_deal_facts", "use_deal_status", "use_lead_conversion", "use_client_mails")


def execute() -> None:
	for switch in SWITCHES:
		frappe.db.set_single_value("Salesflow Settings", switch, 1)
