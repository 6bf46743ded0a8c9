"""Production of a Sales Order: which department makes what, what it was told, when it handed over.

Only this file writes the rows `salesflow_production`. The mails are in `mails/production_order.py`.
"""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, flt, now_datetime

from salesflow_app import settings
from salesflow_app.documents.locks import lock_row, retry_on_conflict
from salesflow_app.mails import final_pack, production_order
from salesflow_app.people import tasks
from salesflow_app.people.contacts import get_contact_line
from salesflow_app.people.stations import MAKERS, get_makers, get_packers
from salesflow_app.rules.production import compare_lines, needs_work
from salesflow_app.sow.need import get_item_groups
from salesflow_app.text.formats import one_line

FINAL_PACK = "final_pack"
"""Key of the packers' task."""
STOPPED = ("Closed", "On Hold")
ROW_FIELDS = ["name", "department", "email", "handed_over", "handed_over_by", "handed_over_on", "told"]


# Rows of the order


def forget_departments(order: Document) -> None:
	"""A draft has no departments yet, whatever was copied or sent with it."""
	order.set("salesflow_production", [])
	order.salesflow_production_ready = 0


def keep_departments(order: Document) -> None:
	"""Only `hand_over` stamps a hand-over, so undo whatever else was sent with a submitted order."""
	before = order.get_doc_before_save()
	order.set("salesflow_production", [row.as_dict() for row in before.get("salesflow_production")])
	order.salesflow_production_ready = before.salesflow_production_ready


def set_departments(order: Document) -> None:
	"""One row for each department that makes part of the order; called before it is submitted."""
	for department, lines in get_lines_by_department(order).items():
		order.append("salesflow_production", _as_row(order, department, lines))


def tell_departments(order: Document) -> None:
	"""Send each department its part of a submitted order."""
	for row in order.get("salesflow_production"):
		production_order.send_production_order(order, row, json.loads(row.told)["lines"])
		_ask(order, row)


def say_what_is_missing(order: Document) -> None:
	"""Goods were ordered and nobody was told to make them: said on the order, unless that is meant to be so."""
	if order.get("salesflow_production") or not _has_goods(order):
		return
	if not settings.is_left_out(settings.DEPARTMENTS):
		order.add_comment(
			"Info",
			_(
				"No department was told of this order: no row of Departments in Salesflow Settings fits its items."
			),
		)


def _has_goods(order: Document) -> bool:
	"""Is there something of our own stock in it? ERPNext has the items in its cache at this point."""
	return any(
		frappe.get_cached_value("Item", row.item_code, "is_stock_item")
		for row in order.items
		if not row.delivered_by_supplier
	)


def tell_changes(order: Document) -> None:
	"""Send each department only what has changed for it since it was last told."""
	parts = _get_parts_to_compare(order)
	if not parts:
		return
	rows = {row.department: row for row in order.get("salesflow_production")}
	for department in {**dict.fromkeys(rows), **parts}:
		_tell_change(order, rows.get(department), department, parts.get(department, []))
	_set_ready(order)


def tell_cancelled(order: Document) -> None:
	"""Stop the departments that were told to make something."""
	for row in order.get("salesflow_production"):
		production_order.send_order_cancelled(order, row)
		tasks.close(order, _get_key(row.department))
	tasks.close(order, FINAL_PACK)


def _get_parts_to_compare(order: Document) -> dict[str, list[dict]]:
	"""Lines by department. An order without departments gets them only for newly added lines."""
	if not settings.get_settings().departments:
		return {}
	if order.get("salesflow_production"):
		return get_lines_by_department(order)
	before = order.get_doc_before_save()
	new = {row.name for row in order.items if before and row.creation and row.creation > before.modified}
	return get_lines_by_department(order, new) if new else {}


def _tell_change(order: Document, row: Document | None, department: str, lines: list[dict]) -> None:
	if not row:
		row = _add_row(order, department, lines)
		production_order.send_production_order(order, row, lines)
		_ask(order, row)
		return
	told = json.loads(row.told or "{}")
	changes = compare_lines(told.get("lines", []), lines)
	facts = _get_facts(order)
	if not changes and facts == told.get("facts"):
		return
	production_order.send_production_change(order, row, changes, told.get("facts") or {}, facts)
	if not lines:
		_remove_row(order, row)
		return
	values = {"told": _snapshot(order, lines)}
	if row.handed_over and needs_work(changes):
		values.update(handed_over=0, handed_over_by=None, handed_over_on=None)
	row.db_set(values, update_modified=False)
	if not row.handed_over:
		_ask(order, row)


