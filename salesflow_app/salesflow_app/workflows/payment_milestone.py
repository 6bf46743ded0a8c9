"""Payment Milestone: reached, accepted, reported, billed once, paid (seed 0, stages 4 and 5)."""

from .model import CLIENT, SYSTEM, State, Transition, Workflow

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
FOREGONE = "Foregone"
CREDITED = "Credited"

BILLED = (DRAFT_INVOICED, INVOICED, PARTLY_PAID, PAID, CREDITED)
"""Computed from the live Sales Invoice, never set by hand."""
FINISHED = (PAID, FOREGONE, CREDITED)

MANAGERS = ("Account Manager",)
BILLING = ("Operations Manager", "Accounts User")
EDITORS = ("Account Manager", "Operations Manager", "Accounts User")

PAYMENT_MILESTONE = Workflow(
	name="Salesflow Payment Milestone",
	doctype="Payment Milestone",
	states=(
		State(PLANNED, edit=EDITORS),
		State(REACHED, edit=EDITORS, style="Primary"),
		State(AWAITING_ACCEPTANCE, edit=EDITORS, style="Warning"),
		State(ACCEPTED, edit=EDITORS, style="Success"),
		State(REJECTED, edit=EDITORS, style="Danger"),
		State(READY_TO_BILL, edit=EDITORS, style="Warning"),
		State(DRAFT_INVOICED, edit=EDITORS, style="Primary"),
		State(INVOICED, edit=EDITORS, style="Primary"),
		State(PARTLY_PAID, edit=EDITORS, style="Warning"),
		State(PAID, edit=EDITORS, style="Success"),
		State(ON_HOLD, edit=EDITORS, style="Inverse"),
		State(FOREGONE, edit=EDITORS, style="Inverse"),
		State(CREDITED, edit=EDITORS, style="Inverse"),
	),
	transitions=(
		Transition(PLANNED, "Mark Reached", REACHED, MANAGERS),
		Transition(PLANNED, "Reached by Event", REACHED, (SYSTEM,)),
		Transition(REACHED, "Not Reached after All", PLANNED, MANAGERS, reason="reason"),
		Transition(
			REACHED, "Ask for Acceptance", AWAITING_ACCEPTANCE, MANAGERS, condition="doc.acceptance_needed"
		),
		Transition(AWAITING_ACCEPTANCE, "Accept", ACCEPTED, (CLIENT,)),
		Transition(AWAITING_ACCEPTANCE, "Reject", REJECTED, (CLIENT,)),
		Transition(REJECTED, "Rework", PLANNED, MANAGERS),
		Transition(
			REACHED, "Report to Billing", READY_TO_BILL, MANAGERS, condition="not doc.acceptance_needed"
		),
		Transition(ACCEPTED, "Report to Billing", READY_TO_BILL, MANAGERS),
		Transition(
			READY_TO_BILL,
			"Ask Back",
			REACHED,
			BILLING,
			condition="not doc.acceptance_needed",
			reason="reason",
		),
		Transition(
			READY_TO_BILL, "Ask Back", ACCEPTED, BILLING, condition="doc.acceptance_needed", reason="reason"
		),
		Transition(READY_TO_BILL, "Hold", ON_HOLD, BILLING, reason="reason"),
		Transition(ON_HOLD, "Release", READY_TO_BILL, BILLING),
		Transition(PLANNED, "Forego", FOREGONE, ("Operations Manager",), reason="reason"),
	),
)
