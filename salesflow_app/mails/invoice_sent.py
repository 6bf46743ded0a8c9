"""Invoice: goes to the client when it is submitted; the first one of a SOW together with the signed SOW (seed 1, step 4)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import fmt_money, formatdate, get_url

from salesflow_app.mails import outbox
from salesflow_app.people import contacts


def send_invoice_sent(invoice: Document) -> None:
	"""Queue one mail with the invoice as PDF."""
	sow = take_first_invoice(invoice.salesflow_sow) if invoice.salesflow_sow else None
	attachments = [_pdf("Sales Invoice", invoice.name)]
	if sow:
		attachments.append(_pdf("SOW", sow, print_format="SOW"))
	outbox.send(
		"Invoice Sent",
		invoice,
		outbox.resolve(
			"Invoice Sent",
			invoice,
			client=get_client_email(invoice),
			account_manager=get_account_manager(invoice),
		),
		_("Invoice {0} from {1}").format(invoice.name, invoice.company),
		outbox.Message(
			_("Please find your signed Statement of Work {0} and the invoice {1} attached.").format(
				sow, invoice.name
			)
			if sow
			else _("Please find the invoice {0} attached.").format(invoice.name),
			facts=get_facts(invoice),
			button=(_("Open in the portal"), get_url(f"/invoices/{invoice.name}")),
		),
		attachments=attachments,
	)


def take_first_invoice(sow: str) -> str | None:
	"""The SOW's name if no invoice of it was mailed before; marks it as mailed."""
	if frappe.db.get_value("SOW", sow, "first_invoice_sent", for_update=True):
		return None
	frappe.db.set_value("SOW", sow, "first_invoice_sent", 1, update_modified=False)
	return sow


def get_facts(invoice: Document) -> list[tuple[str, str]]:
	facts = [
		(_("Amount"), fmt_money(invoice.grand_total, currency=invoice.currency)),
		(_("Due on"), formatdate(invoice.due_date)),
	]
	if invoice.po_no:
		facts.append((_("Your order"), invoice.po_no))
	return facts


def get_client_email(invoice: Document) -> str | None:
	"""Address on the invoice, else the customer's primary contact, else who signed the SOW."""
	contact = contacts.get_client_contact("Customer", invoice.customer)
	signatory = invoice.salesflow_sow and frappe.db.get_value("SOW", invoice.salesflow_sow, "signatory_email")
	return invoice.contact_email or (contact and contact.email) or signatory


def get_account_manager(invoice: Document) -> str | None:
	"""Account manager of the SOW, else of the customer."""
	manager = invoice.salesflow_sow and frappe.db.get_value("SOW", invoice.salesflow_sow, "account_manager")
	return manager or frappe.get_cached_value("Customer", invoice.customer, "account_manager")


def _pdf(doctype: str, name: str, print_format: str | None = None) -> dict:
	"""Rendered when the mail leaves, not while the invoice is submitted."""
	return {
		"print_format_attachment": 1,
		"doctype": doctype,
		"name": name,
		"print_format": print_format,
		"print_letterhead": True,
		"lang": frappe.local.lang,
	}