def _as_row(order: Document, department: str, lines: list[dict]) -> dict:
	return {
		"department": department,
		"email": _get_email(department),
		"told": _snapshot(order, lines),
	}


def _add_row(order: Document, department: str, lines: list[dict]) -> Document:
	row = order.append("salesflow_production", _as_row(order, department, lines))
	row.docstatus = order.docstatus
	row.db_insert()
	return row


def _remove_row(order: Document, row: Document) -> None:
	order.get("salesflow_production").remove(row)
	tasks.close(order, _get_key(row.department))
	frappe.db.delete(row.doctype, row.name)


def _set_ready(order: Document) -> None:
	rows = order.get("salesflow_production")
	is_ready = int(bool(rows) and all(row.handed_over for row in rows))
	if is_ready == order.salesflow_production_ready:
		return
	order.db_set("salesflow_production_ready", is_ready)
	if is_ready:
		_tell_final_pack(order)
	else:
		tasks.close(order, FINAL_PACK)


# What a department has to make


def get_lines_by_department(order: Document, only: set[str] | None = None) -> dict[str, list[dict]]:
	"""Department -> its lines, by the rows of Salesflow Settings. What a supplier delivers belongs to none."""
	parts = {}
	departments = {}
	for item in order.items:
		if item.delivered_by_supplier or (only is not None and item.name not in only):
			continue
		if item.item_group not in departments:
			departments[item.item_group] = _get_departments(item.item_group)
		for department in departments[item.item_group]:
			parts.setdefault(department, []).append(_as_line(item))
	return parts


def _get_departments(item_group: str | None) -> list[str]:
	"""Departments of the first row with the item group or one above it; else those of the catch-all rows."""
	rules = settings.get_settings().departments
	if not rules:
		return []
	groups = get_item_groups([item_group])
	named = next((rule.item_group for rule in rules if rule.item_group and rule.item_group in groups), None)
	return list(dict.fromkeys(rule.department for rule in rules if (rule.item_group or None) == named))


def _get_email(department: str) -> str | None:
	rules = settings.get_settings().departments
	return next((rule.email for rule in rules if rule.department == department and rule.email), None)


def _as_line(item: Document) -> dict:
	"""What production needs to know about an order line. No prices."""
	return {
		"row": item.name,
		"item_code": item.item_code,
		"item_name": item.item_name or item.item_code,
		"spec": one_line(item.description),
		"qty": flt(item.qty, 6),
		"uom": item.uom,
		"delivery_date": cstr(item.delivery_date),
	}


def _get_facts(order: Document) -> dict:
	"""What a department needs to know about the order as a whole. No prices."""
	return {"contact": get_contact_line(order), "po_no": cstr(order.po_no)}


def _snapshot(order: Document, lines: list[dict]) -> str:
	return json.dumps({"facts": _get_facts(order), "lines": lines}, sort_keys=True)


# Hand-over


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def hand_over(sales_order: str, department: str) -> bool:
	"""The department's part is with Final Pack. True once all departments have handed over.

	Raises PermissionError without the role Manufacturing User, ValidationError for a stopped order.
	"""
	order, rows = _open_for_hand_over(sales_order)
	row = _find_row(order, rows, department)
	if not row.handed_over:
		_stamp(order, row, handed_over=1)
		tasks.close(order, _get_key(row.department))
		order.add_comment("Info", _("{0} handed over to Final Pack").format(escape_html(department)))
	is_ready = all(other.handed_over for other in rows)
	if is_ready and not order.salesflow_production_ready:
		order.db_set("salesflow_production_ready", 1)
		_tell_final_pack(order)
	order.notify_update()
	return is_ready


@frappe.whitelist(methods=["POST"])
@retry_on_conflict
def take_back(sales_order: str, department: str) -> None:
	"""Recall a department's hand-over: its part is not with Final Pack after all.

	Raises PermissionError without the role Manufacturing User, ValidationError once a Delivery Note was made.
	"""
	order, rows = _open_for_hand_over(sales_order)
	row = _find_row(order, rows, department)
	if not row.handed_over:
		return
	_validate_not_packed(order)
	_stamp(order, row, handed_over=0)
	_ask(order, row)
	order.add_comment("Info", _("{0} recalled its hand-over").format(escape_html(department)))
	if order.salesflow_production_ready:
		order.db_set("salesflow_production_ready", 0)
		tasks.close(order, FINAL_PACK)
	order.notify_update()


