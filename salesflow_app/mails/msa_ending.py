"""MSA ending: its owner reads that the last day to give notice, or the end itself, is near."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date

EVENT = "MSA Ending"
NOTICE, END = "notice", "end"


def send_msa_ending(msa: Document, what: str, day: str) -> bool:
	"""Once for each agreement, what it is and its day. False where it is out already."""
	key = f"{EVENT}:{msa.name}:{what}:{day}"
	return bool(entries.add(EVENT, msa, key, what=what, day=day))


def write(msa: Document, moment: frappe._dict) -> Mail:
	subject, sentence = get_words(msa, moment.what, moment.day)
	return Mail(
		get_addresses([msa.account_manager or msa.owner]),
		subject,
		Message(
			sentence,
			facts=[
				(_("Document"), f"{_(msa.title or 'Master Service Agreement')} ({msa.name})"),
				(_("Customer"), msa.customer_name),
				(_("Valid until"), date(msa.end_date)),
			],
			button=(_("Open Contract"), get_url_to_form("Contract", msa.name)),
		),
	)


def get_words(msa: Document, what: str, day: str) -> tuple[str, str]:
	"""Subject and sentence. Without a new agreement, no further SOW goes out."""
	name = msa.customer_name or msa.customer
	if what == NOTICE:
		return _("Notice until {0}: MSA with {1}").format(date(day), name), _(
			"{0} is the last day to give notice of this agreement. Renew it, renegotiate it or let it end."
		).format(date(day))
	return _("Ends on {0}: MSA with {1}").format(date(day), name), _(
		"This agreement ends on {0}. No SOW goes out under it after that day: have a new one signed in time."
	).format(date(day))
