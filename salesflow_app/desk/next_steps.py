"""What comes next in each state and who does it: one sentence for the top of the form. Words only, no rules.

{0} is who does it: the role, and the person where the document names one.
"""

from dataclasses import dataclass

from frappe import _

from salesflow_app.salesflow_app.workflows import (
	client_feedback,
	contract,
	delivery_note,
	discovery,
	master_document,
	payment_milestone,
	process_review,
	sales_order,
	sow,
	work_proposal,
)


@dataclass(frozen=True)
class NextStep:
	"""Who has to act, the field that names the person (if any), and the sentence."""

	who: str
	person: str
	sentence: str


def get_next_steps() -> dict[str, dict[str, NextStep]]:
	"""DocType -> state -> next step, in the user's language."""
	return {
		"Discovery": get_discovery_steps(),
		"Work Proposal": get_work_proposal_steps(),
		"SOW": get_sow_steps(),
		"Contract": get_msa_steps(),
		"Payment Milestone": get_payment_milestone_steps(),
		"Salesflow Master Document": get_master_document_steps(),
		"Sales Order": get_sales_order_steps(),
		"Delivery Note": get_delivery_note_steps(),
		"Client Feedback": get_client_feedback_steps(),
		"Process Review": get_process_review_steps(),
	}


def get_discovery_steps() -> dict[str, NextStep]:
	sales, manager = (_("Sales"), "sales_person"), (_("Account Manager"), "account_manager")
	return {
		discovery.OPEN: NextStep(
			*sales, _("{0} plans the first meeting, names the account manager and starts the discovery.")
		),
		discovery.IN_DISCOVERY: NextStep(
			*manager,
			_("{0} and Sales hold the meetings and record the needs, then complete the discovery."),
		),
		discovery.COMPLETED: NextStep(*manager, _("{0} creates the Work Proposal.")),
		discovery.DISQUALIFIED: NextStep("", "", _("No further action: the discovery was disqualified.")),
	}


def get_work_proposal_steps() -> dict[str, NextStep]:
	manager, client = (_("Account Manager"), "account_manager"), (_("The client"), "contact_email")
	operations = (_("Operations Manager"), "")
	new_version = _("{0} supersedes this proposal and amends it to create the next version.")
	return {
		work_proposal.DRAFT: NextStep(
			*manager,
			_("{0} completes the price offer, payment plan and text, then sends the proposal for review."),
		),
		work_proposal.IN_REVIEW: NextStep(
			*operations,
			_("{0} checks margin, payment plan, taxes and validity, then approves it or sends it back."),
		),
		work_proposal.APPROVED: NextStep(
			*manager, _("{0} sends the proposal to the client. To change it, revise it first.")
		),
		work_proposal.SENT: NextStep(*client, _("{0} reads the proposal in the portal and responds.")),
		work_proposal.VIEWED: NextStep(
			*client, _("{0} has seen the proposal and accepts it, asks for changes or declines it.")
		),
		work_proposal.ACCEPTED: NextStep(
			_("Sales Assistant"), "", _("{0} prepares the SOW, or the order if no SOW is needed.")
		),
		work_proposal.DECLINED: NextStep(*manager, new_version),
		work_proposal.CHANGES_REQUESTED: NextStep(*manager, new_version),
		work_proposal.EXPIRED: NextStep(*manager, new_version),
		work_proposal.SUPERSEDED: NextStep(
			*manager, _("{0} amends this proposal to create the next version.")
		),
	}


def get_msa_steps() -> dict[str, NextStep]:
	manager = (_("Account Manager"), "salesflow_account_manager")
	client = (_("The client's signatory"), "salesflow_signatory_name")
	new_version = _("{0} makes a new version, or leaves it. See Reason for what the client wrote.")
	return {
		contract.DRAFT: NextStep(*manager, _("{0} completes terms, dates and signatory, then passes it on.")),
		contract.LEGAL_REVIEW: NextStep(
			_("The legal reviewer"), "", _("{0} approves the agreement, or sends it back with a reason.")
		),
		contract.READY: NextStep(
			*manager, _("{0} sends the agreement to the client. To change it, revise it first.")
		),
		contract.SENT: NextStep(*client, _("{0} reads the agreement on their page and responds.")),
		contract.VIEWED: NextStep(
			*client, _("{0} has seen the agreement and signs it, asks for changes or declines it.")
		),
		contract.CHANGES_REQUESTED: NextStep(*manager, new_version),
		contract.DECLINED: NextStep(*manager, new_version),
		contract.EXPIRED: NextStep(*manager, _("{0} makes a new version, or leaves it expired.")),
		contract.SIGNED: NextStep("", "", _("In force: SOWs can be based on it.")),
		contract.TERMINATED: NextStep("", "", _("Terminated: no further SOW goes out under it.")),
		contract.ENDED: NextStep("", "", _("Ended: no further SOW goes out under it.")),
		contract.SUPERSEDED: NextStep("", "", _("A new version took its place.")),
	}


