"""Update Items: quantity, rate and date of the rows of a submitted order change, rows come and go."""

import frappe
from erpnext.stock.get_item_details import get_item_details
from frappe import _
from frappe.model.document import Document
from frappe.model.workflow import get_workflow_name, is_transition_condition_satisfied
from frappe.utils import flt, get_link_to_form, getdate


@frappe.whitelist()
def update_child_qty_rate(
	parent_doctype: str, trans_items: str | list, parent_doctype_name: str, child_docname: str = "items"
) -> None:
	"""Give an order these rows: `docname` names one that is there, a row without it is new, missing ones go.

	Raises ValidationError without permission to write the order, or where delivered or billed rows would shrink.
	"""
	if parent_doctype != "Sales Order":
		raise NotImplementedError(f"update_child_qty_rate of {parent_doctype}")
	rows = [frappe._dict(row) for row in frappe.parse_json(trans_items)]
	order = frappe.get_doc(parent_doctype, parent_doctype_name)
	_validate_permission(order, "write")
	_validate_workflow(order)
	_remove_missing_rows(order, rows, child_docname)
	for values in rows:
		_put_row(order, values, child_docname)
	_save(order, child_docname)


# May it be done?


def _validate_permission(order: Document, ptype: str) -> None:
	try:
		order.check_permission(ptype)
	except frappe.PermissionError:
		frappe.clear_last_message()
		words = {"write": _("update"), "create": _("add"), "cancel": _("delete")}
		frappe.throw(
			_("You do not have permissions to {} items in a {}.").format(words[ptype], _(order.doctype)),
			title=_("Insufficient Permissions"),
		)


def _validate_workflow(order: Document) -> None:
	"""Only who could have brought the order into its present state changes it there."""
	name = get_workflow_name(order.doctype)
	if not name:
		return
	workflow = frappe.get_doc("Workflow", name)
	here, roles = order.get(workflow.workflow_state_field), frappe.get_roles()
	ways = (way for way in workflow.transitions if way.next_state == here and way.allowed in roles)
	if not any(is_transition_condition_satisfied(way, order) for way in ways):
		words = _("You are not allowed to update as per the conditions set in {} Workflow.")
		link = get_link_to_form("Workflow", name)
		frappe.throw(words.format(link), title=_("Insufficient Permissions"))


# Rows that go


def _remove_missing_rows(order: Document, rows: list[dict], table: str) -> None:
	kept = {row.docname for row in rows if row.get("docname")}
	gone = [line for line in order.get(table) if line.name not in kept]
	for line in gone:
		_validate_removal(line)
	for line in gone:
		frappe.db.delete(line.doctype, {"name": line.name})
		order.get(table).remove(line)


def _validate_removal(line: Document) -> None:
	for field, word in (("delivered_qty", _("delivered")), ("billed_amt", _("billed"))):
		if flt(line.get(field)):
			frappe.throw(
				_("Row #{0}: Cannot delete item {1} which has already been {2}").format(
					line.idx, line.item_code, word
				)
			)
	if flt(line.get("work_order_qty")):
		frappe.throw(
			_("Row #{0}: Cannot delete item {1} which has work order assigned to it.").format(
				line.idx, line.item_code
			)
		)


# Rows that change or come


def _put_row(order: Document, values: frappe._dict, table: str) -> None:
	name = values.get("docname")
	line = next((line for line in order.get(table) if line.name == name), None) if name else None
	is_new = line is None
	if is_new:
		_validate_permission(order, "create")
		line = _add_row(order, values, table)
	elif not _has_changed(line, values):
		return
	else:
		_validate_permission(order, "write")
	_validate_quantity(line, values)
	line.qty = flt(values.qty, line.precision("qty"))
	_validate_rate(line, flt(values.rate, line.precision("rate")))
	_set_rate(line, flt(values.rate, line.precision("rate")))
	for field in ("conversion_factor", "uom", "delivery_date"):
		if values.get(field):
			line.set(field, values[field])
	line.db_insert() if is_new else line.db_update()


