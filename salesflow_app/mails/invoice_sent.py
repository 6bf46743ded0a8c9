"""Invoice: goes to the client when it is submitted, as a credit note does; the first one of a SOW with the signed SOW."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app import settings
from salesflow_app.clients.pdf import get_print_format
from salesflow_app.deal import origin
from salesflow_app.documents.locks import lock_row
from salesflow_app.mails.bank_details import get_bank_facts
from salesflow_app.mails.message import Mail, attach_print
from salesflow_app.mails.recipients import resolve
from salesflow_app.mails.to_client import get_name, get_page_button, write_to_client
from salesflow_app.outbox import entries
from salesflow_app.outbox.worker import NotSent
from salesflow_app.text.formats import date, money

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
	kind = _("Credit note") if invoice.is_return else _("Invoice")
	recipients = get_recipients(invoice)
	return write_to_client(
		recipients,
		_("{0} {1} from {2}").format(kind, invoice.name, invoice.company),
		_get_words(invoice, sow),
		**get_frame(invoice),
		facts=[*get_facts(invoice), *_get_way_to_pay(invoice)],
		button=get_page_button(recipients, _("View Invoice"), f"/salesflow/invoices/{invoice.name}"),
		get_attachments=lambda: _get_attachments(invoice, sow),
	)


def get_frame(invoice: Document) -> dict:
	"""Whom a mail about this invoice greets, whom they may ask, and who writes."""
	return {
		"company": invoice.company,
		"name": get_name(invoice.customer, origin.get_client_email(invoice)),
		"manager": origin.get_account_manager(invoice),
	}


def _get_attachments(invoice: Document, sow: str | None) -> list[dict]:
	"""The SOW first: Frappe prints all papers of a mail with the generator of the first, and ours leaves other formats to others."""
	own = attach_print("Sales Invoice", invoice.name, get_print_format(invoice))
	return [*([attach_print("SOW", sow, "SOW")] if sow else []), own, *_get_papers(invoice)]


def _get_papers(invoice: Document) -> list[dict]:
	"""Files of the milestone that go with its invoice: those attached to it. A row may name any file of the site."""
	milestone = invoice.salesflow_payment_milestone
	if not milestone:
		return []
	chosen = {"parent": milestone, "with_invoice": 1}
	urls = frappe.get_all("Payment Milestone File", chosen, pluck="attachment", order_by="idx asc")
	own = {"attached_to_doctype": "Payment Milestone", "attached_to_name": milestone, "is_folder": 0}
	files = [frappe.db.get_value("File", {**own, "file_url": url}, order_by="creation asc") for url in urls]
	return [{"fid": file} for file in dict.fromkeys(files) if file]


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
	facts = [(_("Amount"), money(abs(invoice.grand_total), invoice.currency))]
	if not invoice.is_return:
		facts.append((_("Due date"), date(invoice.due_date)))
	if flt(invoice.total_advance):
		facts += _get_advance_facts(invoice)
	if invoice.po_no:
		facts.append((_("Your purchase order"), invoice.po_no))
	return facts


def _get_way_to_pay(invoice: Document) -> list[tuple[str, str]]:
	is_open = not invoice.is_return and flt(invoice.outstanding_amount) > 0
	return get_bank_facts(invoice.company, invoice.name) if is_open else []


def _get_advance_facts(invoice: Document) -> list[tuple[str, str]]:
	"""In the currency of the receivable account."""
	currency = invoice.party_account_currency or invoice.currency
	return [
		(_("Already paid"), money(invoice.total_advance, currency)),
		(_("To pay"), money(max(0, flt(invoice.outstanding_amount)), currency)),
	]
