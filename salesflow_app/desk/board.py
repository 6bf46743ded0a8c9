"""Moves of a deal on the Kanban board: what a move needs, or why it cannot be, said before the card is dropped.

The rules are those of a save (`deal/status.py`); this only asks them earlier.
"""

import frappe
from frappe.model.document import Document

from salesflow_app.deal.advice import TASK
from salesflow_app.deal.status import LOST, validate_by_hand
from salesflow_app.people.tasks import KEY


@frappe.whitelist()
def get_needs(name: str, status: str) -> dict[str, str | bool]:
	"""`refusal`, a sentence, or what to ask for: `lost` the reasons, `advice` the reader's own, which they may leave out.

	Raises PermissionError where the reader may not change the Opportunity.
	"""
	opportunity = frappe.get_doc("Opportunity", name)
	frappe.has_permission("Opportunity", "write", doc=opportunity, throw=True)
	refusal = _find_refusal(opportunity, status)
	return {
		"refusal": refusal,
		"lost": not refusal and status == LOST and opportunity.status != LOST,
		"advice": not refusal and status != LOST and _owes_advice(opportunity),
	}


def _find_refusal(opportunity: Document, status: str) -> str:
	"""What a save with this status would say."""
	moved = frappe.copy_doc(opportunity, ignore_no_copy=False)
	moved.update({"name": opportunity.name, "owner": opportunity.owner, "status": status})
	moved._doc_before_save = opportunity
	frappe.clear_messages()
	try:
		validate_by_hand(moved)
	except frappe.ValidationError as error:
		frappe.clear_messages()
		return str(error)
	return ""


def _owes_advice(opportunity: Document) -> bool:
	"""Was the reader asked for advice on it?"""
	asked = {
		"reference_type": "Opportunity",
		"reference_name": opportunity.name,
		"allocated_to": frappe.session.user,
		"status": "Open",
		KEY: TASK,
	}
	return not opportunity.salesflow_advice and bool(frappe.db.exists("ToDo", asked))
