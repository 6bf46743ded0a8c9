"""Notice reminder: billing has not answered a milestone notice; the second one goes to the managers too (spec section 5)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money

from salesflow_app.mails import outbox
from salesflow_app.people import roles

MANAGERS = 2
"""The step from which the managers hear of it."""


def send_notice_reminder(milestone: Document, step: int) -> None:
	"""Queue the reminder of this step, once per notice."""
	users = roles.get_operations_managers(milestone.company)
	if step >= MANAGERS:
		users = [*users, *roles.get_role_users("Accounts Manager")]
	outbox.send(
		"Notice Reminder",
		milestone,
		outbox.get_addresses(users),
		_("[Ready to bill] still waits: {0}, {1}").format(milestone.customer_name, milestone.milestone_name),
		outbox.Message(
			_(
				"This milestone was reported to billing and has not been invoiced, returned or put on hold since."
			),
			facts=[
				(
					_("Milestone"),
					f"{milestone.milestone_no}/{milestone.milestone_count} {milestone.milestone_name}",
				),
				(_("Net"), fmt_money(milestone.amount, currency=milestone.currency)),
				(_("Reported by"), frappe.utils.get_fullname(milestone.reported_by)),
			],
			button=(
				_("Open the milestone"),
				frappe.utils.get_url_to_form("Payment Milestone", milestone.name),
			),
		),
		key=f"Notice Reminder:{milestone.name}:{milestone.notice_no}:{step}",
	)
