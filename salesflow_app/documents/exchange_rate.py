"""The exchange rate of a document in a foreign currency: that of the day, or one close to it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt

from salesflow_app.rules.numbers import NumberError, to_decimal
from salesflow_app.text.sentences import translate

HIGHEST = 1_000_000
FARTHEST = 0.25
"""How far a rate that was agreed with the client may be from that of the day."""
NOT_SET = (None, "", 0, 1)


def set_exchange_rate(doc: Document, date: object) -> None:
	"""Fill in the rate of `date` where none is entered; refuse one that is no rate, or far from that of the day.

	Rules compare amounts in the company's currency, so that a wrong rate would pass them by. Where ERPNext knows no
	rate, it stays 0 and has to be entered before the document goes on.
	"""
	company_currency = frappe.get_cached_value("Company", doc.company, "default_currency")
	if doc.currency == company_currency:
		doc.conversion_rate = 1
		return
	if doc.has_value_changed("currency") and doc.conversion_rate in NOT_SET:
		doc.conversion_rate = get_exchange_rate(doc.currency, company_currency, date)
	_validate_number(doc)
	if doc.has_value_changed("conversion_rate") or doc.has_value_changed("currency"):
		_validate_near(doc, company_currency, date)


def get_exchange_rate(currency: str, company_currency: str, date: object) -> float:
	"""ERPNext's selling rate of that day; 0 where there is none."""
	from erpnext.setup.utils import get_exchange_rate as get_rate

	return flt(get_rate(currency, company_currency, date, "for_selling"))


def _validate_number(doc: Document) -> None:
	try:
		doc.conversion_rate = float(to_decimal(doc.conversion_rate or 0, _("Exchange Rate"), maximum=HIGHEST))
	except NumberError as error:
		frappe.throw(
			_("{0} {1}: {2}").format(_(doc.doctype), doc.name or _("(new)"), escape_html(translate(error)))
		)


def _validate_near(doc: Document, company_currency: str, date: object) -> None:
	known = _get_known_rate(doc.currency, company_currency, date) if doc.conversion_rate else 0
	if known and abs(doc.conversion_rate / known - 1) > FARTHEST:
		frappe.throw(
			_(
				"{0} {1}, Exchange Rate: {2} is far from today's rate of {3}. Correct it, or update Currency Exchange if that rate is wrong."
			).format(_(doc.doctype), doc.name or _("(new)"), doc.conversion_rate, known)
		)


def _get_known_rate(currency: str, company_currency: str, date: object) -> float:
	"""The latest rate that the site has in Currency Exchange; 0 without one. Asks no service."""
	filters = {
		"from_currency": currency,
		"to_currency": company_currency,
		"date": ("<=", date),
		"for_selling": 1,
	}
	found = frappe.get_all("Currency Exchange", filters, pluck="exchange_rate", order_by="date desc", limit=1)
	return flt(found[0]) if found else 0
