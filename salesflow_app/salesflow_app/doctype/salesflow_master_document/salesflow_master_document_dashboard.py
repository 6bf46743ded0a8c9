"""Connections of a Master Document."""

from frappe import _


def get_data() -> dict:
	return {
		"fieldname": "master_document",
		"non_standard_fieldnames": {"Salesflow Master Document": "replaces"},
		"transactions": [
			{"label": _("Drafted from It"), "items": ["Work Proposal", "SOW"]},
			{"label": _("Later Versions"), "items": ["Salesflow Master Document"]},
		],
	}
