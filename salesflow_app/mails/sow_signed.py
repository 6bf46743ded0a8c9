"""SOW signed: the client gets the confirmation with the signed document, our people the news."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url_to_form

from salesflow_app.mails.message import Mail, Message, attach_print
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.mails.to_client import get_page_button, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.people import roles
from salesflow_app.sealing import copies
from salesflow_app.text import formats

CLIENT = "SOW Signed"
STAFF = "SOW Signed (Staff)"


def send_sow_signed(sow: Document) -> bool:
	"""When the client signed: one mail for them, one for account manager, sales assistant and billing.

	`sealing/` sends them, once the sealed PDF is there or has to be waited for. False where they are out already.
	"""
	entries.add(STAFF, sow, f"{STAFF}:{sow.name}")
	return bool(entries.add(CLIENT, sow, f"{CLIENT}:{sow.name}"))


def write_for_client(sow: Document, moment: frappe._dict) -> Mail:
	recipients = [sow.signatory_email, sow.delegate_email]
	return write_to_client(
		recipients,
		_("Signed: {0}").format(sow.title),
		_("Thank you. Your signature has been recorded; the signed document is attached."),
		company=sow.company,
		name=sow.signatory_name,
		manager=sow.account_manager,
		facts=_get_facts(sow),
		button=get_page_button(recipients, _("View signed document"), f"/salesflow/sows/{sow.name}"),
		get_attachments=lambda: copies.attach(sow) or [attach_print("SOW", sow.name, "SOW")],
	)


def write_for_staff(sow: Document, moment: frappe._dict) -> Mail:
	assistants, billing = roles.get_sales_assistants(), roles.get_operations_managers(sow.company)
	return Mail(
		get_addresses([sow.account_manager, *assistants, *billing]),
		_("{0} signed SOW {1}").format(sow.customer_name, sow.name),
		Message(
			_("{0} signed. Sales Order {1} has been drafted and awaits approval.").format(
				sow.customer_name, sow.sales_order
			),
			facts=_get_facts(sow),
			button=(_("Open SOW"), get_url_to_form("SOW", sow.name)),
		),
		get_attachments=lambda: copies.attach(sow),
	)


def _get_facts(sow: Document) -> list[tuple[str, str]]:
	return [
		(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
		(_("Signed by"), " – ".join(filter(None, [sow.signed_by, sow.signed_title]))),
		(_("Signed on"), formats.moment(sow.signed_on)),
		(_("Total (net)"), formats.money(sow.total, sow.currency)),
		(_("Fingerprint (SHA-256)"), sow.content_hash),
	]
