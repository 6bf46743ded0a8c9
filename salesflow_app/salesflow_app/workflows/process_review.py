"""Process Review: a draft whose figures are computed anew, then completed for good."""

from .model import ANYBODY, State, Transition, Workflow

DRAFT = "Draft"
COMPLETED = "Completed"

REVIEWERS = ("Sales Manager", "Operations Manager")
TASK = "complete_review"
"""Key of the task that the draft gives to its reviewers."""

PROCESS_REVIEW = Workflow(
	name="Salesflow Process Review",
	doctype="Process Review",
	tasks={TASK: (DRAFT,)},
	states=(
		State(DRAFT, edit=REVIEWERS, content=ANYBODY),
		State(COMPLETED, docstatus=1, edit=REVIEWERS, style="Success"),
	),
	transitions=(Transition(DRAFT, "Complete", COMPLETED, REVIEWERS),),
)
