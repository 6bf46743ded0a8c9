"""Recap of the first meeting, to the client; introduces the account manager. Internal notes stay inside."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname

from salesflow_app.mails import outbox
from salesflow_app.mails.outbox import Message
from salesflow_app.people.contacts import get_client_contact

EVENT = "Discovery Recap"


def send_discovery_recap(discovery: Document) -> str | None:
	"""Once per Discovery, as soon as a meeting was held and the account manager is named."""
	if not discovery.held_meetings or not discovery.account_manager or _is_sent(discovery):
		return None
	key = f"{EVENT}:{discovery.name}"
	recipients = get_recipients(discovery)
	if not recipients and frappe.db.exists("Mail Entry", {"mail_key": key}):
		return None  # reported once that nobody has an e-mail
	meeting = discovery.held_meetings[0]
	communication = outbox.send(
		EVENT,
		discovery,
		recipients,
		_("Our meeting on {0}: summary and your contact").format(format_date(meeting.meeting_date)),
		_write(discovery, meeting),
		key=key,
	)
	if communication:
		meeting.db_set("held_recap_sent", 1, update_modified=False)
	return communication


def get_recipients(discovery: Document) -> list[str]:
	"""The client's attendees with an e-mail, else the primary contact."""
	attendees = [row.email for row in discovery.attendees if row.side == "Client" and row.email]
	if attendees:
		return outbox.get_addresses(attendees)
	contact = get_client_contact(discovery.party_type, discovery.party_name)
	return [contact.email] if contact else []


def _is_sent(discovery: Document) -> bool:
	return any(row.held_recap_sent for row in discovery.meetings)


def _write(discovery: Document, meeting: Document) -> Message:
	manager = discovery.account_manager
	phone = frappe.db.get_value("User", manager, ["mobile_no", "phone"]) or ()
	facts = [
		(_("Date"), format_date(meeting.meeting_date)),
		(_("Place"), meeting.place or ""),
		(_("Who took part"), ", ".join(row.full_name for row in discovery.attendees)),
		(_("Your account manager"), get_fullname(manager)),
		(_("E-Mail"), frappe.db.get_value("User", manager, "email")),
		(_("Phone"), next(filter(None, phone), "")),
	]
	rows = [[row.need, _(row.priority)] for row in discovery.needs]
	rows += [[row.question, _("Open question")] for row in discovery.questions if not row.answer]
	return Message(
		intro=_("Thank you for meeting us. From now on {0} looks after you.").format(get_fullname(manager)),
		facts=[(label, value) for label, value in facts if value],
		table=([_("What we noted"), _("Kind")], rows) if rows else None,
		closing=_("Is something missing or different? Just answer this mail."),
	)
