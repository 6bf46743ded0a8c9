"""Invoice answered: whoever of the client asked about an invoice reads our answer."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import get_name, write_to_client
from salesflow_app.outbox import entries

EVENT = "Invoice Question Answered"


def send_invoice_answered(record: Document, by: str) -> None:
	"""When a person ends the dispute with an answer, once for each."""
	entries.add(EVENT, record, f"{EVENT}:{record.name}:{record.modified}", by=by)


def write(record: Document, moment: frappe._dict) -> Mail:
	invoice = record.invoices[0].sales_invoice
	sow = frappe.db.get_value("Sales Invoice", invoice, "salesflow_sow")
	return write_to_client(
		[moment.by],
		_("Our answer about invoice {0}").format(invoice),
		record.answer,
		company=record.company,
		name=get_name(record.customer, moment.by),
		manager=origin.get_account_manager(frappe._dict(salesflow_sow=sow, customer=record.customer)),
		facts=[(_("Your question"), record.dispute_reason)],
		button=(_("View Invoice"), get_url(f"/salesflow/invoices/{invoice}")),
	)
