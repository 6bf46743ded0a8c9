"""What an order gives away and earns, as the approval rules and the approver's page ask for it."""

from frappe.model.document import Document
from frappe.utils import flt


def get_discount(order: Document) -> float:
	"""How far the net total is below the price list, in percent; 0 where there is no list price."""
	listed = sum(max(flt(row.price_list_rate), flt(row.rate)) * flt(row.qty) for row in order.items)
	asked = sum(flt(row.net_amount) for row in order.items)
	if not listed or _has_included_tax(order):
		return flt(order.additional_discount_percentage, 6)
	return flt((1 - asked / listed) * 100, 6)


def _has_included_tax(order: Document) -> bool:
	return any(row.included_in_print_rate for row in order.taxes)


def get_margin(order: Document) -> float | None:
	"""Gross profit in percent of the net total, by ERPNext's valuation rates; None where a line has none."""
	if any(flt(row.net_amount) and not flt(row.valuation_rate) for row in order.items):
		return None
	net = flt(order.base_net_total)
	cost = sum(flt(row.valuation_rate) * flt(row.stock_qty) for row in order.items)
	return flt((net - cost) / net * 100, 6) if net else 0.0
