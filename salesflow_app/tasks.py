"""What the clock runs. Each task is safe to repeat, and one document that fails does not stop the others."""

import frappe
from frappe import _
from frappe.utils import today

from salesflow_app import lifecycle, people
from salesflow_app.evidence import log
from salesflow_app.locks import lock_row
from salesflow_app.salesflow_app.workflows import work_proposal


def expire_proposals() -> None:
	"""Daily: proposals that the client did not answer until their last day are expired."""
	names = frappe.get_all(
		"Work Proposal",
		{"workflow_state": ("in", work_proposal.CLIENT_OPEN), "docstatus": 1, "valid_till": ("<", today())},
		pluck="name",
		order_by="valid_till asc",
	)
	for name in names:
		_try(expire_proposal, name)


def expire_proposal(name: str) -> None:
	"""Expire one proposal, unless it was answered a moment ago, and ask its account manager what to do."""
	lock_row("Work Proposal", name)
	proposal = frappe.get_doc("Work Proposal", name, for_update=True)
	if proposal.workflow_state not in work_proposal.CLIENT_OPEN or str(proposal.valid_till) >= today():
		return
	lifecycle.move(proposal, work_proposal.EXPIRED)
	log.record(proposal, "expired", kind="System")
	people.assign(
		proposal,
		[proposal.account_manager],
		_("Work Proposal {0} for {1} has expired: make a new version or let it rest").format(
			proposal.name, proposal.customer_name
		),
	)


def _try(function, name: str) -> None:
	frappe.db.savepoint("salesflow_task")
	try:
		function(name)
	except Exception:
		frappe.db.rollback(save_point="salesflow_task")
		frappe.log_error(title=f"{function.__name__}: {name}")
