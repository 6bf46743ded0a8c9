"""Notice reminder: billing has not answered a milestone notice; the second one goes to the managers too."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people import roles
from salesflow_app.text.formats import money

EVENT = "Notice Reminder"
MANAGERS = 2
"""The step from which the managers are told too."""


def send_notice_reminder(milestone: Document, step: int) -> None:
	"""Each step once per notice."""
	entries.add(EVENT, milestone, f"{EVENT}:{milestone.name}:{milestone.notice_no}:{step}", step=step)


def write(milestone: Document, moment: frappe._dict) -> Mail:
	users = roles.get_operations_managers(milestone.company)
	if moment.step >= MANAGERS:
		users = [*users, *roles.get_role_users("Accounts Manager")]
	number = f"{milestone.milestone_no}/{milestone.milestone_count}"
	return Mail(
		get_addresses(users),
		_("[Ready to bill] Reminder: {0}, {1}").format(milestone.customer_name, milestone.milestone_name),
		Message(
			_(
				"This milestone was reported to billing but has not been invoiced, returned or put on hold since."
			),
			facts=[
				(_("Milestone"), f"{number} {milestone.milestone_name}"),
				(_("Net"), money(milestone.amount, milestone.currency)),
				(_("Reported by"), get_fullname(milestone.reported_by)),
			],
			button=(_("Open Milestone"), get_url_to_form("Payment Milestone", milestone.name)),
		),
	)
