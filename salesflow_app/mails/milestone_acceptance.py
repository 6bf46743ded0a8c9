"""Milestone acceptance: asks the client to accept the delivery in the portal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.milestone.notice_facts import get_expected_gross
from salesflow_app.outbox import entries
from salesflow_app.text.formats import money

EVENT = "Milestone Acceptance"


def send_milestone_acceptance(milestone: Document) -> None:
	"""Each time that the milestone awaits acceptance."""
	entries.add(EVENT, milestone, f"{EVENT}:{milestone.name}:{milestone.modified}")


def write(milestone: Document, moment: frappe._dict) -> Mail:
	"""To the signatory of the SOW."""
	name, email = frappe.db.get_value("SOW", milestone.sow, ["signatory_name", "signatory_email"])
	return write_to_client(
		[email],
		_("Ready for your acceptance: {0}").format(milestone.milestone_name),
		_(
			"We have completed milestone {0} of {1}. Please review and accept it, or tell us what is missing."
		).format(milestone.milestone_no, milestone.milestone_count),
		company=milestone.company,
		name=name,
		manager=milestone.account_manager,
		facts=[
			(_("Milestone"), milestone.milestone_name),
			(_("Deliverables"), milestone.deliverables),
			(_("Amount (net)"), money(milestone.amount, milestone.currency)),
			(_("Amount with tax"), money(get_expected_gross(milestone), milestone.currency)),
		],
		button=(_("Review and accept"), get_url(f"/salesflow/milestones/{milestone.name}")),
	)