def get_sow_steps() -> dict[str, NextStep]:
	assistant, manager = (_("Sales Assistant"), "sales_assistant"), (_("Account Manager"), "account_manager")
	client = (_("The client's signatory"), "signatory_name")
	return {
		sow.REQUESTED: NextStep(*assistant, _("{0} starts drafting the SOW.")),
		sow.DRAFTING: NextStep(
			*assistant, _("{0} fills in work, price, milestones and signatory, then passes the SOW on.")
		),
		sow.SENIOR_REVIEW: NextStep(
			_("SOW Approver"), "senior_approver", _("{0} approves the SOW, or sends it back with a reason.")
		),
		sow.READY: NextStep(*assistant, _("{0} sends the SOW to the client. To change it, revise it first.")),
		sow.SENT: NextStep(*client, _("{0} reads the SOW in the portal and responds.")),
		sow.VIEWED: NextStep(
			*client, _("{0} has seen the SOW and signs it, asks for changes or declines it.")
		),
		sow.CHANGES_REQUESTED: NextStep(
			*assistant, _("{0} revises the SOW. See Reason for the changes the client wants.")
		),
		sow.DECLINED: NextStep(
			*manager, _("{0} asks the client why, then revises the SOW or leaves it declined.")
		),
		sow.EXPIRED: NextStep(*assistant, _("{0} revises the SOW, extends its validity and sends it again.")),
		sow.SIGNED: NextStep(*assistant, _("{0} has the order approved; then the work starts.")),
		sow.IN_FORCE: NextStep(
			*manager,
			_("{0} reports each payment milestone once it is reached, and finally completes the SOW."),
		),
		sow.COMPLETED: NextStep("", "", _("Nothing left to do: all milestones are finished.")),
		sow.TERMINATED: NextStep("", "", _("No further action: the SOW was terminated.")),
	}


def get_payment_milestone_steps() -> dict[str, NextStep]:
	manager, client = (_("Account Manager"), "account_manager"), (_("The client"), "customer_name")
	operations, billing = (_("Operations Manager"), ""), (_("Billing"), "")
	paying = _("{0} pays; the Sales Assistant follows up if the invoice is overdue.")
	return {
		payment_milestone.PLANNED: NextStep(
			*manager, _("{0} uses “Mark Reached” once the milestone is reached.")
		),
		payment_milestone.REACHED: NextStep(
			*manager,
			_("{0} asks the client for acceptance if needed; otherwise reports the milestone to billing."),
		),
		payment_milestone.AWAITING_ACCEPTANCE: NextStep(
			*client, _("{0} accepts or rejects the milestone in the portal.")
		),
		payment_milestone.ACCEPTED: NextStep(*manager, _("{0} reports the accepted milestone to billing.")),
		payment_milestone.REJECTED: NextStep(
			*manager, _("{0} has the work corrected. See Reason for what the client said.")
		),
		payment_milestone.READY_TO_BILL: NextStep(
			*operations,
			_("{0} creates the draft invoice, returns the milestone with a question, holds or rejects it."),
		),
		payment_milestone.DRAFT_INVOICED: NextStep(
			*billing, _("{0} checks the draft invoice and submits it.")
		),
		payment_milestone.INVOICED: NextStep(*client, paying),
		payment_milestone.PARTLY_PAID: NextStep(*client, paying),
		payment_milestone.PAID: NextStep("", "", _("Nothing left to do: the milestone is paid.")),
		payment_milestone.ON_HOLD: NextStep(
			*operations, _("{0} releases the milestone when it may be billed.")
		),
		payment_milestone.WAIVED: NextStep("", "", _("No further action: the milestone will not be billed.")),
		payment_milestone.CREDITED: NextStep(
			*operations, _("{0} decides after the credit: “Bill Again” or “Waive”.")
		),
	}


def get_master_document_steps() -> dict[str, NextStep]:
	approvers = _("Operations Manager or SOW Approver")
	return {
		master_document.DRAFT: NextStep(
			approvers, "", _("{0} approves the text; until then no document is drafted from it.")
		),
		master_document.APPROVED: NextStep(
			_("Account Manager"),
			"",
			_("New documents are drafted from this text. {0} creates a new version to change it."),
		),
		master_document.SUPERSEDED: NextStep("", "", _("No further action: a newer version is in use.")),
	}


def get_sales_order_steps() -> dict[str, NextStep]:
	"""Only while the order is pending; afterwards ERPNext's own status says what comes next."""
	return {
		sales_order.PENDING_APPROVAL: NextStep(
			_("The approver"),
			"salesflow_approver",
			_("{0} approves the order or rejects it with a reason. Until then it cannot be changed."),
		),
	}


def get_delivery_note_steps() -> dict[str, NextStep]:
	return {
		delivery_note.PACKING: NextStep(
			_("Final Pack"), "", _("{0} packs, records the traceability and passes the shipment on.")
		),
		delivery_note.AWAITING_PAPERS: NextStep(
			_("QA"), "", _("{0} uploads the papers and confirms that they are complete.")
		),
		delivery_note.AWAITING_CLEARANCE: NextStep(
			_("Customer Support"), "", _("{0} clears the shipment, or refuses clearance with a reason.")
		),
		delivery_note.CLEARED: NextStep(_("Shipping"), "", _("{0} prepares the shipment and ships it.")),
	}


def get_client_feedback_steps() -> dict[str, NextStep]:
	return {
		client_feedback.ASKED: NextStep(
			_("The client"), "recipient_name", _("{0} answers three questions on their page.")
		),
		client_feedback.ANSWERED: NextStep(
			_("Account Manager"),
			"account_manager",
			_("{0} reads the answer, and talks to the client about it."),
		),
		client_feedback.EXPIRED: NextStep("", "", _("No further action: the client did not answer in time.")),
		client_feedback.WITHDRAWN: NextStep("", "", _("No further action: we no longer ask for it.")),
	}


def get_process_review_steps() -> dict[str, NextStep]:
	return {
		process_review.DRAFT: NextStep(
			_("Sales Manager or Operations Manager"),
			"",
			_("{0} writes the findings and the actions, then completes the review. The figures stay then."),
		),
		process_review.COMPLETED: NextStep(
			"", "", _("Completed: the owners of the actions have their tasks.")
		),
	}
