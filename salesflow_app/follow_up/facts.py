"""What is known of the open invoices of some customers: a few statements for all of them, not some for each."""

from collections.abc import Iterable

import frappe
from frappe.utils import getdate

from salesflow_app.follow_up.finding import Pair
from salesflow_app.settings import get_settings

FIELDS = (
	"name customer company posting_date due_date outstanding_amount currency party_account_currency "
	"contact_person contact_email salesflow_sow amended_from"
).split()
ON_HOLD = "On Hold"
Rows = list[frappe._dict]


def get_open_invoices(pairs: Iterable[Pair]) -> dict[Pair, Rows]:
	"""Open invoices of deals by customer and company, oldest first, each with what is known of its follow-up.

	Added to each: `is_on_hold`, `is_disputed`, `is_broken`, `promised_until`, and `done`, the day offset of its last step.
	"""
	wanted = set(pairs)
	rows = [row for row in _get_invoices(wanted) if (row.customer, row.company) in wanted]
	_add_orders(rows, wanted)
	rows = [row for row in rows if row.salesflow_sow or (row.is_of_order and get_settings().use_client_mails)]
	_add_follow_up(rows)
	grouped: dict[Pair, Rows] = {}
	for row in rows:
		grouped.setdefault((row.customer, row.company), []).append(row)
	return grouped


def _get_invoices(pairs: set[Pair]) -> Rows:
	filters = {"docstatus": 1, "is_return": 0, "outstanding_amount": (">", 0)}
	filters |= {"customer": ("in", sorted({customer for customer, _company in pairs}) or [""])}
	rows = frappe.get_all("Sales Invoice", filters, FIELDS, order_by="due_date asc, name asc")
	for row in rows:
		row.update({"due_date": getdate(row.due_date), "posting_date": getdate(row.posting_date)})
	return rows


def _add_orders(rows: Rows, pairs: set[Pair]) -> None:
	"""Whether each bills an order, and whether one of its orders is on hold."""
	invoice, item, order = (
		frappe.qb.DocType(each) for each in ("Sales Invoice", "Sales Invoice Item", "Sales Order")
	)
	found = (
		frappe.qb.from_(invoice)
		.join(item)
		.on(item.parent == invoice.name)
		.join(order)
		.on(order.name == item.sales_order)
		.select(invoice.name, order.status)
		.distinct()
		.where(invoice.customer.isin(sorted({customer for customer, _company in pairs}) or [""]))
		.where((invoice.docstatus == 1) & (invoice.outstanding_amount > 0))
	).run()
	of_order = {name for name, _status in found}
	on_hold = {name for name, status in found if status == ON_HOLD}
	for row in rows:
		row.update({"is_of_order": row.name in of_order, "is_on_hold": row.name in on_hold})


def _add_follow_up(rows: Rows) -> None:
	"""Steps done, promises and disputes; those of an invoice that it amends count for the amended one, too."""
	names = _get_names_before(rows)
	known = _get_records({name for line in names.values() for name in line})
	for row in rows:
		records = [record for name in names[row.name] for record in known.get(name, ())]
		done = [record.step_days for record in records if record.is_step]
		promises = [getdate(r.promise_date) for r in records if r.follow_up_status == "Promised"]
		row.done = max(done, default=None)
		row.promised_until = max(promises, default=None)
		row.is_broken = any(record.follow_up_status == "Promise Broken" for record in records)
		row.is_disputed = any(record.follow_up_status == "Disputed" for record in records)


def _get_names_before(rows: Rows) -> dict[str, list[str]]:
	"""Each invoice with those that it amends, the nearest first. One statement for each generation there is."""
	lines = {row.name: [row.name, *filter(None, [row.amended_from])] for row in rows}
	while ends := {line[-1] for line in lines.values() if len(line) > 1}:
		before = dict(
			frappe.get_all(
				"Sales Invoice",
				{"name": ("in", sorted(ends)), "amended_from": ("is", "set")},
				["name", "amended_from"],
				as_list=True,
				order_by="name asc",
			)
		)
		if not before:
			break
		for line in lines.values():
			line += [before[line[-1]]] if line[-1] in before else []
	return lines


def _get_records(names: set[str]) -> dict[str, Rows]:
	record, row = frappe.qb.DocType("Payment Follow Up"), frappe.qb.DocType("Payment Follow Up Invoice")
	fields = (record.follow_up_status, record.promise_date, row.sales_invoice, row.is_step, row.step_days)
	rows = (
		frappe.qb.from_(row)
		.join(record)
		.on((record.name == row.parent) & (row.parenttype == "Payment Follow Up"))
		.select(*fields)
		.where(row.sales_invoice.isin(sorted(names) or [""]))
	).run(as_dict=True)
	found: dict[str, Rows] = {}
	for each in rows:
		found.setdefault(each.sales_invoice, []).append(each)
	return found


def get_customers(names: Iterable[str]) -> dict[str, frappe._dict]:
	"""Name, class and wish of each customer."""
	fields = ["name", "customer_name", "salesflow_customer_class", "salesflow_reminders_off"]
	rows = frappe.get_all(
		"Customer", {"name": ("in", sorted(set(names)) or [""])}, fields, order_by="name asc"
	)
	return {row.name: row for row in rows}
