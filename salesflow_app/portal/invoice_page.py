"""An invoice of a deal as the client sees it, on the page and in print: from its lines to what is left to pay, it adds up."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.clients.payment_code import get_payment_code
from salesflow_app.mails.bank_details import get_account, get_bank_facts
from salesflow_app.portal import company_card
from salesflow_app.portal.invoice_talk import get_talk
from salesflow_app.portal.invoice_view import get_invoice_state
from salesflow_app.portal.people_view import get_contact
from salesflow_app.portal.sums import get_shown
from salesflow_app.sow.taxes import get_label
from salesflow_app.text import rich_text
from salesflow_app.text.formats import as_rich_text, as_written, date, money, number, unit


def get_view(doc: Document) -> dict:
	"""Everything that the page and the print of an invoice show."""
	milestone = _get_milestone(doc)
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"title": _get_title(doc),
		"is_credit_note": bool(doc.is_return),
		"state": get_invoice_state(doc, _get_precision(doc)),
		"company": doc.company,
		"card": company_card.get_card(doc.company, doc.company_address),
		"customer_name": doc.customer_name or doc.customer,
		"address": company_card.get_address_lines("Customer", doc.customer, doc.customer_address),
		"facts": [(label, value) for label, value in _get_facts(doc, milestone) if value],
		"sow": milestone and {"name": milestone.sow, "route": f"/salesflow/sows/{milestone.sow}"},
		"items": _get_items(doc, milestone),
		"sums": _get_sums(doc),
		"payments": _get_payments(doc),
		"bank": get_bank_facts(doc.company, doc.name) if _is_open(doc) else [],
		"code": _get_code(doc),
		"talk": get_talk(doc),
		"terms_html": rich_text.clean(doc.terms),
		"contact": get_contact(frappe._dict(account_manager=milestone and milestone.account_manager)),
	}


def _get_precision(doc: Document) -> int:
	return doc.precision("grand_total") or 0


def _money(doc: Document, amount: float) -> str:
	return money(amount, doc.currency, _get_precision(doc))


def _get_title(doc: Document) -> str:
	if doc.is_return:
		return _("Credit note {0}").format(doc.name)
	return _("Invoice {0}").format(doc.name)


def _get_milestone(doc: Document) -> frappe._dict | None:
	name = doc.get("salesflow_payment_milestone")
	if doc.is_return and not name and doc.return_against:
		name = frappe.db.get_value(doc.doctype, doc.return_against, "salesflow_payment_milestone")
	fields = ["milestone_no", "milestone_count", "milestone_name", "sow", "account_manager"]
	return frappe.db.get_value("Payment Milestone", name, fields, as_dict=True) if name else None


def _get_facts(doc: Document, milestone: frappe._dict | None) -> list[tuple[str, str]]:
	"""What an invoice has to say by law and by habit, in this order."""
	return [
		(_("Credit note number") if doc.is_return else _("Invoice number"), doc.name),
		(_("Invoice date"), date(doc.posting_date)),
		(_("Credits invoice"), doc.return_against if doc.is_return else ""),
		(_("Due date"), "" if doc.is_return else date(doc.due_date)),
		(_("Service period"), _get_period(doc)),
		(_("Statement of Work"), _get_sow(milestone)),
		(_("Milestone"), _get_position(milestone)),
		(_("Your purchase order"), _get_order(doc)),
		(_("Your VAT ID"), doc.tax_id),
	]


def _get_period(doc: Document) -> str:
	if not doc.from_date:
		return ""
	return f"{date(doc.from_date)} – {date(doc.to_date or doc.from_date)}"


def _get_sow(milestone: frappe._dict | None) -> str:
	if not milestone or not milestone.sow:
		return ""
	title = frappe.db.get_value("SOW", milestone.sow, "title")
	return f"{title} ({milestone.sow})"


def _get_position(milestone: frappe._dict | None) -> str:
	if not milestone:
		return ""
	return _("{0} of {1}: {2}").format(
		milestone.milestone_no, milestone.milestone_count, milestone.milestone_name
	)


def _get_order(doc: Document) -> str:
	if doc.po_no and doc.po_date:
		return _("{0} of {1}").format(doc.po_no, date(doc.po_date))
	return doc.po_no or ""


def _get_items(doc: Document, milestone: frappe._dict | None) -> list[dict[str, str]]:
	"""The rows; or the one line that the invoice of a milestone, or its credit note, has for the client instead."""
	if not milestone or not doc.get("salesflow_client_line"):
		return [_get_item(doc, row) for row in doc.items]
	title, _line, more = as_written(doc.salesflow_client_line).strip().partition("\n")
	amount = _money(doc, doc.total)
	return [
		{
			"title": title,
			"description_html": as_rich_text(more),
			"quantity": number(-1 if doc.is_return else 1),
			"rate": _money(doc, -doc.total if doc.is_return else doc.total),
			"amount": amount,
		}
	]


def _get_item(doc: Document, row: Document) -> dict[str, str]:
	return {
		"title": row.item_name or row.item_code,
		"description_html": _get_description(row),
		"quantity": f"{number(row.qty)} {unit(row.uom)}".strip(),
		"rate": _money(doc, row.rate),
		"amount": _money(doc, row.amount),
	}


def _get_description(row: Document) -> str:
	"""What it says beside the item's name, which stands above it."""
	description = rich_text.clean(row.description).strip()
	for name in (row.item_name, row.item_code):
		description = description.removeprefix(frappe.utils.escape_html(name or "")).strip()
	description = description.removeprefix("<br>")
	return "" if rich_text.is_empty(description) else description


