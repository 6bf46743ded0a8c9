"""The MSA on ERPNext's Contract: drafted, reviewed, sent, signed by the client, in force until it ends.

Frappe's desk has no Workflow for it: that would stop contracts of other kinds. `msa/steps.py` takes the steps of staff.
"""

from .model import ANYBODY, CLIENT, SYSTEM, State, Transition, Workflow

DRAFT = "Draft"
LEGAL_REVIEW = "Legal Review"
READY = "Ready"
SENT = "Sent"
VIEWED = "Viewed"
SIGNED = "Signed"
CHANGES_REQUESTED = "Changes Requested"
DECLINED = "Declined"
EXPIRED = "Expired"
SUPERSEDED = "Superseded"
TERMINATED = "Terminated"
ENDED = "Ended"

EDITORS = ("Sales Manager", "Account Manager", "Operations Manager", "Sales Assistant")
MANAGERS = ("Sales Manager", "Operations Manager")
REVIEWERS = ("All",)
"""Whom Salesflow Settings name: `msa/review.py` knows who that is."""
CLIENT_OPEN = (SENT, VIEWED)
"""The client can still answer."""
BINDING = (SIGNED, TERMINATED, ENDED)
"""Signed by the client, in force or not any more."""
ANSWERED = (*BINDING, CHANGES_REQUESTED, DECLINED)
CLIENT_VISIBLE = (*CLIENT_OPEN, *ANSWERED, EXPIRED, SUPERSEDED)
"""The client can read it."""
REVISABLE = (SENT, VIEWED, CHANGES_REQUESTED, DECLINED, EXPIRED)
"""Sent and not signed: a new version takes its place."""
EDITED_BEFORE = (DRAFT, LEGAL_REVIEW, READY)
"""Nobody at the client has seen it yet."""

CONTRACT = Workflow(
	name="Salesflow MSA",
	doctype="Contract",
	state_field="salesflow_state",
	is_optional=True,
	is_on_desk=False,
	keeps_evidence=True,
	tasks={
		"review": (LEGAL_REVIEW,),
		"rework": (DRAFT,),
		"send": (READY,),
		"answer_client": (CHANGES_REQUESTED, DECLINED, EXPIRED),
		"confirm_offline": CLIENT_OPEN,
		"confirm_delegate": CLIENT_OPEN,
		"answer_question": CLIENT_VISIBLE,
		"send_again": CLIENT_OPEN,
		"msa_notice": (SIGNED,),
		"msa_end": (SIGNED, ENDED),
	},
	states=(
		State(DRAFT, edit=EDITORS, content=ANYBODY, shows_reason=True),
		State(LEGAL_REVIEW, edit=EDITORS, style="Warning"),
		State(READY, edit=EDITORS, style="Success"),
		State(SENT, 1, edit=EDITORS, style="Primary", offers=("record_offline",)),
		State(VIEWED, 1, edit=EDITORS, style="Primary", offers=("record_offline",)),
		State(CHANGES_REQUESTED, 1, edit=EDITORS, style="Warning", shows_reason=True),
		State(DECLINED, 1, edit=EDITORS, style="Danger", shows_reason=True),
		State(EXPIRED, 1, edit=EDITORS, style="Inverse"),
		State(SIGNED, 1, edit=EDITORS, style="Success", offers=("make_sow", "renew")),
		State(TERMINATED, 1, edit=MANAGERS, style="Danger", shows_reason=True, offers=("renew",)),
		State(ENDED, 1, edit=MANAGERS, style="Inverse", shows_reason=True, offers=("renew",)),
		State(SUPERSEDED, 2, edit=EDITORS, style="Inverse"),
	),
	transitions=(
		Transition(DRAFT, "Request Legal Review", LEGAL_REVIEW, EDITORS),
		Transition(LEGAL_REVIEW, "Approve", READY, REVIEWERS),
		Transition(
			LEGAL_REVIEW, "Send Back", DRAFT, REVIEWERS, reason="salesflow_reason", recorded_as="sent_back"
		),
		Transition(DRAFT, "Mark Ready", READY, EDITORS),
		Transition(READY, "Revise", DRAFT, EDITORS, recorded_as="revised"),
		Transition(READY, "Send to Client", SENT, EDITORS),
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
		*(Transition(state, "New Version", SUPERSEDED, EDITORS) for state in REVISABLE),
		Transition(SIGNED, "Terminate", TERMINATED, MANAGERS, reason="salesflow_reason"),
		Transition(SIGNED, "End", ENDED, (SYSTEM,)),
	),
)
