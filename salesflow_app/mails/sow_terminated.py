"""To the client's signatory: the SOW they signed was terminated."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname, today

from salesflow_app.mails.message import Mail, Message
from salesflow_app.outbox import entries

EVENT = "SOW Terminated"


def send_sow_terminated(sow: Document) -> None:
	"""Tell the client, once. The reason is for our people and stays inside."""
	entries.add(EVENT, sow, f"{EVENT}:{sow.name}", day=today())


def write(sow: Document, moment: frappe._dict) -> Mail:
	return Mail(
		[sow.signatory_email],
		_("Terminated: {0}").format(sow.title),
		Message(
			_(
				"Dear {0},\n\nThe Statement of Work named below was terminated. Nothing further will be delivered or billed under it. Invoices that you have already received remain due."
			).format(sow.signatory_name),
			facts=[
				(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
				(_("Terminated on"), format_date(moment.day)),
			],
			closing=_("Your contact: {0}, {1}").format(
				get_fullname(sow.account_manager), sow.account_manager
			),
		),
	)
