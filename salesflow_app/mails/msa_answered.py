"""MSA answered: its owner reads that the client declined it or wants changes. A signature has a mail of its own."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries

EVENT = "MSA Answered"


def send_msa_answered(msa: Document, state: str, words: str) -> None:
	"""Once for each version."""
	entries.add(EVENT, msa, f"{EVENT}:{msa.name}:{msa.version}", state=state, words=words)


def write(msa: Document, moment: frappe._dict) -> Mail:
	state = _(moment.state)
	return Mail(
		get_addresses([msa.account_manager or msa.owner]),
		_("{0}: {1} for {2}").format(state, _(msa.title), msa.customer_name),
		Message(
			_("{0} answered our agreement: {1}.").format(msa.customer_name, state),
			facts=[
				(_("Document"), f"{_(msa.title)} ({msa.name}, {_('version')} {msa.version})"),
				(_("Client's comment"), moment.words),
			],
			button=(_("Open Contract"), get_url_to_form("Contract", msa.name)),
		),
	)
