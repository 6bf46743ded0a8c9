"""Invoice: goes to the client when it is submitted; the first one of a SOW together with the signed SOW."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, formatdate, get_url

from salesflow_app.deal import origin
from salesflow_app.documents.locks import lock_row
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries

EVENT = "Invoice Sent"


def send_invoice_sent(invoice: Document) -> None:
	"""When it is submitted, once for an invoice and its amendments."""
	entries.add(EVENT, invoice, f"{EVENT}:{invoice.doctype}:{entries.get_origin_name(invoice)}")


def write(invoice: Document, moment: frappe._dict) -> Mail:
	sow = invoice.salesflow_sow if is_first_invoice(invoice) else None
	words = _("Your invoice {0} is attached.").format(invoice.name)
	attachments = [_pdf("Sales Invoice", invoice.name)]
	if sow:
		words = _("Your signed Statement of Work {0} and your invoice {1} are attached.").format(
			sow, invoice.name
		)
		attachments.append(_pdf("SOW", sow, print_format="SOW"))
	return Mail(
		resolve(
			EVENT,
			invoice,
			client=origin.get_client_email(invoice),
			account_manager=origin.get_account_manager(invoice),
		),
		_("Invoice {0} from {1}").format(invoice.name, invoice.company),
		Message(
			words,
			facts=_get_facts(invoice),
			button=(_("View Invoice"), get_url(f"/invoices/{invoice.name}")),
		),
		attachments,
	)


def is_first_invoice(invoice: Document) -> bool:
	"""Was no other invoice of its SOW mailed before? The SOW is held, so that two workers do not both say yes."""
	if not invoice.salesflow_sow:
		return False
	lock_row("SOW", invoice.salesflow_sow)
	entry, other = frappe.qb.DocType(entries.DOCTYPE), frappe.qb.DocType("Sales Invoice")
	mailed = (
		frappe.qb.from_(entry)
		.join(other)
		.on((entry.reference_doctype == "Sales Invoice") & (other.name == entry.reference_name))
		.select(entry.name)
		.where((entry.event == EVENT) & (entry.state == entries.DONE))
		.where((other.salesflow_sow == invoice.salesflow_sow) & (other.name != invoice.name))
		.limit(1)
		.for_update()
	).run()
	return not mailed


def _get_facts(invoice: Document) -> list[tuple[str, str]]:
	facts = [
		(_("Amount"), fmt_money(invoice.grand_total, currency=invoice.currency)),
		(_("Due date"), formatdate(invoice.due_date)),
	]
	if flt(invoice.total_advance):
		facts += _get_advance_facts(invoice)
	if invoice.po_no:
		facts.append((_("Your purchase order"), invoice.po_no))
	return facts


def _get_advance_facts(invoice: Document) -> list[tuple[str, str]]:
	"""In the currency of the receivable account."""
	currency = invoice.party_account_currency or invoice.currency
	return [
		(_("Already paid"), fmt_money(invoice.total_advance, currency=currency)),
		(_("To pay"), fmt_money(max(0, flt(invoice.outstanding_amount)), currency=currency)),
	]


def _pdf(doctype: str, name: str, print_format: str | None = None) -> dict:
	"""Printed when the mail leaves."""
	return {
		"print_format_attachment": 1,
		"doctype": doctype,
		"name": name,
		"print_format": print_format,
		"print_letterhead": True,
		"lang": frappe.local.lang,
	}
