"""Discovery recap: sums up the first meeting for the client and introduces the account manager. No notes."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries

EVENT = "Discovery Recap"


def send_discovery_recap(discovery: Document, has_reader: bool) -> None:
	"""Once per Discovery; one that had nobody to read it goes out when somebody is named."""
	key = f"{EVENT}:{discovery.name}"
	if not entries.add(EVENT, discovery, key) and has_reader:
		entries.try_again(key)


def write(discovery: Document, moment: frappe._dict) -> Mail:
	meeting = discovery.held_meetings[0]
	manager = discovery.account_manager
	rows = [[row.need, _(row.priority)] for row in discovery.needs]
	rows += [[row.question, _("Open question")] for row in discovery.questions if not row.answer]
	return Mail(
		get_addresses(discovery.get_client_addresses()),
		_("Our meeting on {0}: summary and your contact").format(format_date(meeting.meeting_date)),
		Message(
			intro=_("Thank you for meeting us. {0} is now your account manager.").format(
				get_fullname(manager)
			),
			facts=_get_facts(discovery, meeting, manager),
			table=([_("What we noted"), _("Type")], rows) if rows else None,
			closing=_("Is anything missing or incorrect? Just reply to this email."),
		),
	)


def _get_facts(discovery: Document, meeting: Document, manager: str) -> list[tuple[str, str]]:
	phone = frappe.db.get_value("User", manager, ["mobile_no", "phone"]) or ()
	facts = [
		(_("Date"), format_date(meeting.meeting_date)),
		(_("Place"), meeting.place or ""),
		(_("Attendees"), ", ".join(row.full_name for row in discovery.attendees)),
		(_("Your account manager"), get_fullname(manager)),
		(_("Email"), frappe.db.get_value("User", manager, "email")),
		(_("Phone"), next(filter(None, phone), "")),
	]
	return [(label, value) for label, value in facts if value]
