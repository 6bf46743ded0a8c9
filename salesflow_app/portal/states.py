"""What a state is called on the client's pages. The states themselves live in `workflows/`."""

from frappe import _

from salesflow_app.salesflow_app.workflows import payment_milestone, sow, work_proposal

WAITING, GOOD, BAD, PLAIN = "waiting", "good", "bad", "plain"


def get_state(doctype: str, state: str, is_over: bool = False) -> dict[str, str]:
	"""Label and tone of a state; a state without words of its own keeps its name.

	`is_over`: the last day for an answer has passed, and the clock has not written it down yet.
	"""
	if is_over:
		state = sow.EXPIRED
	label, tone = _TABLES[doctype]().get(state, (_(state), PLAIN))
	return {"name": state, "label": label, "tone": tone}


def _proposal() -> dict[str, tuple[str, str]]:
	return {
		work_proposal.SENT: (_("Waiting for an answer"), WAITING),
		work_proposal.VIEWED: (_("Waiting for an answer"), WAITING),
		work_proposal.ACCEPTED: (_("Accepted"), GOOD),
		work_proposal.DECLINED: (_("Declined"), BAD),
		work_proposal.CHANGES_REQUESTED: (_("Changes asked for"), PLAIN),
		work_proposal.EXPIRED: (_("Expired"), PLAIN),
		work_proposal.SUPERSEDED: (_("Replaced"), PLAIN),
	}


def _sow() -> dict[str, tuple[str, str]]:
	return {
		sow.SENT: (_("Waiting for signature"), WAITING),
		sow.VIEWED: (_("Waiting for signature"), WAITING),
		sow.SIGNED: (_("Signed"), GOOD),
		sow.IN_FORCE: (_("Signed, in force"), GOOD),
		sow.COMPLETED: (_("Completed"), GOOD),
		sow.DECLINED: (_("Declined"), BAD),
		sow.CHANGES_REQUESTED: (_("Changes asked for"), PLAIN),
		sow.EXPIRED: (_("Expired"), PLAIN),
		sow.TERMINATED: (_("Terminated"), BAD),
	}


def _milestone() -> dict[str, tuple[str, str]]:
	return {
		payment_milestone.PLANNED: (_("Planned"), PLAIN),
		payment_milestone.REACHED: (_("Reached"), PLAIN),
		payment_milestone.AWAITING_ACCEPTANCE: (_("Waiting for acceptance"), WAITING),
		payment_milestone.ACCEPTED: (_("Accepted"), GOOD),
		payment_milestone.REJECTED: (_("Sent back"), BAD),
		payment_milestone.READY_TO_BILL: (_("To be invoiced"), PLAIN),
		payment_milestone.DRAFT_INVOICED: (_("To be invoiced"), PLAIN),
		payment_milestone.INVOICED: (_("Invoiced"), PLAIN),
		payment_milestone.PARTLY_PAID: (_("Partly paid"), PLAIN),
		payment_milestone.PAID: (_("Paid"), GOOD),
		payment_milestone.ON_HOLD: (_("On hold"), PLAIN),
		payment_milestone.WAIVED: (_("Not billed"), PLAIN),
		payment_milestone.CREDITED: (_("Credited"), PLAIN),
	}


_TABLES = {"Work Proposal": _proposal, "SOW": _sow, "Payment Milestone": _milestone}
