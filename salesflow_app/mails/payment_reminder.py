"""Payment reminder: one mail with all open invoices of a customer, where to see and where to pay them."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_url

from salesflow_app.clients.pdf import get_print_format
from salesflow_app.deal import origin
from salesflow_app.mails.bank_details import get_bank_facts
from salesflow_app.mails.message import Mail, attach_print
from salesflow_app.mails.to_client import get_name, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.text.formats import date, money

EVENT = "Payment Reminder"


def send_payment_reminder(record: Document) -> None:
	"""When a step of the follow-up is due, once per Payment Follow Up."""
	entries.add(EVENT, record, f"{EVENT}:{record.name}")


def write(record: Document, moment: frappe._dict) -> Mail:
	invoices = [frappe.get_doc("Sales Invoice", row.sales_invoice) for row in record.invoices]
	email = origin.get_client_email(invoices[0])
	return write_to_client(
		[email],
		_("Reminder: open invoices from {0}").format(record.company),
		_("The invoices below are due. Please pay them, or tell us if anything looks wrong."),
		company=record.company,
		name=get_name(record.customer, email),
		manager=origin.get_account_manager(invoices[0]),
		table=(
			[_("Invoice"), _("Due date"), _("Outstanding")],
			[_as_cells(invoice) for invoice in invoices],
		),
		facts=get_bank_facts(record.company),
		button=_get_button(invoices),
		closing=_("If you have already paid, please disregard this reminder."),
		get_attachments=lambda: [
			attach_print("Sales Invoice", invoice.name, get_print_format(invoice)) for invoice in invoices
		],
	)


def _get_button(invoices: list[Document]) -> tuple[str, str]:
	if len(invoices) == 1:
		return _("View Invoice"), get_url(f"/salesflow/invoices/{invoices[0].name}")
	return _("View Invoices"), get_url("/salesflow")


def _as_cells(invoice: Document) -> list[str]:
	currency = invoice.party_account_currency or invoice.currency
	return [invoice.name, date(invoice.due_date), money(invoice.outstanding_amount, currency)]
