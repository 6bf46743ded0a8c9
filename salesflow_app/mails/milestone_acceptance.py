"""Milestone acceptance: asks the client to accept the delivery in the portal."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.mails.message import Mail, Message
from salesflow_app.outbox import entries

EVENT = "Milestone Acceptance"


def send_milestone_acceptance(milestone: Document) -> None:
	"""Each time that the milestone awaits acceptance."""
	entries.add(EVENT, milestone, f"{EVENT}:{milestone.name}:{milestone.modified}")


def write(milestone: Document, moment: frappe._dict) -> Mail:
	"""To the signatory of the SOW."""
	name, email = frappe.db.get_value("SOW", milestone.sow, ["signatory_name", "signatory_email"])
	return Mail(
		[email],
		_("Ready for your acceptance: {0}").format(milestone.milestone_name),
		Message(
			_(
				"Dear {0},\n\nWe have completed milestone {1} of {2}. Please review and accept it, or tell us what is missing."
			).format(name, milestone.milestone_no, milestone.milestone_count),
			facts=[
				(_("Milestone"), milestone.milestone_name),
				(_("Deliverables"), milestone.deliverables or "–"),
			],
			button=(_("Review and accept"), get_url(f"/salesflow/milestones/{milestone.name}")),
		),
	)
