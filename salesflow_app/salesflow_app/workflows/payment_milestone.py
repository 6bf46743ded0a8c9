"""Payment Milestone: reached, accepted, reported, billed once, paid. From the draft invoice on, the ledger decides."""

from .model import ANYBODY, CLIENT, SYSTEM, State, Transition, Workflow

PLANNED = "Planned"
REACHED = "Reached"
AWAITING_ACCEPTANCE = "Awaiting Acceptance"
ACCEPTED = "Accepted"
REJECTED = "Rejected"
READY_TO_BILL = "Ready to Bill"
DRAFT_INVOICED = "Draft Invoiced"
INVOICED = "Invoiced"
PARTLY_PAID = "Partly Paid"
PAID = "Paid"
ON_HOLD = "On Hold"
WAIVED = "Waived"
CREDITED = "Credited"

UNBILLED = (PLANNED, REACHED, AWAITING_ACCEPTANCE, ACCEPTED, REJECTED, READY_TO_BILL, ON_HOLD)
"""States without a live Sales Invoice; people move the milestone here."""
REACHED_UNBILLED = (REACHED, AWAITING_ACCEPTANCE, REJECTED, READY_TO_BILL, ON_HOLD)
"""Reached, and neither accepted by the client nor billed."""
BILLED = (DRAFT_INVOICED, INVOICED, PARTLY_PAID, PAID, CREDITED)
"""Computed from the live Sales Invoice, never set by hand."""
OWED = (DRAFT_INVOICED, INVOICED, PARTLY_PAID, PAID)
"""Billed, and not given back."""
WAIVABLE = (*UNBILLED, CREDITED)
"""Nobody owes anything for it: the end of its SOW waives it."""
DONE = (READY_TO_BILL, DRAFT_INVOICED, INVOICED, PARTLY_PAID, PAID, WAIVED)
"""The work is done and reported, or given up."""
FINISHED = (PAID, WAIVED)
"""A credited milestone is not: someone decides whether it is billed again."""

MANAGERS = ("Account Manager",)
BILLING = ("Operations Manager", "Accounts User")
EDITORS = ("Account Manager", "Operations Manager", "Accounts User")


def _get_ledger_steps() -> list[Transition]:
	"""The live invoice takes the milestone from any billed state to any other, and back when it is gone."""
	steps = [Transition(READY_TO_BILL, "Draft Made", DRAFT_INVOICED, (SYSTEM,))]
	for state in BILLED:
		steps += [
			Transition(state, other, other, (SYSTEM,))
			for other in BILLED
			if other not in (state, DRAFT_INVOICED)
		]
		steps.append(
			Transition(state, "Invoice Withdrawn", READY_TO_BILL, (SYSTEM,), recorded_as="invoice_withdrawn")
		)
	return steps


PAYMENT_MILESTONE = Workflow(
	name="Salesflow Payment Milestone",
	doctype="Payment Milestone",
	keeps_evidence=True,
	tasks={
		"report": (REACHED, ACCEPTED),
		"answer_billing": (REACHED, ACCEPTED),
		"ask_client": (AWAITING_ACCEPTANCE,),
		"answer_rejection": (PLANNED,),
		"rework": (REJECTED,),
		"bill": (READY_TO_BILL,),
		"submit_invoice": (DRAFT_INVOICED,),
		"decide_credited": (CREDITED,),
	},
	states=(
		State(PLANNED, edit=EDITORS, content=ANYBODY),
		State(REACHED, edit=EDITORS, style="Primary", content=ANYBODY),
		State(AWAITING_ACCEPTANCE, edit=EDITORS, style="Warning", content=ANYBODY),
		State(ACCEPTED, edit=EDITORS, style="Success", content=ANYBODY),
		State(REJECTED, edit=EDITORS, style="Danger", content=ANYBODY, shows_reason=True),
		State(READY_TO_BILL, edit=EDITORS, style="Warning", content=ANYBODY, offers=("make_sales_invoice",)),
		State(DRAFT_INVOICED, edit=EDITORS, style="Primary"),
		State(INVOICED, edit=EDITORS, style="Primary"),
		State(PARTLY_PAID, edit=EDITORS, style="Warning"),
		State(PAID, edit=EDITORS, style="Success"),
		State(ON_HOLD, edit=EDITORS, style="Inverse", content=ANYBODY, shows_reason=True),
		State(WAIVED, edit=EDITORS, style="Inverse", shows_reason=True),
		State(CREDITED, edit=EDITORS, style="Inverse"),
	),
	transitions=(
		Transition(PLANNED, "Mark Reached", REACHED, MANAGERS),
		Transition(PLANNED, "Reached by Event", REACHED, (SYSTEM,)),
		Transition(
			REACHED, "Not Reached after All", PLANNED, MANAGERS, reason="reason", recorded_as="not_reached"
		),
		Transition(
			REACHED, "Ask for Acceptance", AWAITING_ACCEPTANCE, MANAGERS, condition="doc.acceptance_needed"
		),
		Transition(AWAITING_ACCEPTANCE, "Accept", ACCEPTED, (CLIENT,)),
		Transition(AWAITING_ACCEPTANCE, "Reject", REJECTED, (CLIENT,)),
		Transition(
			AWAITING_ACCEPTANCE, "Accept by Silence", ACCEPTED, (SYSTEM,), recorded_as="deemed_accepted"
		),
		Transition(REJECTED, "Rework", PLANNED, MANAGERS, recorded_as="reworked"),
		Transition(
			REACHED, "Report to Billing", READY_TO_BILL, MANAGERS, condition="not doc.acceptance_needed"
		),
		Transition(ACCEPTED, "Report to Billing", READY_TO_BILL, MANAGERS),
		Transition(REACHED, "Month Begins", READY_TO_BILL, (SYSTEM,)),
		Transition(
			READY_TO_BILL,
			"Return with Question",
			REACHED,
			BILLING,
			condition="not doc.acceptance_needed",
			reason="reason",
			recorded_as="returned_with_question",
		),
		Transition(
			READY_TO_BILL,
			"Return with Question",
			ACCEPTED,
			BILLING,
			condition="doc.acceptance_needed",
			reason="reason",
			recorded_as="returned_with_question",
		),
		Transition(READY_TO_BILL, "Reject", PLANNED, BILLING, reason="reason", recorded_as="notice_rejected"),
		*(
			Transition(state, "Withdrawn", PLANNED, (SYSTEM,), recorded_as="reaching_withdrawn")
			for state in REACHED_UNBILLED
		),
		Transition(READY_TO_BILL, "Hold", ON_HOLD, BILLING, reason="reason"),
		Transition(ON_HOLD, "Release", READY_TO_BILL, BILLING, recorded_as="released"),
		Transition(ON_HOLD, "Hold Ends", READY_TO_BILL, (SYSTEM,), recorded_as="released"),
		Transition(PLANNED, "Waive", WAIVED, ("Operations Manager",), reason="reason"),
		Transition(CREDITED, "Bill Again", READY_TO_BILL, BILLING, recorded_as="billed_again"),
		Transition(CREDITED, "Waive", WAIVED, ("Operations Manager",), reason="reason"),
		*(Transition(state, "Waived with the SOW", WAIVED, (SYSTEM,)) for state in WAIVABLE),
		*_get_ledger_steps(),
	),
)
