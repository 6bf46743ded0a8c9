"""SOW signed: the client gets the confirmation, our people the news (seed 1, step 4)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, format_datetime, get_url

from salesflow_app.mails import outbox
from salesflow_app.people import roles


def send_sow_signed(sow: Document) -> None:
	"""Queue the client's confirmation and the note to account manager, sales assistant and billing."""
	facts = [
		(_("Document"), f"{sow.title} ({sow.name}, {_('version')} {sow.version})"),
		(_("Signed by"), " – ".join(filter(None, [sow.signed_by, sow.signed_title]))),
		(_("Signed on"), format_datetime(sow.signed_on)),
		(_("Total (net)"), fmt_money(sow.total, currency=sow.currency)),
		(_("Fingerprint (SHA-256)"), sow.content_hash),
	]
	outbox.send(
		"SOW Signed",
		sow,
		[sow.signatory_email],
		_("Signed: {0}").format(sow.title),
		outbox.Message(
			_("Dear {0},\nthank you. Your signature is recorded.").format(sow.signatory_name),
			facts=facts,
			button=(_("Open in the portal"), get_url(f"/salesflow/sows/{sow.name}")),
		),
		key=f"SOW Signed:{sow.name}:client",
	)
	staff = [
		sow.account_manager,
		*roles.get_sales_assistants(),
		*roles.get_operations_managers(sow.company),
	]
	outbox.send(
		"SOW Signed (Staff)",
		sow,
		outbox.get_addresses(staff),
		_("{0} signed the SOW {1}").format(sow.customer_name, sow.name),
		outbox.Message(
			_("{0} signed. Sales Order {1} is drafted and waits for approval.").format(
				sow.customer_name, sow.sales_order
			),
			facts=facts,
			button=(_("Open the SOW"), frappe.utils.get_url_to_form("SOW", sow.name)),
		),
		key=f"SOW Signed:{sow.name}:staff",
	)
