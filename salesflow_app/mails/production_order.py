"""To a production department: what to make, what changed, what was cancelled. Never a price (seed 2)."""

import hashlib
import html
import json

from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt, formatdate, get_fullname, get_url_to_form, strip_html

from salesflow_app.mails.outbox import Message, get_addresses, send
from salesflow_app.rules.production import Change
from salesflow_app.settings import get_settings

COLUMNS = ("Item", "Specification", "Qty", "UOM", "Delivery Date")


def send_production_order(order: Document, row: Document, lines: list[dict]) -> str | None:
	"""When an order was submitted: the department's part. An amended order says which one it replaces."""
	intro = _("Please make the following for Sales Order {0}.").format(order.name)
	if order.get("amended_from"):
		intro = _("Sales Order {0} replaces {1}. Please make the following.").format(
			order.name, order.amended_from
		)
	message = Message(
		intro,
		facts=_get_facts(order, row),
		table=([_(label) for label in COLUMNS], [_as_cells(line) for line in lines]),
		button=_get_button(order),
		closing=_("When it is done, hand it over to Final Pack on the order."),
	)
	subject = _("[Production] {0}: {1}, {2}").format(
		row.department, order.name, order.customer_name or order.customer
	)
	return send(
		"Production Order",
		order,
		_get_recipients(row),
		subject,
		message,
		key=_get_key("Production Order", order, row),
	)


def send_production_change(
	order: Document, row: Document, changes: list[Change], old_facts: dict, facts: dict
) -> str | None:
	"""When an order was changed: the lines that differ and how, nothing else."""
	message = Message(
		_("Sales Order {0} was changed. Only what is listed here is different.").format(order.name),
		facts=[(_("Department"), row.department), *_get_changed_facts(old_facts, facts)],
		table=_get_change_table(changes) if changes else None,
		button=_get_button(order),
	)
	subject = _("[Production] {0}: {1} changed").format(row.department, order.name)
	known = row.told or ""
	new = json.dumps(
		[facts, [[change.before, change.after] for change in changes]], sort_keys=True, default=str
	)
	state = hashlib.sha256(f"{known}\0{new}\0{order.modified}".encode()).hexdigest()[:16]
	key = f"{_get_key('Production Change', order, row)}:{state}"
	return send("Production Change", order, _get_recipients(row), subject, message, key=key)


def send_order_cancelled(order: Document, row: Document) -> str | None:
	"""When an order was cancelled."""
	message = Message(
		_("Sales Order {0} was cancelled. Please stop all work on it.").format(order.name),
		facts=_get_facts(order, row),
		button=_get_button(order),
	)
	subject = _("[Production] {0}: {1} cancelled").format(row.department, order.name)
	key = _get_key("Production Cancelled", order, row)
	return send("Production Cancelled", order, _get_recipients(row), subject, message, key=key)


def get_contact(order: Document) -> str:
	"""The customer's contact person on the order, in one line."""
	name = as_plain_text(order.contact_display) or cstr(order.contact_person)
	parts = (name, cstr(order.contact_mobile) or cstr(order.contact_phone), cstr(order.contact_email))
	return ", ".join(part for part in parts if part)


def as_plain_text(text: str | None) -> str:
	"""Text of a rich text field, in one line."""
	return " ".join(html.unescape(strip_html(cstr(text).replace("<", " <"))).split())


def _get_recipients(row: Document) -> list[str]:
	"""All addresses of the department as they are now, else the one it had."""
	rules = get_settings().departments
	return get_addresses([rule.email for rule in rules if rule.department == row.department]) or [row.email]


def _get_key(event: str, order: Document, row: Document) -> str:
	return f"{event}:{order.name}:{row.department}"[:220]


def _get_facts(order: Document, row: Document) -> list[tuple[str, str]]:
	facts = [
		(_("Department"), row.department),
		(_("Customer"), order.customer_name or order.customer),
		(_("Contact Person"), get_contact(order)),
		(_("Sold By"), get_fullname(order.owner)),
		(_("Customer's PO"), cstr(order.po_no)),
		(_("Delivery Date"), formatdate(order.delivery_date) if order.delivery_date else ""),
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
	date = formatdate(line["delivery_date"]) if line["delivery_date"] else "–"
	return [item, line["spec"], _format_qty(line["qty"]), line["uom"] or "", date]


def _format_qty(qty: float) -> str:
	return f"{flt(qty, 6):f}".rstrip("0").rstrip(".")


def _get_button(order: Document) -> tuple[str, str]:
	return (_("Open Sales Order"), get_url_to_form(order.doctype, order.name))
