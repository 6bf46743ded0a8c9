"""What a state is called on the client's pages. The states themselves live in `workflows/`."""

from frappe import _

from salesflow_app.salesflow_app.workflows import (
	client_feedback,
	contract,
	payment_milestone,
	sow,
	work_proposal,
)

WAITING, GOOD, BAD, PLAIN = "waiting", "good", "bad", "plain"


def get_state(doctype: str, state: str, is_over: bool = False) -> dict[str, str]:
	"""Label and tone of a state; a state without a label of its own keeps its name.

	`is_over`: the last day for an answer has passed, but the daily job has not recorded it yet.
	"""
	if is_over:
		state = sow.EXPIRED
	label, tone = _TABLES[doctype]().get(state, (_(state), PLAIN))
	return {"name": state, "label": label, "tone": tone}


def _proposal() -> dict[str, tuple[str, str]]:
	return {
		work_proposal.SENT: (_("Awaiting response"), WAITING),
		work_proposal.VIEWED: (_("Awaiting response"), WAITING),
		work_proposal.ACCEPTED: (_("Accepted"), GOOD),
		work_proposal.DECLINED: (_("Declined"), BAD),
		work_proposal.CHANGES_REQUESTED: (_("Changes requested"), PLAIN),
		work_proposal.EXPIRED: (_("Expired"), PLAIN),
		work_proposal.SUPERSEDED: (_("Replaced"), PLAIN),
	}


def _sow() -> dict[str, tuple[str, str]]:
	return {
		sow.SENT: (_("Awaiting signature"), WAITING),
		sow.VIEWED: (_("Awaiting signature"), WAITING),
		sow.SIGNED: (_("Signed"), GOOD),
		sow.IN_FORCE: (_("Signed, in force"), GOOD),
		sow.COMPLETED: (_("Completed"), GOOD),
		sow.DECLINED: (_("Declined"), BAD),
		sow.CHANGES_REQUESTED: (_("Changes requested"), PLAIN),
		sow.EXPIRED: (_("Expired"), PLAIN),
		sow.TERMINATED: (_("Terminated"), BAD),
	}


def _msa() -> dict[str, tuple[str, str]]:
	return {
		contract.SENT: (_("Awaiting signature"), WAITING),
		contract.VIEWED: (_("Awaiting signature"), WAITING),
		contract.SIGNED: (_("Signed, in force"), GOOD),
		contract.DECLINED: (_("Declined"), BAD),
		contract.CHANGES_REQUESTED: (_("Changes requested"), PLAIN),
		contract.EXPIRED: (_("Expired"), PLAIN),
		contract.SUPERSEDED: (_("Replaced"), PLAIN),
		contract.TERMINATED: (_("Terminated"), BAD),
		contract.ENDED: (_("Ended"), PLAIN),
	}


def _milestone() -> dict[str, tuple[str, str]]:
	return {
		payment_milestone.PLANNED: (_("Planned"), PLAIN),
		payment_milestone.REACHED: (_("Reached"), PLAIN),
		payment_milestone.AWAITING_ACCEPTANCE: (_("Awaiting acceptance"), WAITING),
		payment_milestone.ACCEPTED: (_("Accepted"), GOOD),
		payment_milestone.REJECTED: (_("Rejected"), BAD),
		payment_milestone.READY_TO_BILL: (_("To be invoiced"), PLAIN),
		payment_milestone.DRAFT_INVOICED: (_("To be invoiced"), PLAIN),
		payment_milestone.INVOICED: (_("Invoiced"), PLAIN),
		payment_milestone.PARTLY_PAID: (_("Partly paid"), PLAIN),
		payment_milestone.PAID: (_("Paid"), GOOD),
		payment_milestone.ON_HOLD: (_("On hold"), PLAIN),
		payment_milestone.WAIVED: (_("Not billed"), PLAIN),
		payment_milestone.CREDITED: (_("Credited"), PLAIN),
	}


def _feedback() -> dict[str, tuple[str, str]]:
	return {
		client_feedback.ASKED: (_("Awaiting response"), WAITING),
		client_feedback.ANSWERED: (_("Answered"), GOOD),
	}


_TABLES = {
	"Work Proposal": _proposal,
	"SOW": _sow,
	"Contract": _msa,
	"Payment Milestone": _milestone,
	"Client Feedback": _feedback,
}
