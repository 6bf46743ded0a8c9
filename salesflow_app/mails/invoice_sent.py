"""Invoice: goes to the client when it is submitted, as a credit note does; the first one of a SOW with the signed SOW."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, formatdate, get_url

from salesflow_app import settings
from salesflow_app.deal import origin
from salesflow_app.documents.locks import lock_row
from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import resolve
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent

EVENT = "Invoice Sent"


def send_invoice_sent(invoice: Document) -> None:
	"""When it is submitted, once for each invoice, amended ones and credit notes included."""
	if settings.mails_clients(invoice.salesflow_sow):
		entries.add(EVENT, invoice, get_key(invoice))


def get_key(invoice: Document) -> str:
	return f"{EVENT}:{invoice.doctype}:{invoice.name}"


def write(invoice: Document, moment: frappe._dict) -> Mail:
	if invoice.docstatus == 2:
		raise NotSent(_("the document was cancelled before it left"))
	sow = invoice.salesflow_sow if is_first_invoice(invoice) else None
	attachments = [_pdf("Sales Invoice", invoice.name)]
	if sow:
		attachments.append(_pdf("SOW", sow, print_format="SOW"))
	kind = _("Credit note") if invoice.is_return else _("Invoice")
	return Mail(
		get_recipients(invoice),
		_("{0} {1} from {2}").format(kind, invoice.name, invoice.company),
		Message(
			_get_words(invoice, sow),
			facts=get_facts(invoice),
			button=(_("View Invoice"), get_url(f"/invoices/{invoice.name}")),
		),
		attachments,
	)


def get_recipients(invoice: Document) -> list[str]:
	return resolve(
		EVENT,
		invoice,
		client=origin.get_client_email(invoice),
		account_manager=origin.get_account_manager(invoice),
	)


def _get_words(invoice: Document, sow: str | None) -> str:
	name, other = invoice.name, invoice.return_against if invoice.is_return else invoice.amended_from
	if invoice.is_return:
		text = (
			_("Your credit note {0} for invoice {1} is attached.")
			if other
			else _("Your credit note {0} is attached.")
		)
	elif sow:
		text, other = _("Your signed Statement of Work {1} and your invoice {0} are attached."), sow
	elif other:
		text = _("Your corrected invoice {0} is attached. It replaces invoice {1}, which was cancelled.")
	else:
		text = _("Your invoice {0} is attached.")
	return text.format(name, other)


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


def get_facts(invoice: Document) -> list[tuple[str, str]]:
	facts = [(_("Amount"), fmt_money(abs(invoice.grand_total), currency=invoice.currency))]
	if not invoice.is_return:
		facts.append((_("Due date"), formatdate(invoice.due_date)))
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
