"""Orders that should be closed by now, and what holds each. Everybody sees the orders that their list shows them."""

import frappe
from frappe import _
from frappe.utils import date_diff, flt, getdate, today

from salesflow_app import settings
from salesflow_app.figures.showing import column
from salesflow_app.order.holding import Holding, Reason

FIELDS = (
	"name customer company status delivery_date modified per_delivered per_billed skip_delivery_note salesflow_sow"
).split()


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows and, for each currency, what is open. Raises PermissionError without the right to read orders.

	An order should be closed once its delivery date is over, or it is delivered or billed in full.
	"""
	filters = frappe._dict(filters or {})
	frappe.has_permission("Sales Order", "read", throw=True)
	orders = [order for order in _get_orders(filters) if filters.include_running or _is_over(order)]
	holding = Holding(orders)
	rows = [row for order in orders for row in _get_rows(order, holding)]
	return get_columns(), rows, None, None, _get_totals(rows)


def _get_orders(filters: frappe._dict) -> list[frappe._dict]:
	wanted = {field: filters[field] for field in ("company", "customer") if filters.get(field)}
	return frappe.get_list(
		"Sales Order",
		filters={"docstatus": 1, "status": ("!=", "Closed"), **wanted},
		fields=FIELDS,
		order_by="delivery_date asc, name asc",
		limit_page_length=0,
	)


def _is_over(order: frappe._dict) -> bool:
	is_late = order.delivery_date and getdate(order.delivery_date) < getdate(today())
	return bool(is_late or flt(order.per_delivered, 2) >= 100 or flt(order.per_billed, 2) >= 100)


def _get_rows(order: frappe._dict, holding: Holding) -> list[dict]:
	"""One row for an order; one more for each further currency in which something is open."""
	reasons = list(holding.find(order))
	amounts = holding.get_open_amounts(order) or {None: 0}
	return [_get_row(order, reasons, currency, amount) for currency, amount in amounts.items()]


def _get_row(order: frappe._dict, reasons: list[Reason], currency: str | None, amount: float) -> dict:
	since = min((day for _words, day in reasons if day and day <= getdate(today())), default=None)
	return {
		"sales_order": order.name,
		"customer": order.customer,
		"status": _(order.status),
		"holds": " ".join(words for words, _day in reasons) or _get_nothing(),
		"open_amount": amount if currency else None,
		"currency": currency,
		"since": since,
		"days": date_diff(today(), since) if since else None,
		"company": order.company,
	}


def _get_nothing() -> str:
	"""The next change to the order, its deliveries or its payments closes it, where the settings say so."""
	if settings.get_settings().closing_rule:
		return _("Nothing holds it: close it with “Status > Close”.")
	return _("Nothing holds it, and Salesflow Settings close no orders: close it with “Status > Close”.")


def _get_totals(rows: list[dict]) -> list[dict]:
	totals: dict[str, float] = {}
	for row in rows:
		if row["currency"]:
			totals[row["currency"]] = totals.get(row["currency"], 0) + row["open_amount"]
	return [
		{
			"label": _("Open in {0}").format(currency),
			"value": amount,
			"datatype": "Currency",
			"currency": currency,
			"indicator": "Orange",
		}
		for currency, amount in sorted(totals.items())
	]


def get_columns() -> list[dict]:
	"""What each row says."""
	return [
		column("sales_order", _("Sales Order"), "Link", "Sales Order", 205),
		column("customer", _("Customer"), "Link", "Customer", 170),
		column("status", _("Status"), "Data", None, 130),
		column("holds", _("What Holds It"), "Data", None, 460),
		column("open_amount", _("Open Amount"), "Currency", "currency", 130),
		column("since", _("Since"), "Date", None, 110),
		column("days", _("Days"), "Int", None, 70),
		column("currency", _("Currency"), "Link", "Currency", 80),
		column("company", _("Company"), "Link", "Company", 150),
	]
