"""What the form of an MSA is told: the steps that this user may take now, who reads it, and what waits for an answer."""

import frappe
from frappe.model.document import Document

from salesflow_app.clients import readers
from salesflow_app.documents import lifecycle, shared_names
from salesflow_app.msa import review
from salesflow_app.salesflow_app.workflows import BY_DOCTYPE
from salesflow_app.salesflow_app.workflows import contract as states
from salesflow_app.signing import delegation, questions

REVIEWED = {states.DRAFT: {True: "Mark Ready", False: "Request Legal Review"}}
"""The step that is not offered, where a review is needed and where it is not."""


def tell(msa: Document) -> None:
	shared_names.share(msa)
	readers.tell_form(msa, msa.customer)
	questions.tell_form(msa)
	delegation.tell_form(msa)
	if frappe.has_permission(msa.doctype, "write", msa):
		msa.set_onload("salesflow_steps", get_steps(msa))


def get_steps(msa: Document) -> list[dict]:
	"""Action and whether it asks for a reason, for each step that this user may take. `steps.take` checks again."""
	workflow, roles = BY_DOCTYPE["Contract"], set(frappe.get_roles())
	hidden = REVIEWED.get(msa.salesflow_state, {}).get(review.is_needed())
	return [
		{"action": step.action, "needs_reason": bool(step.reason)}
		for step in workflow.from_state(msa.salesflow_state)
		if step.is_for_staff and step.action != hidden and _may_take(msa, step, roles)
	]


def _may_take(msa: Document, step, roles: set[str]) -> bool:
	if msa.salesflow_state == states.LEGAL_REVIEW:
		return review.is_reviewer()
	return bool(roles & lifecycle.get_allowed_roles("Contract", step))
