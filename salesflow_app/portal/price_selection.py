"""The page of a proposal asks what it comes to with the options ticked on it. Reads only; accepting computes anew."""

import frappe

from salesflow_app.clients import access
from salesflow_app.portal import acts, proposal_view
from salesflow_app.proposal import selection
from salesflow_app.salesflow_app.workflows import work_proposal as states


@frappe.whitelist(methods=["POST"])
def price_selection(name: str, selected: str = "[]") -> dict:
	"""Totals and plan amounts as text, with the options in `selected` (row names as JSON list).

	Raises DoesNotExistError, or ValidationError where the proposal waits for no answer.
	"""
	proposal = access.get_visible("Work Proposal", name)
	acts.validate_open(proposal, states.CLIENT_OPEN)
	selection.select(proposal, selection.read_selection(proposal, selected))
	return proposal_view.get_amounts(proposal)
