"""Client Feedback: asked once, answered by the client or not at all."""

from .model import CLIENT, SYSTEM, State, Transition, Workflow

ASKED = "Asked"
ANSWERED = "Answered"
EXPIRED = "Expired"
WITHDRAWN = "Withdrawn"

CLIENT_VISIBLE = (ASKED, ANSWERED)
MANAGERS = ("Account Manager", "Sales Manager", "Operations Manager")
LOW_MARKS = "low_marks"
"""Key of the task after low marks: it stays until whoever has it closes it."""

CLIENT_FEEDBACK = Workflow(
	name="Salesflow Client Feedback",
	doctype="Client Feedback",
	keeps_evidence=True,
	tasks={"send_again": (ASKED,), "mail_refused": (ASKED,)},
	states=(
		State(ASKED, edit=MANAGERS, style="Warning"),
		State(ANSWERED, edit=MANAGERS, style="Success"),
		State(EXPIRED, edit=MANAGERS, style="Inverse"),
		State(WITHDRAWN, edit=MANAGERS, style="Inverse", shows_reason=True),
	),
	transitions=(
		Transition(ASKED, "Answer", ANSWERED, (CLIENT,)),
		Transition(ASKED, "Withdraw", WITHDRAWN, MANAGERS, reason="reason"),
		Transition(ASKED, "Expire", EXPIRED, (SYSTEM,)),
	),
)
