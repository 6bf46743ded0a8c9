"""Work Proposal: price and text, approved inside, answered by the client."""

from .model import ANYBODY, CLIENT, SYSTEM, State, Transition, Workflow

DRAFT = "Draft"
IN_REVIEW = "In Review"
APPROVED = "Approved"
SENT = "Sent"
VIEWED = "Viewed"
ACCEPTED = "Accepted"
DECLINED = "Declined"
CHANGES_REQUESTED = "Changes Requested"
EXPIRED = "Expired"
SUPERSEDED = "Superseded"

EDITORS = ("Account Manager", "Operations Manager")
APPROVERS = ("Operations Manager",)
CLIENT_OPEN = (SENT, VIEWED)
"""The client can still answer."""
CLIENT_VISIBLE = (SENT, VIEWED, ACCEPTED, DECLINED, CHANGES_REQUESTED, EXPIRED)
"""The client can read it."""
LOCKED = (APPROVED,)
"""Drafts whose content is approved: to change it, revise it first."""

WORK_PROPOSAL = Workflow(
	name="Salesflow Work Proposal",
	doctype="Work Proposal",
	keeps_evidence=True,
	tasks={
		"rework": (DRAFT,),
		"review": (IN_REVIEW,),
		"answer_approver": (IN_REVIEW,),
		"send": (APPROVED,),
		"answer_client": (DECLINED, CHANGES_REQUESTED, EXPIRED),
		"confirm_offline": CLIENT_OPEN,
		"answer_question": CLIENT_VISIBLE,
		"confirm_delegate": CLIENT_OPEN,
		"send_again": CLIENT_OPEN,
	},
	states=(
		State(
			DRAFT,
			edit=EDITORS,
			content=ANYBODY,
			shows_reason=True,
			offers=("import_price_offer", "refresh_text"),
		),
		State(IN_REVIEW, edit=EDITORS, style="Warning", content=APPROVERS, offers=("decide",)),
		State(APPROVED, edit=EDITORS, style="Success"),
		State(SENT, 1, edit=EDITORS, style="Primary", offers=("record_offline",)),
		State(VIEWED, 1, edit=EDITORS, style="Primary", offers=("record_offline",)),
		State(ACCEPTED, 1, edit=EDITORS, style="Success", offers=("make_sow", "make_sales_order")),
		State(DECLINED, 1, edit=EDITORS, style="Danger", shows_reason=True),
		State(CHANGES_REQUESTED, 1, edit=EDITORS, style="Warning", shows_reason=True),
		State(EXPIRED, 1, edit=EDITORS, style="Inverse"),
		State(SUPERSEDED, 2, edit=EDITORS, style="Inverse"),
	),
	transitions=(
		Transition(DRAFT, "Send for Review", IN_REVIEW, ("Account Manager",)),
		Transition(IN_REVIEW, "Approve", APPROVED, APPROVERS, self_approval=False),
		Transition(IN_REVIEW, "Send Back", DRAFT, APPROVERS, reason="reason", recorded_as="sent_back"),
		Transition(APPROVED, "Revise", DRAFT, EDITORS, recorded_as="revised"),
		Transition(APPROVED, "Send to Client", SENT, ("Account Manager",)),
		Transition(SENT, "View", VIEWED, (CLIENT,)),
		*(
			Transition(state, action, next_state, (actor,))
			for state in CLIENT_OPEN
			for action, next_state, actor in (
				("Accept", ACCEPTED, CLIENT),
				("Decline", DECLINED, CLIENT),
				("Request Changes", CHANGES_REQUESTED, CLIENT),
				("Expire", EXPIRED, SYSTEM),
			)
		),
		*(
			Transition(state, "Supersede", SUPERSEDED, EDITORS)
			for state in (SENT, VIEWED, DECLINED, CHANGES_REQUESTED, EXPIRED)
		),
	),
)
