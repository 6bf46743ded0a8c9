"""Exchange rates."""

import frappe
from frappe import _
from frappe.utils import flt, nowdate


@frappe.whitelist()
def get_exchange_rate(
	from_currency: str | None, to_currency: str | None, transaction_date=None, args: str | None = None
) -> float | None:
	"""The latest Currency Exchange up to a day, for buying or selling (`args`); 0 with a message where there is none."""
	if not (from_currency and to_currency):
		return None
	if from_currency == to_currency:
		return 1.0
	date = transaction_date or nowdate()
	filters = {"from_currency": from_currency, "to_currency": to_currency, "date": ("<=", date)}
	if args in ("for_buying", "for_selling"):
		filters[args] = 1
	found = frappe.get_all("Currency Exchange", filters, pluck="exchange_rate", order_by="date desc", limit=1)
	if found:
		return flt(found[0])
	frappe.msgprint(
		_(
			"Unable to find exchange rate for {0} to {1} for key date {2}. Please create a Currency Exchange record manually"
		).format(from_currency, to_currency, date)
	)
	return 0.0
