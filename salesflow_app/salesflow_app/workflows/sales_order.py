"""Sales Order: approved before it goes to production. Used where Salesflow Settings say so."""

from .model import SYSTEM, State, Transition, Workflow

DRAFT = "Draft"
PENDING_APPROVAL = "Pending Approval"
APPROVED = "Approved"
CANCELLED = "Cancelled"
"""Frappe's own Cancel leads here; without a state of its own, the desk reports an error on a cancelled order."""

SELLERS = ("Sales User", "Sales Manager")
APPROVERS = ("Sales Manager",)

SALES_ORDER = Workflow(
	name="Salesflow Sales Order",
	doctype="Sales Order",
	tasks={
		"approve": (PENDING_APPROVAL,),
		"answer_approver": (PENDING_APPROVAL,),
		"look_at_rejection": (DRAFT,),
		"have_approved": (DRAFT,),
	},
	state_field="salesflow_approval_state",
	is_optional=True,
	states=(
		State(DRAFT, edit=SELLERS),
		State(PENDING_APPROVAL, edit=APPROVERS, style="Warning", offers=("decide",)),
		State(
			APPROVED, 1, edit=(*SELLERS, "Accounts User", "Stock User", "Manufacturing User"), style="Success"
		),
		State(CANCELLED, 2, edit=APPROVERS, style="Danger"),
	),
	transitions=(
		Transition(
			DRAFT, "Submit for Approval", PENDING_APPROVAL, SELLERS, condition="doc.salesflow_approver"
		),
		Transition(DRAFT, "Submit", APPROVED, SELLERS, condition="not doc.salesflow_approver"),
		Transition(PENDING_APPROVAL, "Recall", DRAFT, SELLERS, condition="doc.owner == frappe.session.user"),
		Transition(PENDING_APPROVAL, "Approve", APPROVED, APPROVERS, self_approval=False),
		Transition(PENDING_APPROVAL, "Reject", DRAFT, APPROVERS, reason="salesflow_reason"),
		Transition(APPROVED, "Cancel", CANCELLED, (SYSTEM,)),
	),
)
