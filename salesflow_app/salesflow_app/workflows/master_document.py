"""Master Document: the one source of our texts (seed 0), approved before it is used."""

from .model import SYSTEM, State, Transition, Workflow

DRAFT = "Draft"
APPROVED = "Approved"
SUPERSEDED = "Superseded"

EDITORS = ("Account Manager", "Operations Manager")
APPROVERS = ("Operations Manager", "SOW Approver")

MASTER_DOCUMENT = Workflow(
	name="Salesflow Master Document",
	doctype="Master Document",
	states=(
		State(DRAFT, edit=EDITORS),
		State(APPROVED, edit=APPROVERS, style="Success"),
		State(SUPERSEDED, edit=APPROVERS, style="Inverse"),
	),
	transitions=(
		Transition(DRAFT, "Approve", APPROVED, APPROVERS),
		Transition(APPROVED, "Supersede", SUPERSEDED, (SYSTEM,)),
	),
)
