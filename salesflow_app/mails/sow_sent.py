"""SOW sent: the client's signatory gets the link to read and sign."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date, money

EVENT = "SOW Sent"


def send_sow_sent(sow: Document) -> None:
	"""When a version is sent; a revised SOW that is sent again sends it again."""
	entries.add(EVENT, sow, f"{EVENT}:{sow.name}:{sow.version}")


def write(sow: Document, moment: frappe._dict) -> Mail:
	return write_to_client(
		[sow.signatory_email],
		_("Statement of Work for your signature: {0}").format(sow.title),
		_(
			"Your Statement of Work is ready. Please read and sign it in the portal, or tell us what to change."
		),
		company=sow.company,
		name=sow.signatory_name,
		manager=sow.account_manager,
		facts=get_facts(sow),
		button=(_("Read and sign"), get_url(f"/salesflow/sows/{sow.name}")),
	)


def get_facts(sow: Document) -> list[tuple[str, str]]:
	return [
		(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
		(_("Total (net)"), money(sow.total, sow.currency)),
		(_("Total with tax"), money(sow.grand_total, sow.currency)),
		(_("Valid until"), date(sow.valid_till)),
	]
