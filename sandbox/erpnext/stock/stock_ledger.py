"""The stock ledger: what came in and went out, first in first out, and the Bin that sums it up."""

import json

import frappe
from erpnext.accounts.utils import get_fiscal_year
from erpnext.stock.utils import get_or_make_bin
from frappe import _
from frappe.utils import flt, get_datetime, now_datetime

KEPT = tuple(
	"""
	item_code warehouse posting_date posting_time posting_datetime voucher_type voucher_no
	voucher_detail_no company stock_uom project fiscal_year
	""".split()
)
"""What the reversal of an entry has in common with it."""


class NegativeStockError(frappe.ValidationError):
	"""More would leave a warehouse than is in it."""


def make_sl_entries(entries: list[dict]) -> None:
	"""Write stock ledger entries in their order; raises NegativeStockError where goods are missing."""
	for entry in entries:
		if flt(entry["actual_qty"]):
			_post(frappe._dict(entry))


def cancel_sl_entries(voucher_type: str, voucher_no: str) -> None:
	"""Take back what a voucher moved."""
	filters = {"voucher_type": voucher_type, "voucher_no": voucher_no, "is_cancelled": 0}
	booked = frappe.get_all("Stock Ledger Entry", filters, ["*"], order_by="creation asc")
	frappe.db.set_value("Stock Ledger Entry", filters, "is_cancelled", 1)
	for entry in booked:
		values = {key: entry[key] for key in KEPT}
		is_outgoing = entry.actual_qty < 0
		values["incoming_rate"] = entry.stock_value_difference / entry.actual_qty if is_outgoing else 0.0
		_insert({**values, "actual_qty": -entry.actual_qty, "is_cancelled": 1})
	for item_code, warehouse in dict.fromkeys((row.item_code, row.warehouse) for row in booked):
		_replay(item_code, warehouse)


def get_previous_sle(item_code: str, warehouse: str) -> dict:
	"""The newest entry of an item in a warehouse; empty where it never was there."""
	filters = {"item_code": item_code, "warehouse": warehouse, "is_cancelled": 0}
	found = frappe.get_all(
		"Stock Ledger Entry", filters, ["*"], order_by="posting_datetime desc, creation desc", limit=1
	)
	return found[0] if found else frappe._dict()


def get_outgoing_rate(item_code: str, warehouse: str, qty: float) -> float:
	"""What one of the next `qty` pieces to leave the warehouse is worth."""
	queue = _read_queue(get_previous_sle(item_code, warehouse))
	value, _rest = _take(queue, qty)
	return value / qty if qty else 0.0


def _read_queue(entry: dict) -> list[list[float]]:
	return json.loads(entry.get("stock_queue") or "[]")


def _take(queue: list[list[float]], qty: float) -> tuple[float, list[list[float]]]:
	"""Value of the first `qty` pieces, and what is left. What was never received is worth the last known rate."""
	value, left, rate = 0.0, [], 0.0
	for pieces, rate in queue:
		taken = min(pieces, qty)
		value += taken * rate
		qty = flt(qty - taken, 9)
		if flt(pieces - taken, 9):
			left.append([flt(pieces - taken, 9), rate])
	return value + qty * rate, left


def _post(entry: dict) -> None:
	previous = get_previous_sle(entry.item_code, entry.warehouse)
	if previous and previous.posting_datetime > entry.posting_datetime:
		raise NotImplementedError("stock entries dated before those that are there")
	entry.update(_value(entry, previous))
	_refuse_negative(entry)
	entry.fiscal_year = get_fiscal_year(entry.posting_date, company=entry.company)[0]
	_insert(entry)
	_update_bin(entry.item_code, entry.warehouse, entry)


def _value(entry: dict, previous: dict) -> dict:
	"""Quantity, rate, value and queue after an entry."""
	queue = _read_queue(previous)
	qty = flt(entry.actual_qty)
	if qty > 0:
		queue = _add(queue, qty, flt(entry.incoming_rate))
	else:
		_worth, queue = _take(queue, -qty)
	after = flt(flt(previous.get("qty_after_transaction")) + qty, 9)
	value = sum(pieces * rate for pieces, rate in queue)
	return {
		"qty_after_transaction": after,
		"stock_value": value,
		"stock_value_difference": value - flt(previous.get("stock_value")),
		"valuation_rate": value / after if after else flt(previous.get("valuation_rate")),
		"stock_queue": json.dumps(queue),
	}


def _add(queue: list[list[float]], qty: float, rate: float) -> list[list[float]]:
	if queue and queue[-1][1] == rate:
		return [*queue[:-1], [queue[-1][0] + qty, rate]]
	return [*queue, [qty, rate]]


def _refuse_negative(entry: dict) -> None:
	missing = -flt(entry.qty_after_transaction, 9)
	if missing <= 0 or frappe.get_cached_value("Item", entry.item_code, "allow_negative_stock"):
		return
	if frappe.db.get_single_value("Stock Settings", "allow_negative_stock"):
		return
	frappe.throw(
		_("{0} units of {1} needed in {2} to complete this transaction.").format(
			frappe.bold(missing),
			frappe.get_desk_link("Item", entry.item_code),
			frappe.get_desk_link("Warehouse", entry.warehouse),
		),
		NegativeStockError,
		title=_("Insufficient Stock"),
	)


def _insert(values: dict) -> None:
	doc = frappe.get_doc({"doctype": "Stock Ledger Entry", **values})
	doc.flags.ignore_permissions = True
	doc.submit()


def _replay(item_code: str, warehouse: str) -> None:
	"""Value the entries of an item in a warehouse anew, after one of them was taken away."""
	filters = {"item_code": item_code, "warehouse": warehouse, "is_cancelled": 0}
	order = "posting_datetime asc, creation asc"
	entry = frappe._dict()
	for row in frappe.get_all("Stock Ledger Entry", filters, ["*"], order_by=order):
		row.update(_value(row, entry))
		_refuse_negative(row)
		fields = (
			"qty_after_transaction",
			"stock_value",
			"stock_value_difference",
			"valuation_rate",
			"stock_queue",
		)
		frappe.db.set_value("Stock Ledger Entry", row.name, {field: row[field] for field in fields})
		entry = row
	_update_bin(item_code, warehouse, entry)


def _update_bin(item_code: str, warehouse: str, entry: dict) -> None:
	bin_doc = get_or_make_bin(item_code, warehouse)
	bin_doc.actual_qty = flt(entry.get("qty_after_transaction"))
	bin_doc.stock_value = flt(entry.get("stock_value"))
	bin_doc.valuation_rate = flt(entry.get("valuation_rate"))
	bin_doc.set_projected_qty()
	bin_doc.db_update()


def get_posting_datetime(doc):
	"""Day and time of a document as one moment."""
	return get_datetime(f"{doc.posting_date} {doc.posting_time or now_datetime().time()}")
