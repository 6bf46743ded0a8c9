"""What must be known about a deal before it can proceed: the client's industry and company size."""

import frappe
from frappe import _
from frappe.utils import get_link_to_form

FACTS = ["industry", "no_of_employees"]


def validate_facts(opportunity: str, next_doctype: str) -> None:
	"""Refuse the next document of a deal whose facts are missing. Raises ValidationError."""
	missing = get_missing_facts(opportunity)
	if missing:
		frappe.throw(
			_(
				"Opportunity {0}: fill in {1} (tab Details, section Organization) before you create a {2}."
			).format(
				get_link_to_form("Opportunity", opportunity),
				frappe.bold(_(" and ").join(missing)),
				_(next_doctype),
			),
			title=_("Missing on the Opportunity"),
		)


def get_missing_facts(opportunity: str) -> list[str]:
	"""Labels of the facts that are still empty."""
	values = frappe.db.get_value("Opportunity", opportunity, FACTS, as_dict=True) or {}
	meta = frappe.get_meta("Opportunity")
	return [_(meta.get_label(fieldname)) for fieldname, value in values.items() if not value]
