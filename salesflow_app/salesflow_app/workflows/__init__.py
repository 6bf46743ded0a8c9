"""Life cycles of the documents, one small table per file: states, transitions, who may do them. Pure data."""

from .client_feedback import CLIENT_FEEDBACK
from .contract import CONTRACT
from .delivery_note import DELIVERY_NOTE
from .discovery import DISCOVERY
from .master_document import MASTER_DOCUMENT
from .model import ANYBODY, CLIENT, SYSTEM, State, Transition, Workflow
from .payment_milestone import PAYMENT_MILESTONE
from .process_review import PROCESS_REVIEW
from .sales_order import SALES_ORDER
from .sow import SOW
from .work_proposal import WORK_PROPOSAL

ALL = (
	DISCOVERY,
	WORK_PROPOSAL,
	SOW,
	PAYMENT_MILESTONE,
	MASTER_DOCUMENT,
	SALES_ORDER,
	DELIVERY_NOTE,
	CLIENT_FEEDBACK,
	PROCESS_REVIEW,
)
"""Those that Frappe's desk has a Workflow for."""
BY_DOCTYPE = {workflow.doctype: workflow for workflow in (*ALL, CONTRACT)}

EVENTS = {
	"requested",
	"sealed",
	"level_approved",
	"question_asked",
	"question_answered",
	"approval_voided",
	*(
		"link_opened",
		"code_sent",
		"code_passed",
		"code_failed",
		"asked",
		"replied",
		"previewed",
		"delegation_asked",
		"delegated",
		"countersigned",
		"envelope_sent",
		"envelope_voided",
		"certificate_kept",
		"retainer_ended",
	),
	*(
		step.event
		for workflow in BY_DOCTYPE.values()
		if workflow.keeps_evidence
		for step in workflow.transitions
	),
}
"""What the records call an act. A refused attempt is the same word followed by `_refused`."""

__all__ = ["ALL", "ANYBODY", "BY_DOCTYPE", "CLIENT", "EVENTS", "SYSTEM", "State", "Transition", "Workflow"]
