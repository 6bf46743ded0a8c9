"""Discovery recap: sums up the first meeting for the client and introduces the account manager. Only what was marked for them."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from salesflow_app.mails.message import Mail
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date

EVENT = "Discovery Recap"


def send_discovery_recap(discovery: Document) -> None:
	"""Once per Discovery, when the account manager sends it."""
	key = f"{EVENT}:{discovery.name}"
	if not entries.add(EVENT, discovery, key):
		entries.try_again(key)


def get_rows(discovery: Document) -> list[list[str]]:
	"""What was marked for the client, and nothing else: needs, and questions that are still open."""
	needs = [[row.need, _(row.priority)] for row in discovery.needs if row.for_client]
	questions = [row.question for row in discovery.questions if row.for_client and not row.answer]
	return [*needs, *([question, _("Open question")] for question in questions)]


def write(discovery: Document, moment: frappe._dict) -> Mail:
	meeting = discovery.held_meetings[0]
	manager = discovery.account_manager
	return write_to_client(
		get_addresses(discovery.get_client_addresses()),
		_("Our meeting on {0}: summary and your contact").format(date(meeting.meeting_date)),
		_("Thank you for meeting us. {0} is now your account manager.").format(get_fullname(manager)),
		company=discovery.company,
		name=discovery.get_client_name(),
		manager=manager,
		facts=[
			(_("Date"), date(meeting.meeting_date)),
			(_("Place"), meeting.place),
			(_("Attendees"), ", ".join(row.full_name for row in discovery.attendees)),
		],
		table=([_("What we noted"), _("Type")], get_rows(discovery)),
		closing=_("Is anything missing or incorrect? Just reply to this email."),
	)
