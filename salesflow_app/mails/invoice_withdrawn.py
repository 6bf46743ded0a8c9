"""Invoice withdrawn: who got an invoice that was cancelled hears that it needs no payment."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.mails import invoice_sent
from salesflow_app.mails.message import Mail
from salesflow_app.mails.to_client import write_to_client
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent

EVENT = "Invoice Withdrawn"


def send_invoice_withdrawn(invoice: Document) -> None:
	"""When it is cancelled, for an invoice or credit note that went to the client."""
	if entries.get_creation(invoice_sent.get_key(invoice)):
		entries.add(EVENT, invoice, f"{EVENT}:{invoice.name}")


def write(invoice: Document, moment: frappe._dict) -> Mail:
	if entries.get_state(invoice_sent.get_key(invoice)) != entries.DONE:
		raise NotSent(_("the document itself was not sent, so there is nothing to take back"))
	if invoice.is_return:
		subject, words = (
			_("Credit note {0} was cancelled"),
			_("Credit note {0} has been cancelled and does not apply."),
		)
	else:
		subject, words = (
			_("Invoice {0} was cancelled"),
			_("Invoice {0} has been cancelled. Please do not pay it."),
		)
	return write_to_client(
		invoice_sent.get_recipients(invoice),
		subject.format(invoice.name),
		words.format(invoice.name),
		**invoice_sent.get_frame(invoice),
		facts=invoice_sent.get_facts(invoice),
		closing=_("If it is corrected, you will receive the new one separately."),
	)
