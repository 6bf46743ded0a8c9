"""What must be known about a deal before it can proceed: the client's industry and company size."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form

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
				frappe.bold(f" {_('and')} ".join(missing)),
				_(next_doctype),
			),
			title=_("Missing on the Opportunity"),
		)


def validate_amount(opportunity: Document) -> None:
	"""Refuse to enter an amount below zero; ERPNext takes it, and the pipeline would count it. What stood there stays."""
	if flt(opportunity.opportunity_amount) < 0 and opportunity.has_value_changed("opportunity_amount"):
		frappe.throw(
			_("Opportunity {0}, {1}: {2} is below zero. Enter what the deal is worth.").format(
				opportunity.name or _("(new)"),
				frappe.bold(_(opportunity.meta.get_label("opportunity_amount"))),
				opportunity.get_formatted("opportunity_amount"),
			)
		)


def get_missing_facts(opportunity: str) -> list[str]:
	"""Labels of the facts that are still empty."""
	values = frappe.db.get_value("Opportunity", opportunity, FACTS, as_dict=True) or {}
	meta = frappe.get_meta("Opportunity")
	return [_(meta.get_label(fieldname)) for fieldname, value in values.items() if not value]