def _has_changed(line: Document, values: dict) -> bool:
	date = values.get("delivery_date")
	return (
		flt(line.qty) != flt(values.get("qty"))
		or flt(line.rate) != flt(values.get("rate"))
		or flt(line.conversion_factor) != flt(values.get("conversion_factor") or line.conversion_factor)
		or (values.get("uom") or line.uom) != line.uom
		or bool(date and getdate(date) != getdate(line.delivery_date))
	)


def _add_row(order: Document, values: frappe._dict, table: str) -> Document:
	"""A row for an item that the order did not have, with the item's own details but without list price."""
	item_code = values.get("item_code")
	line = order.append(table, {"item_code": item_code})
	passed = {
		f: order.get(f) for f in ("company", "customer", "currency", "conversion_rate", "set_warehouse")
	}
	args = frappe._dict(line.as_dict(), **passed, doctype=order.doctype, price_list=order.selling_price_list)
	details = get_item_details(args, order)
	for field in ("item_name", "description", "item_group", "brand", "stock_uom", "warehouse", "cost_center"):
		line.set(field, details.get(field))
	line.uom = values.get("uom") or details.get("stock_uom")
	line.conversion_factor = flt(values.get("conversion_factor")) or details.get("conversion_factor") or 1.0
	line.delivery_date = values.get("delivery_date") or order.delivery_date
	if not line.warehouse and frappe.get_cached_value("Item", item_code, "is_stock_item"):
		frappe.throw(
			_(
				"Cannot find a default warehouse for item {0}. Please set one in the Item Master or in Stock Settings."
			).format(frappe.bold(item_code))
		)
	line.docstatus = order.docstatus
	return line


def _validate_quantity(line: Document, values: dict) -> None:
	qty, delivered = flt(values.get("qty")), flt(line.get("delivered_qty"))
	if qty and qty >= delivered:
		return
	if qty:
		frappe.throw(_("Cannot set quantity less than delivered quantity"))
	words = _("Row #{0}: Quantity for Item {1} cannot be zero.")
	item = frappe.bold(values.get("item_code"))
	frappe.throw(words.format(values.get("idx"), item), title=_("Invalid Qty"))


def _validate_rate(line: Document, rate: float) -> None:
	"""A row that is billed for more than its new amount keeps its rate."""
	amount = flt(rate * line.qty, line.precision("amount"))
	if flt(line.get("billed_amt")) > amount and rate != flt(line.rate, line.precision("rate")):
		frappe.throw(
			_(
				"Row #{0}: Cannot set Rate if the billed amount is greater than the amount for Item {1}."
			).format(line.idx, line.item_code)
		)


def _set_rate(line: Document, rate: float) -> None:
	"""The rate, and what that means beside the list price: a discount or a margin."""
	line.rate = rate
	listed = flt(line.price_list_rate)
	if not listed:
		return
	if rate > listed:
		line.update({"discount_percentage": 0, "discount_amount": 0, "margin_type": "Amount"})
		line.margin_rate_or_amount = flt(rate - listed, line.precision("margin_rate_or_amount"))
		line.rate_with_margin = rate
		return
	discount = (1 - rate / listed) * 100
	line.update({"margin_type": "", "margin_rate_or_amount": 0, "rate_with_margin": 0})
	line.discount_percentage = flt(discount, line.precision("discount_percentage"))
	line.discount_amount = listed - rate


# What follows


def _save(order: Document, table: str) -> None:
	order.reload()
	order.flags.ignore_validate_update_after_submit = True
	order.set_qty_as_per_stock_uom()
	order.calculate_taxes_and_totals()
	order.set_total_in_words()
	order.set_gross_profit()
	order.set_payment_schedule()
	order.check_credit_limit()
	for number, line in enumerate(order.get(table), 1):
		line.idx = number
	order.save()
	order.update_reserved_qty()
	order.update_percentages()
	order.set_status(update=True)
