"""SOW sent: the client's signatory gets the link to read and sign."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate, get_fullname, get_url

from salesflow_app.mails.message import Mail, Message
from salesflow_app.outbox import entries

EVENT = "SOW Sent"


def send_sow_sent(sow: Document) -> None:
	"""When a version is sent; a revised SOW that is sent again sends it again."""
	entries.add(EVENT, sow, f"{EVENT}:{sow.name}:{sow.version}")


def write(sow: Document, moment: frappe._dict) -> Mail:
	facts = [
		(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
		(_("Total (net)"), fmt_money(sow.total, currency=sow.currency)),
	]
	if sow.valid_till:
		facts.append((_("Valid until"), formatdate(sow.valid_till)))
	return Mail(
		[sow.signatory_email],
		_("Statement of Work for your signature: {0}").format(sow.title),
		Message(
			_(
				"Dear {0},\n\nYour Statement of Work is ready. Please read and sign it in the portal, or tell us what to change."
			).format(sow.signatory_name),
			facts=facts,
			button=(_("Read and sign"), get_url(f"/salesflow/sows/{sow.name}")),
			closing=_("Your contact: {0}, {1}").format(
				get_fullname(sow.account_manager), sow.account_manager
			),
		),
	)
