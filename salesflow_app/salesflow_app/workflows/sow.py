"""SOW: requested, drafted, reviewed, sent, signed by the client, in force."""

from .model import ANYBODY, CLIENT, SYSTEM, State, Transition, Workflow

REQUESTED = "Requested"
DRAFTING = "Drafting"
SENIOR_REVIEW = "Senior Review"
READY = "Ready"
SENT = "Sent"
VIEWED = "Viewed"
SIGNED = "Signed"
CHANGES_REQUESTED = "Changes Requested"
DECLINED = "Declined"
EXPIRED = "Expired"
IN_FORCE = "In Force"
COMPLETED = "Completed"
TERMINATED = "Terminated"

DRAFTERS = ("Sales Assistant", "Account Manager")
REVIEWERS = ("SOW Approver",)
MANAGERS = ("Account Manager", "Operations Manager")
CLIENT_OPEN = (SENT, VIEWED)
"""The client can still answer."""
CLIENT_VISIBLE = (SENT, VIEWED, SIGNED, CHANGES_REQUESTED, DECLINED, EXPIRED, IN_FORCE, COMPLETED)
"""The client can read it."""
BINDING = (SIGNED, IN_FORCE, COMPLETED)
"""Signed by the client and not terminated: an order may be based on it."""
GIVEN_UP = (DECLINED, EXPIRED, TERMINATED)
"""Nothing follows from it any more, unless it is revised."""
REVISABLE = (READY, SENT, VIEWED, CHANGES_REQUESTED, DECLINED, EXPIRED)
OFFERED_WHEN_SIGNED = ("make_change_order", "make_sales_order", "end_retainer")

SOW = Workflow(
	name="Salesflow SOW",
	doctype="SOW",
	keeps_evidence=True,
	tasks={
		"draft": (REQUESTED, DRAFTING),
		"review": (SENIOR_REVIEW,),
		"answer_approver": (SENIOR_REVIEW,),
		"send": (READY,),
		"answer_client": (CHANGES_REQUESTED, DECLINED, EXPIRED),
		"have_order_approved": (SIGNED,),
		"check_billing_data": (SIGNED, IN_FORCE),
		"confirm_offline": CLIENT_OPEN,
		"countersign": (READY, SIGNED),
		"answer_question": CLIENT_VISIBLE,
		"confirm_delegate": CLIENT_OPEN,
		"send_again": CLIENT_OPEN,
		"look_after_envelope": (SENT, VIEWED, DRAFTING, READY, CHANGES_REQUESTED, DECLINED, EXPIRED),
	},
	states=(
		State(REQUESTED, edit=(*DRAFTERS, "Sales User"), content=ANYBODY, offers=("refresh_text",)),
		State(
			DRAFTING,
			edit=DRAFTERS,
			style="Primary",
			content=ANYBODY,
			shows_reason=True,
			offers=("refresh_text",),
		),
		State(SENIOR_REVIEW, edit=REVIEWERS, style="Warning", offers=("decide",)),
		State(READY, edit=DRAFTERS, style="Success"),
		State(SENT, edit=DRAFTERS, style="Primary", offers=("record_offline",)),
		State(VIEWED, edit=DRAFTERS, style="Primary", offers=("record_offline",)),
		State(CHANGES_REQUESTED, edit=DRAFTERS, style="Warning", shows_reason=True),
		State(DECLINED, edit=DRAFTERS, style="Danger", shows_reason=True),
		State(EXPIRED, edit=DRAFTERS, style="Inverse"),
		State(SIGNED, 1, edit=MANAGERS, style="Success", offers=OFFERED_WHEN_SIGNED),
		State(IN_FORCE, 1, edit=MANAGERS, style="Success", offers=OFFERED_WHEN_SIGNED),
		State(COMPLETED, 1, edit=("Operations Manager",), style="Success", offers=("make_change_order",)),
		State(TERMINATED, 2, edit=("Operations Manager",), style="Danger", shows_reason=True),
	),
	transitions=(
		Transition(REQUESTED, "Start Drafting", DRAFTING, DRAFTERS),
		Transition(
			DRAFTING, "Request Senior Review", SENIOR_REVIEW, DRAFTERS, condition="doc.senior_review_needed"
		),
		Transition(SENIOR_REVIEW, "Approve", READY, REVIEWERS, self_approval=False),
		Transition(SENIOR_REVIEW, "Send Back", DRAFTING, REVIEWERS, reason="reason", recorded_as="sent_back"),
		Transition(DRAFTING, "Mark Ready", READY, DRAFTERS, condition="not doc.senior_review_needed"),
		Transition(READY, "Send to Client", SENT, DRAFTERS),
		*(Transition(state, "Revise", DRAFTING, DRAFTERS, recorded_as="revised") for state in REVISABLE),
		Transition(SENT, "View", VIEWED, (CLIENT,)),
		*(
			Transition(state, action, next_state, (actor,))
			for state in CLIENT_OPEN
			for action, next_state, actor in (
				("Sign", SIGNED, CLIENT),
				("Request Changes", CHANGES_REQUESTED, CLIENT),
				("Decline", DECLINED, CLIENT),
				("Expire", EXPIRED, SYSTEM),
			)
		),
		Transition(SIGNED, "Start", IN_FORCE, (SYSTEM,)),
		Transition(IN_FORCE, "Complete", COMPLETED, MANAGERS),
		Transition(SIGNED, "Terminate", TERMINATED, ("Operations Manager",), reason="reason"),
		Transition(IN_FORCE, "Terminate", TERMINATED, ("Operations Manager",), reason="reason"),
	),
)
EDITABLE = SOW.editable
"""States in which the content may change; in all others it is frozen."""
