"""Payment reminder: one mail with all open invoices of a customer."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate

from salesflow_app.deal import origin
from salesflow_app.mails.message import Mail, Message
from salesflow_app.outbox import entries

EVENT = "Payment Reminder"


def send_payment_reminder(record: Document) -> None:
	"""When a step of the follow-up is due, once per Payment Follow Up."""
	entries.add(EVENT, record, f"{EVENT}:{record.name}")


def write(record: Document, moment: frappe._dict) -> Mail:
	invoices = [frappe.get_doc("Sales Invoice", row.sales_invoice) for row in record.invoices]
	return Mail(
		[origin.get_client_email(invoices[0])],
		_("Reminder: open invoices from {0}").format(record.company),
		Message(
			_(
				"The invoices below are due. If you have already paid, please disregard this reminder. If anything looks wrong, please let us know."
			),
			table=(
				[_("Invoice"), _("Due date"), _("Outstanding")],
				[_as_cells(invoice) for invoice in invoices],
			),
		),
	)


def _as_cells(invoice: Document) -> list[str]:
	currency = invoice.party_account_currency or invoice.currency
	return [
		invoice.name,
		formatdate(invoice.due_date),
		fmt_money(invoice.outstanding_amount, currency=currency),
	]
