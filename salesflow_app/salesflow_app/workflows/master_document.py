"""Master Document: the one source of our texts, approved before it is used."""

from .model import ANYBODY, SYSTEM, State, Transition, Workflow

DRAFT = "Draft"
APPROVED = "Approved"
SUPERSEDED = "Superseded"

EDITORS = ("Account Manager", "Operations Manager")
APPROVERS = ("Operations Manager", "SOW Approver")

MASTER_DOCUMENT = Workflow(
	name="Salesflow Master Document",
	doctype="Salesflow Master Document",
	states=(
		State(DRAFT, edit=EDITORS, content=ANYBODY),
		State(APPROVED, edit=APPROVERS, style="Success", offers=("make_new_version",)),
		State(SUPERSEDED, edit=APPROVERS, style="Inverse"),
	),
	transitions=(
		Transition(DRAFT, "Approve", APPROVED, APPROVERS, self_approval=False),
		Transition(APPROVED, "Supersede", SUPERSEDED, (SYSTEM,)),
	),
)
