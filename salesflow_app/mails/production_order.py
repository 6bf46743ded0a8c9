"""To a production department: what to make, what changed, what was cancelled. Never a price."""

import hashlib
import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt, get_fullname, get_url_to_form

from salesflow_app.mails.message import Mail, Message
from salesflow_app.mails.recipients import get_addresses
from salesflow_app.outbox import entries
from salesflow_app.people.contacts import get_contact_line
from salesflow_app.rules.production import Change
from salesflow_app.settings import get_settings
from salesflow_app.text.formats import date

ORDERED = "Production Order"
CHANGED = "Production Change"
CANCELLED = "Production Cancelled"
COLUMNS = ("Item", "Specification", "Qty", "UOM", "Delivery Date")


def send_production_order(order: Document, row: Document, lines: list[dict]) -> None:
	"""When an order was submitted: the department's part."""
	_add(ORDERED, order, row, lines=lines)


def send_production_change(
	order: Document, row: Document, changes: list[Change], old_facts: dict, facts: dict
) -> None:
	"""Send a department the lines of a changed order that differ, and how; nothing else."""
	pairs = [[change.before, change.after] for change in changes]
	new = json.dumps([facts, pairs], sort_keys=True, default=str)
	state = hashlib.sha256(f"{row.told or ''}\0{new}\0{order.modified}".encode()).hexdigest()[:16]
	_add(CHANGED, order, row, state, changes=pairs, old_facts=old_facts, facts=facts)


def send_order_cancelled(order: Document, row: Document) -> None:
	"""Tell a department that an order was cancelled."""
	_add(CANCELLED, order, row)


def _add(event: str, order: Document, row: Document, *states: str, **payload) -> None:
	key = ":".join((event, order.name, row.department, *states))
	entries.add(event, order, key, department=row.department, email=row.email, **payload)


def write_order(order: Document, moment: frappe._dict) -> Mail:
	"""An amended order says which one it replaces."""
	intro = _("Please make the following for Sales Order {0}.").format(order.name)
	if order.get("amended_from"):
		intro = _("Sales Order {0} replaces {1}. Please make the following.").format(
			order.name, order.amended_from
		)
	customer = order.customer_name or order.customer
	return Mail(
		_get_recipients(moment),
		_("[Production] {0}: {1}, {2}").format(moment.department, order.name, customer),
		Message(
			intro,
			facts=_get_facts(order, moment.department),
			table=([_(label) for label in COLUMNS], [_as_cells(line) for line in moment.lines]),
			button=_get_button(order),
			closing=_("When you are done, hand it over to Final Pack on the Sales Order."),
		),
	)


def write_change(order: Document, moment: frappe._dict) -> Mail:
	changes = [Change(before, after) for before, after in moment.changes]
	return Mail(
		_get_recipients(moment),
		_("[Production] {0}: {1} changed").format(moment.department, order.name),
		Message(
			_("Sales Order {0} has changed. Everything not listed below stays the same.").format(order.name),
			facts=[
				(_("Department"), moment.department),
				*_get_changed_facts(moment.old_facts, moment.facts),
			],
			table=_get_change_table(changes) if changes else None,
			button=_get_button(order),
		),
	)


def write_cancelled(order: Document, moment: frappe._dict) -> Mail:
	return Mail(
		_get_recipients(moment),
		_("[Production] {0}: {1} cancelled").format(moment.department, order.name),
		Message(
			_("Sales Order {0} has been cancelled. Please stop all work on it.").format(order.name),
			facts=_get_facts(order, moment.department),
			button=_get_button(order),
		),
	)


def _get_recipients(moment: frappe._dict) -> list[str]:
	"""The department's current addresses, else the one it had."""
	rules = get_settings().departments
	named = [rule.email for rule in rules if rule.department == moment.department]
	return get_addresses(named) or [moment.email]


def _get_facts(order: Document, department: str) -> list[tuple[str, str]]:
	facts = [
		(_("Department"), department),
		(_("Customer"), order.customer_name or order.customer),
		(_("Contact Person"), get_contact_line(order)),
		(_("Sold By"), get_fullname(order.owner)),
		(_("Customer's PO"), cstr(order.po_no)),
		(_("Delivery Date"), date(order.delivery_date)),
	]
	return [(label, value) for label, value in facts if value]


def _get_changed_facts(before: dict, after: dict) -> list[tuple[str, str]]:
	labels = {"contact": _("Contact Person"), "po_no": _("Customer's PO")}
	return [
		(label, _("{0} (was: {1})").format(after.get(name) or "–", before.get(name) or "–"))
		for name, label in labels.items()
		if before.get(name) != after.get(name)
	]


def _get_change_table(changes: list[Change]) -> tuple[list[str], list[list]]:
	columns = [_("Change"), *(_(label) for label in COLUMNS)]
	return columns, [_as_change_cells(change) for change in changes]


def _as_change_cells(change: Change) -> list[str]:
	if not change.before:
		return [_("New"), *_as_cells(change.after)]
	if not change.after:
		return [_("No longer needed"), *_as_cells(change.before)]
	before, after = _as_cells(change.before), _as_cells(change.after)
	cells = [
		new if new == old else _("{0} (was: {1})").format(new, old)
		for old, new in zip(before, after, strict=True)
	]
	return [_("Changed"), *cells]


def _as_cells(line: dict) -> list[str]:
	item = (
		line["item_code"]
		if line["item_name"] == line["item_code"]
		else f"{line['item_code']}: {line['item_name']}"
	)
	day = date(line["delivery_date"]) or "–"
	return [item, line["spec"], _format_qty(line["qty"]), line["uom"] or "", day]


def _format_qty(qty: float) -> str:
	return f"{flt(qty, 6):f}".rstrip("0").rstrip(".")


def _get_button(order: Document) -> tuple[str, str]:
	return (_("Open Sales Order"), get_url_to_form(order.doctype, order.name))