def validate_handed_over(orders: set[str], way_out: str | None = None) -> None:
	"""Refuse to deliver orders while a department has not handed over its part."""
	missing = frappe.get_all(
		"Salesflow Production Handoff",
		filters={"parent": ("in", orders), "parenttype": "Sales Order", "handed_over": 0, "docstatus": 1},
		fields=["parent", "department"],
		order_by="parent asc, idx asc",
	)
	if missing:
		names = ", ".join(f"{row.department} ({row.parent})" for row in missing)
		frappe.throw(
			_(
				"{0} is too early: not yet handed over by {1}. Production must use “Hand Over” on the Sales Order."
			).format(way_out or _("The Delivery Note"), frappe.bold(escape_html(names))),
			title=_("Production Not Finished"),
		)


def _open_for_hand_over(name: str) -> tuple[Document, list[dict]]:
	"""The order and its rows as they are now, held until the transaction ends."""
	if MAKERS not in frappe.get_roles():
		frappe.throw(
			_("Sales Order {0}: you need the role {1} to hand over to Final Pack.").format(
				escape_html(name), _(MAKERS)
			),
			frappe.PermissionError,
		)
	frappe.has_permission("Sales Order", "read", name, throw=True)
	lock_row("Sales Order", name)
	order = frappe.get_doc("Sales Order", name, for_update=True)
	if order.docstatus != 1 or order.status in STOPPED:
		frappe.throw(
			_("Sales Order {0} is {1}, so nothing can be handed over. Only orders in production can.").format(
				order.name, frappe.bold(_(order.status))
			)
		)
	filters = {"parent": name, "parenttype": "Sales Order"}
	rows = frappe.db.get_values(
		"Salesflow Production Handoff", filters, ROW_FIELDS, as_dict=True, for_update=True
	)
	return order, rows


def _find_row(order: Document, rows: list[dict], department: str) -> dict:
	row = next((row for row in rows if row.department == department), None)
	if not row:
		names = ", ".join(escape_html(row.department) for row in rows) or _("none")
		frappe.throw(
			_("Sales Order {0} has no department {1}. Its departments: {2}.").format(
				order.name, frappe.bold(escape_html(department)), names
			)
		)
	return row


def _stamp(order: Document, row: dict, handed_over: int) -> None:
	values = {
		"handed_over": handed_over,
		"handed_over_by": frappe.session.user if handed_over else None,
		"handed_over_on": now_datetime() if handed_over else None,
	}
	row.update(values)
	frappe.db.set_value("Salesflow Production Handoff", row.name, values, update_modified=False)
	frappe.clear_document_cache("Sales Order", order.name)


def _validate_not_packed(order: Document) -> None:
	note, item = frappe.qb.DocType("Delivery Note"), frappe.qb.DocType("Delivery Note Item")
	found = (
		frappe.qb.from_(item)
		.join(note)
		.on(note.name == item.parent)
		.select(note.name)
		.where((item.against_sales_order == order.name) & (note.docstatus < 2) & (note.is_return == 0))
		.limit(1)
	).run(pluck=True)
	if found:
		frappe.throw(
			_(
				"Sales Order {0} is already packed in Delivery Note {1}. Cancel or delete that note first."
			).format(order.name, found[0])
		)


def _ask(order: Document, row: Document | dict) -> None:
	"""The department's own task, until it hands over."""
	sentence = _("{0}: make your part of {1} for {2}, then hand it over to Final Pack").format(
		row.department, order.name, order.customer_name
	)
	tasks.assign(order, get_makers(row.email, order.company), _get_key(row.department), sentence)


def _get_key(department: str) -> str:
	return f"produce:{department}"[:140]


def _tell_final_pack(order: Document) -> None:
	tasks.assign(order, get_packers(order.company), FINAL_PACK, get_final_pack_task(order))
	final_pack.send_ready_for_final_pack(order)


def get_final_pack_task(order: Document) -> str:
	"""The text of Final Pack's task."""
	return _("Final Pack: create the Delivery Note for {0}").format(order.name)
