"""What the figures of a process review are called, and how a value reads."""

from frappe import _

from salesflow_app.feedback import questions
from salesflow_app.rules.process_figures import Figure
from salesflow_app.text.formats import number

PER_CENT = ("first_time_approvals", "feedback_answered")
RATIOS = ("changes_per_proposal", "reminders_per_paid_invoice")
MARKS = ("mark_1", "mark_2", "mark_3")
NONE = "–"


def get_labels() -> dict[str, str]:
	"""Key -> label, in the order of the review."""
	asked = questions.read(questions.get_asked())
	return {
		"opening_to_proposal": _("Opening to first proposal (median days)"),
		"proposal_to_answer": _("Proposal sent to answered (median days)"),
		"answer_to_signature": _("Proposal accepted to SOW signed (median days)"),
		"sow_to_signature": _("SOW sent to signed (median days)"),
		"changes_per_proposal": _("Changes asked for per proposal sent"),
		"first_time_approvals": _("Approved the first time"),
		"milestone_slip": _("Milestones later than planned (median days)"),
		"days_to_invoice": _("Milestone reached to invoiced (median days)"),
		"days_to_cash": _("Invoiced to paid (median days)"),
		"reminders_per_paid_invoice": _("Reminders per paid invoice"),
		**{f"mark_{row['number']}": _("Clients, of 5: {0}").format(row["words"]) for row in asked},
		"feedback_answered": _("Clients who answered"),
	}


def show(key: str, figure: Figure) -> str:
	"""The value as it reads; a dash where it rests on nothing."""
	return _with_unit(key, number(figure.value)) if figure.cases else NONE


def show_change(key: str, change: float | None) -> str:
	if change is None:
		return NONE
	sign = "+" if change > 0 else ""
	return sign + (_("{0} points").format(number(change)) if key in PER_CENT else number(change))


def _with_unit(key: str, text: str) -> str:
	return f"{text} %" if key in PER_CENT else text
