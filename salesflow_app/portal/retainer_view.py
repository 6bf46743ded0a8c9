"""The terms of a retainer as the client reads them, in a proposal and in a SOW."""

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate

from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.rules.retainers import add_months
from salesflow_app.text.formats import date, money, percent


def get_terms(doc: Document) -> list[str]:
	"""Sentences about term, notice and later rates; none where nothing is billed monthly or no term is agreed."""
	months = cint(doc.retainer_months)
	if not months or not any(row.billing == MONTHLY for row in doc.items):
		return []
	return [_get_term(doc, months), *_get_notice(doc), *_get_indexation(doc)]


def _get_term(doc: Document, months: int) -> str:
	if not doc.retainer_from:
		return _("The monthly items are ordered for {0} months and billed monthly in advance.").format(months)
	last = add_months(getdate(doc.retainer_from), months)
	return _(
		"The monthly items are ordered for {0} months from {1} and billed monthly in advance; the term ends before {2}."
	).format(months, date(doc.retainer_from), date(last))


def _get_notice(doc: Document) -> list[str]:
	if not cint(doc.notice_months):
		return []
	return [
		_("Both sides may end them before, with a notice of {0} months to the end of a month.").format(
			cint(doc.notice_months)
		)
	]


def _get_indexation(doc: Document) -> list[str]:
	if not doc.get("indexation_from") or not flt(doc.get("indexation_percentage")):
		return []
	return [
		_("For months that start on {0} or later, the monthly rates are {1} higher.").format(
			date(doc.indexation_from), percent(doc.indexation_percentage)
		)
	]


def get_term_sum(doc: Document) -> str:
	"""What the monthly items come to over the whole term, net; empty where there are none."""
	total = flt(doc.get("retainer_total"))
	return money(total, doc.currency, doc.precision("total") or 0) if total else ""
