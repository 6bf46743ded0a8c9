"""SOW answered: its owners read that the client declined it or wants changes. A signature has a mail of its own."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people import roles

EVENT = "SOW Answered"


def send_sow_answered(sow: Document, state: str, words: str) -> None:
	"""Once for each version."""
	entries.add(EVENT, sow, f"{EVENT}:{sow.name}:{sow.version}", state=state, words=words)


def write(sow: Document, moment: frappe._dict) -> Mail:
	assistants = [sow.sales_assistant] if sow.sales_assistant else roles.get_sales_assistants(sow.company)
	state = _(moment.state)
	return Mail(
		get_addresses([sow.account_manager, *assistants]),
		_("{0}: {1} for {2}").format(state, sow.title, sow.customer_name),
		Message(
			_("{0} answered our statement of work: {1}.").format(sow.customer_name, state),
			facts=[
				(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
				(_("Client's comment"), moment.words),
			],
			button=(_("Open SOW"), get_url_to_form("SOW", sow.name)),
		),
	)
