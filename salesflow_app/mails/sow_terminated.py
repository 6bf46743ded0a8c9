"""To the client's signatory: the SOW they signed was terminated."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date

EVENT = "SOW Terminated"


def send_sow_terminated(sow: Document) -> None:
	"""Tell the client, once. The reason is for our people and stays inside."""
	entries.add(EVENT, sow, f"{EVENT}:{sow.name}", day=today())


def write(sow: Document, moment: frappe._dict) -> Mail:
	return write_to_client(
		[sow.signatory_email],
		_("Terminated: {0}").format(sow.title),
		_(
			"The Statement of Work named below was terminated. Nothing further will be delivered or billed under it. Invoices that you have already received remain due."
		),
		company=sow.company,
		name=sow.signatory_name,
		manager=sow.account_manager,
		facts=[
			(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
			(_("Terminated on"), date(moment.day)),
		],
	)
