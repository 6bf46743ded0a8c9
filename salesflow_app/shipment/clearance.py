"""Clearance of a shipment: has the customer paid what Salesflow Settings ask for?

The policies are in `rules/clearance.py`; here is what they need to know.
"""

import frappe
from erpnext.selling.doctype.customer.customer import get_credit_limit, get_customer_outstanding
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate

from salesflow_app.order import rows
from salesflow_app.rules.clearance import DEPOSIT_PAID, NONE, WITHIN_CREDIT, blockers
from salesflow_app.settings import get_settings
from salesflow_app.text.sentences import translate


def validate_clearance(note: Document) -> None:
	"""Refuse to clear a shipment that the policy holds back; the message says what is missing."""
	reason = get_blocker(note)
	if reason:
		frappe.throw(
			_("Delivery Note {0} cannot be cleared: {1} See {2} in Salesflow Settings.").format(
				note.name,
				reason,
				frappe.bold(_("Clearance Needs: {0}").format(_(get_settings().clearance_policy))),
			),
			title=_("Not Cleared"),
		)


def get_blocker(note: Document) -> str | None:
	"""The sentence that says why the shipment may not leave yet, or None."""
	policy = get_settings().clearance_policy or NONE
	if policy == NONE:
		return None
	if policy == WITHIN_CREDIT:
		return _say(blockers(policy, 0, 0, 0, *_get_credit(note), get_precision()))
	by_row = rows.find_orders(note)
	loose = [row for row, orders in zip(note.items, by_row, strict=True) if not orders]
	reason = _get_blocker_without_order(loose)
	if reason:
		return reason
	for name in sorted(set().union(*by_row)):
		reason = _get_order_blocker(policy, name)
		if reason:
			return _("Sales Order {0}: {1}").format(name, reason)
	return None


def _get_credit(note: Document) -> tuple[float, float]:
	"""Credit limit and what the customer owes, orders not billed yet included; in the company's currency."""
	limit = flt(get_credit_limit(note.customer, note.company), get_precision())
	return limit, flt(get_customer_outstanding(note.customer, note.company), get_precision())


def get_precision() -> int:
	"""Decimals of amounts on this site."""
	return frappe.get_precision("Sales Order", "base_grand_total") or 0


def _get_order_blocker(policy: str, name: str) -> str | None:
	order = frappe.get_doc("Sales Order", name)
	precision = order.precision("grand_total")
	total = flt(order.rounded_total or order.grand_total, precision)
	deposit = get_deposit(order, total) if policy == DEPOSIT_PAID else 0
	if deposit is None:
		return _(
			"no deposit is set. Enter {0} in Salesflow Settings, or plan the order's payment in parts."
		).format(frappe.bold(_("Deposit (%)")))
	paid = flt(get_paid(order), precision)
	return _say(blockers(policy, total, paid, flt(deposit, precision), 0, 0, precision or 0))


def _say(blocker: str | None) -> str | None:
	return blocker and translate(blocker)


def get_deposit(order: Document, total: float) -> float | None:
	"""What is paid before delivery: the first part of the plan, else the percentage in Salesflow Settings; None without."""
	parts = sorted(order.payment_schedule, key=lambda row: (getdate(row.due_date), row.idx))
	if len(parts) > 1:
		return flt(parts[0].payment_amount)
	percentage = flt(get_settings().deposit_percentage)
	return total * percentage / 100 if percentage else None


def get_paid(order: Document) -> float:
	"""What was paid for the order, in its currency: advances not used yet, and paid parts of invoices."""
	invoice, item = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	lines = (
		frappe.qb.from_(item)
		.join(invoice)
		.on(invoice.name == item.parent)
		.select(
			item.net_amount,
			invoice.name,
			invoice.net_total,
			invoice.grand_total,
			invoice.rounded_total,
			invoice.outstanding_amount,
			invoice.currency,
			invoice.party_account_currency,
			invoice.conversion_rate,
		)
		.where((item.sales_order == order.name) & (invoice.docstatus == 1) & (invoice.is_return == 0))
	).run(as_dict=True)
	return get_unused_advance(order) + sum(_get_paid_share(line) for line in lines)


def _get_paid_share(line: dict) -> float:
	"""The paid part of an invoice line with its share of the tax."""
	total = flt(line.rounded_total) or flt(line.grand_total)
	is_foreign = line.party_account_currency and line.party_account_currency != line.currency
	still_open = (
		flt(line.outstanding_amount) / (flt(line.conversion_rate) or 1)
		if is_foreign
		else line.outstanding_amount
	)
	share = flt(line.net_amount) / flt(line.net_total) if flt(line.net_total) else 0
	return (total - flt(still_open)) * share


def get_unused_advance(order: Document) -> float:
	"""Payments made for the order itself and not yet matched with an invoice, in the order's currency."""
	payment, row = frappe.qb.DocType("Payment Entry"), frappe.qb.DocType("Payment Entry Reference")
	found = (
		frappe.qb.from_(row)
		.join(payment)
		.on(payment.name == row.parent)
		.select(row.allocated_amount, payment.paid_from_account_currency)
		.where(
			(row.reference_doctype == "Sales Order")
			& (row.reference_name == order.name)
			& (payment.docstatus == 1)
		)
	).run(as_dict=True)
	return sum(
		flt(line.allocated_amount)
		/ (1 if line.paid_from_account_currency == order.currency else order.conversion_rate)
		for line in found
	)


def _get_blocker_without_order(loose: list[Document]) -> str | None:
	"""Rows without an order can only be checked against the invoice they are delivered for."""
	unknown = [row.idx for row in loose if not row.against_sales_invoice]
	if unknown:
		return _(
			"row {0} has no Sales Order or Sales Invoice, so there is no payment to check. Create the note from the order."
		).format(", ".join(str(idx) for idx in unknown))
	invoices = {row.against_sales_invoice for row in loose}
	unpaid = frappe.get_all(
		"Sales Invoice",
		filters={"name": ("in", invoices or [""]), "outstanding_amount": (">", 0)},
		pluck="name",
		order_by="name asc",
	)
	return _("Sales Invoice {0} is not paid.").format(", ".join(unpaid)) if unpaid else None
