"""Discovery: meetings with the client until we know what to propose."""

from .model import State, Transition, Workflow

OPEN = "Open"
IN_DISCOVERY = "In Discovery"
COMPLETED = "Completed"
DISQUALIFIED = "Disqualified"

TEAM = ("Sales User", "Account Manager", "Sales Manager")

DISCOVERY = Workflow(
	name="Salesflow Discovery",
	doctype="Discovery",
	tasks={"manage_account": (OPEN, IN_DISCOVERY), "send_recap": (OPEN, IN_DISCOVERY, COMPLETED)},
	states=(
		State(OPEN, edit=TEAM),
		State(IN_DISCOVERY, edit=TEAM, style="Primary"),
		State(COMPLETED, edit=TEAM, style="Success", offers=("make_work_proposal",)),
		State(DISQUALIFIED, edit=TEAM, style="Inverse"),
	),
	transitions=(
		Transition(OPEN, "Start Discovery", IN_DISCOVERY, TEAM),
		Transition(IN_DISCOVERY, "Complete", COMPLETED, TEAM),
		Transition(OPEN, "Disqualify", DISQUALIFIED, TEAM, reason="disqualified_reason"),
		Transition(IN_DISCOVERY, "Disqualify", DISQUALIFIED, TEAM, reason="disqualified_reason"),
	),
)
