"""The receipt of a payment as the client gets it: attached to our confirmation, and on the page of each invoice it pays."""

from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, today

from salesflow_app.clients import access
from salesflow_app.clients.pdf import render_pdf
from salesflow_app.deal import origin
from salesflow_app.follow_up import receipts
from salesflow_app.mails import payment_confirmed
from salesflow_app.portal import company_card
from salesflow_app.portal.people_view import get_contact
from salesflow_app.text.formats import date, money


@frappe.whitelist(methods=["GET"])
def pdf(invoice: str, payment: str) -> None:
	"""Send the receipt of a payment of an invoice that the client may see. Raises DoesNotExistError for all others."""
	bill = access.get_visible("Sales Invoice", invoice)
	doc = next((doc for doc in receipts.get_payments(bill.name) if doc.name == payment), None)
	if not doc:
		access.raise_not_found("Sales Invoice", invoice)
	doc.flags.salesflow_customer = bill.customer
	frappe.response.update(
		{
			"type": "download",
			"content_type": "application/pdf",
			"filename": f"{doc.name.replace(' ', '-').replace('/', '-')}.pdf",
			"filecontent": render_pdf(doc),
		}
	)


def get_links(invoice: Document) -> list[dict[str, str]]:
	"""The payments of an invoice on its page: when, how much of it, and the way to the receipt."""
	found = []
	for doc in receipts.get_payments(invoice.name):
		lines = [line for line in receipts.get_lines(doc, invoice.customer) if line.name == invoice.name]
		query = urlencode({"invoice": invoice.name, "payment": doc.name})
		found += [
			{
				"label": f"{_get_title(doc)}, {date(doc.posting_date)}",
				"amount": money(line.amount, line.currency),
				"href": f"/api/method/salesflow_app.portal.payment_receipt.pdf?{query}",
			}
			for line in lines
		]
	return found


def get_view(doc: Document) -> dict:
	"""Everything that the receipt says."""
	party_type, party = receipts.get_party(doc, doc.flags.get("salesflow_customer"))
	lines = receipts.get_lines(doc, party)
	is_refund = payment_confirmed.get_kind(doc) == payment_confirmed.REFUND
	return {
		"name": doc.name,
		"title": _get_title(doc),
		"company": doc.company,
		"card": company_card.get_card(doc.company),
		"customer_name": _get_party_name(party_type, party),
		"address": company_card.get_address_lines(party_type, party) if party else [],
		"facts": _get_facts(doc, party, is_refund),
		"label": _("Paid back") if is_refund else _("This payment"),
		"rows": [_get_row(line) for line in lines],
		"rest": _get_rest(doc),
		"note": _("What is still open as of {0}. Later payments reduce it.").format(date(today())),
		"contact": get_contact(frappe._dict(account_manager=lines and origin.get_account_manager(lines[0]))),
	}


def _get_title(doc: Document) -> str:
	return {
		payment_confirmed.PAYMENT: _("Payment receipt"),
		payment_confirmed.REFUND: _("Refund confirmation"),
	}.get(payment_confirmed.get_kind(doc), _("Settlement without a payment"))


def _get_party_name(party_type: str, party: str | None) -> str:
	field = {"Customer": "customer_name", "Supplier": "supplier_name"}.get(party_type)
	return (field and party and frappe.get_cached_value(party_type, party, field)) or party or ""


def _get_facts(doc: Document, party: str | None, is_refund: bool) -> list[tuple[str, str]]:
	amount, currency = receipts.get_moved(doc, party)
	reference = doc.reference_no if doc.doctype == "Payment Entry" else doc.cheque_no
	return [
		(_("Receipt number"), doc.name),
		(_("Paid back on") if is_refund else _("Received on"), date(doc.posting_date)),
		(_("Amount"), money(amount, currency)),
		(_("Credited to your account"), _get_credited(doc, currency)),
		(_("Way of payment"), _(doc.mode_of_payment) if doc.get("mode_of_payment") else ""),
		(_("Reference"), reference or ""),
	]


def _get_credited(doc: Document, currency: str) -> str:
	"""Where the client's account is kept in another currency than they paid in."""
	if doc.doctype != "Payment Entry" or receipts.get_account_currency(doc) == currency:
		return ""
	return money(abs(payment_confirmed.get_amount(doc)), receipts.get_account_currency(doc))


def _get_row(line: frappe._dict) -> dict[str, str]:
	kinds = {"Sales Invoice": _("Invoice {0}"), "Sales Order": _("Order {0}")}
	return {
		"title": kinds[line.doctype].format(line.name),
		"total": money(line.total, line.own_currency),
		"amount": money(line.amount, line.currency),
		"open": money(max(0, flt(line.open_amount)), line.currency),
	}


def _get_rest(doc: Document) -> str:
	"""What came and pays nothing yet."""
	rest = flt(doc.get("unallocated_amount"))
	if doc.doctype != "Payment Entry" or rest <= 0:
		return ""
	return _("{0} of it is not assigned to an invoice yet. We will assign it or pay it back.").format(
		money(rest, receipts.get_account_currency(doc))
	)