# Sums


def _get_sums(doc: Document) -> list[dict[str, str]]:
	"""From the sum of the lines to the total; each line is what is between two others."""
	precision = _get_precision(doc)
	rows = [(_("Total of the items"), flt(doc.total))]
	between = flt(flt(doc.net_total) - flt(doc.total), precision)
	if between:
		rows += [(_get_word_between(doc), between), (_("Total, net"), flt(doc.net_total))]
	else:
		rows = [(_("Total, net"), flt(doc.net_total))]
	rows += _get_taxes(doc, precision)
	total = flt(doc.rounded_total) or flt(doc.grand_total)
	if rounding := flt(total - flt(doc.grand_total), precision):
		rows.append((_("Rounding"), rounding))
	rows.append((_("Total"), total))
	return [{"key": "", "label": label, "amount": _money(doc, amount)} for label, amount in rows]


def _get_word_between(doc: Document) -> str:
	"""What lies between the sum of the lines and the net total."""
	has_discount = bool(flt(doc.discount_amount))
	if any(row.included_in_print_rate for row in doc.taxes):
		return (
			_("Discount, and tax included in the prices") if has_discount else _("Tax included in the prices")
		)
	return _("Discount")


def _get_taxes(doc: Document, precision: int) -> list[tuple[str, float]]:
	"""They sum to the total with tax less the net total; the last one takes what rounding leaves."""
	amounts = [flt(row.tax_amount_after_discount_amount, precision) for row in doc.taxes]
	if not amounts:
		return []
	rest = flt(doc.grand_total) - flt(doc.net_total) - sum(amounts)
	amounts[-1] = flt(amounts[-1] + rest, precision)
	return [(get_label(doc.taxes[place]), amounts[place]) for place in get_shown(amounts)]


# Payment


def _is_open(doc: Document) -> bool:
	return not doc.is_return and doc.docstatus == 1 and flt(doc.outstanding_amount, _get_precision(doc)) > 0


def _get_payments(doc: Document) -> list[dict[str, str]]:
	"""What was paid or credited, and what is left. Only where the ledger counts in the invoice's currency."""
	if doc.is_return or doc.docstatus != 1:
		return []
	outstanding = flt(doc.outstanding_amount, _get_precision(doc))
	currency = doc.party_account_currency or doc.currency
	if currency != doc.currency:
		return [{"key": "", "label": _("To pay"), "amount": money(outstanding, currency)}]
	paid = flt((flt(doc.rounded_total) or flt(doc.grand_total)) - outstanding, _get_precision(doc))
	if not paid:
		return []
	return [
		{"key": "", "label": _("Paid or credited"), "amount": _money(doc, -paid)},
		{"key": "", "label": _("To pay"), "amount": _money(doc, max(0, outstanding))},
	]


def _get_code(doc: Document) -> str:
	account = get_account(doc.company) if _is_open(doc) else {}
	if not account or (doc.party_account_currency or doc.currency) != doc.currency:
		return ""
	return get_payment_code(account, doc.outstanding_amount, doc.currency, doc.name)
