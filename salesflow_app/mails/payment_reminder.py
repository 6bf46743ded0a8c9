"""Payment reminder: one mail with all open invoices of a customer (seed 1, step 5)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate

from salesflow_app.mails import outbox
from salesflow_app.mails.invoice_sent import get_client_email


def send_payment_reminder(record: Document) -> None:
	"""Queue the reminder of a Payment Follow Up."""
	invoices = [frappe.get_doc("Sales Invoice", row.sales_invoice) for row in record.invoices]
	rows = [
		[
			i.name,
			formatdate(i.due_date),
			fmt_money(i.outstanding_amount, currency=i.party_account_currency or i.currency),
		]
		for i in invoices
	]
	outbox.send(
		"Payment Reminder",
		record,
		[get_client_email(invoices[0])],
		_("Reminder: open invoices from {0}").format(record.company),
		outbox.Message(
			_(
				"The invoices below are due. If you have paid in the meantime, please take no notice of this mail. If something is not as you expect it, please tell us."
			),
			table=([_("Invoice"), _("Due on"), _("Open")], rows),
		),
		key=f"Payment Reminder:{record.name}",
	)
