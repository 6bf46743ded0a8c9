"""How an order differs from what the client signed, in words: parties, lines, discount, taxes, terms."""

from collections.abc import Iterator

from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, flt, formatdate, getdate

from salesflow_app.conversions.sow_to_sales_order import get_schedule
from salesflow_app.rules.signed_lines import Line
from salesflow_app.sow.signed import Signed, compare_order
from salesflow_app.sow.taxes import follow_renames
from salesflow_app.text.formats import money, number

PARTIES = ("customer", "company", "currency")
TAX_FIELDS = ("charge_type", "account_head", "row_id")


def find_in_content(order: Document, signed: Signed) -> list[str]:
	"""One sentence for each difference in what people fill in; empty where there is none."""
	checks = (_find_parties, _find_lines, _find_discount, _find_taxes)
	return [sentence for check in checks for sentence in check(order, signed)]


def find_in_totals(order: Document, signed: Signed) -> list[str]:
	"""The same for what ERPNext computes of it: the total with tax, and when it is due."""
	return [*_find_gross(order, signed), *_find_terms(order, signed)]


def _find_parties(order: Document, signed: Signed) -> Iterator[str]:
	for field in PARTIES:
		if order.get(field) != signed.sow.get(field):
			yield _("{0}: {1} instead of {2}.").format(
				_(order.meta.get_label(field)),
				escape_html(order.get(field) or "–"),
				escape_html(signed.sow.get(field)),
			)


def _find_lines(order: Document, signed: Signed) -> Iterator[str]:
	for before, after in compare_order(signed, order):
		if not before:
			yield _("Items, row {0}: {1} was not signed.").format(after.row, _say(order, after))
		elif not after:
			yield _("Items: {0} is missing.").format(_say(order, before))
		else:
			yield _("Items, row {0}: {1} instead of {2}.").format(
				after.row, _say(order, after), _say(order, before)
			)


def _say(order: Document, line: Line) -> str:
	return _("{0}, {1} {2} at {3}").format(
		escape_html(line.item), number(float(line.qty)), _(line.uom), _money(order, line.rate)
	)


def _find_discount(order: Document, signed: Signed) -> Iterator[str]:
	if flt(order.discount_amount) or flt(order.additional_discount_percentage):
		yield _("Additional Discount: {0} was not signed.").format(_money(order, order.discount_amount))


def _find_taxes(order: Document, signed: Signed) -> Iterator[str]:
	"""Taxes by row; without any where none were signed."""
	expected = [_read_tax(order, row) for row in signed.taxes]
	found = [_read_tax(order, row.as_dict()) for row in order.taxes]
	if expected != found:
		renamed = follow_renames(signed.taxes, signed.sow.taxes_and_charges)
		expected = [_read_tax(order, row) for row in renamed]
	if expected != found:
		yield _("Taxes: {0} instead of {1}.").format(
			_say_taxes(order, order.taxes), _say_taxes(order, signed.taxes)
		)


def _read_tax(order: Document, row: dict) -> tuple:
	amount = flt(row.get("tax_amount"), order.precision("total")) if row.get("charge_type") == "Actual" else 0
	texts = tuple(str(row.get(field) or "") for field in TAX_FIELDS)
	return *texts, flt(row.get("rate"), 6), cint(row.get("included_in_print_rate")), amount


def _say_taxes(order: Document, rows: list) -> str:
	"""Description and rate, or amount, of each row."""
	parts = [
		f"{escape_html(row.get('description') or row.get('account_head'))} "
		+ (
			_money(order, row.get("tax_amount"))
			if row.get("charge_type") == "Actual"
			else f"{number(row.get('rate'))} %"
		)
		for row in rows
	]
	return ", ".join(parts) or _("none")


def _find_gross(order: Document, signed: Signed) -> Iterator[str]:
	"""Item taxes and rounding are in no row of the taxes, but in what the client pays."""
	precision = order.precision("grand_total")
	gross = flt(order.rounded_total, precision) or flt(order.grand_total, precision)
	expected = signed.get_total("grand_total")
	if flt(gross - expected, precision):
		yield _("Total with tax: {0} instead of {1}.").format(_money(order, gross), _money(order, expected))


def _find_terms(order: Document, signed: Signed) -> Iterator[str]:
	expected = [(row.due_date, float(row.amount)) for row in get_schedule(order, signed)]
	precision = order.precision("grand_total")
	rows = [(getdate(row.due_date), flt(row.payment_amount, precision)) for row in order.payment_schedule]
	if sorted(rows) != sorted(expected):
		yield _("Payment Terms: {0} instead of {1}.").format(
			_say_terms(order, rows), _say_terms(order, expected)
		)


def _say_terms(order: Document, rows: list[tuple]) -> str:
	return ", ".join(f"{formatdate(day)} {_money(order, amount)}" for day, amount in rows) or "–"


def _money(order: Document, amount: object) -> str:
	return money(flt(amount), order.currency, order.precision("grand_total"))
