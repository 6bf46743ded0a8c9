"""Shipment of a Delivery Note: packed, papers, cleared, shipped; and that nobody skips a step.

The states are in `workflows/delivery_note.py`. This holds for every way in: desk, REST, import, job.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, now_datetime

from salesflow_app import settings
from salesflow_app.documents import lifecycle
from salesflow_app.documents.dates import validate_happened
from salesflow_app.documents.optional_workflow import is_used
from salesflow_app.mails import cleared_for_shipment
from salesflow_app.order import production, rows
from salesflow_app.people import roles, tasks
from salesflow_app.salesflow_app.workflows import delivery_note as states
from salesflow_app.shipment import clearance, papers

PACKED = ("salesflow_packed_by", "salesflow_packed_on", "salesflow_traceability")
STAMPS = ("salesflow_cleared_by", "salesflow_cleared_on")
LOCKED = (states.AWAITING_PAPERS, states.AWAITING_CLEARANCE, states.CLEARED)
"""The goods are packed: they can no longer change without unpacking."""
SHIPPED_FIELDS = ("customer", "company", "shipping_address_name", *PACKED)
SHIPPED_ROW = (
	"item_code",
	"qty",
	"uom",
	"warehouse",
	"against_sales_order",
	"so_detail",
	"batch_no",
	"serial_no",
)


def is_incoming(note: Document) -> bool:
	"""Does it only bring goods back? Such a return needs no clearance."""
	return bool(note.is_return) and all(flt(row.qty) <= 0 for row in note.items)


def validate_production(note: Document) -> None:
	"""Refuse a Delivery Note for an order that is still in production."""
	orders = rows.get_orders(note)
	if orders and not is_incoming(note):
		production.validate_handed_over(orders)


def say_what_is_missing(note: Document) -> None:
	"""Goods were shipped and nothing was asked for: said on the note, unless that is meant to be so."""
	if is_incoming(note) or not is_used("Delivery Note") or note.salesflow_papers:
		return
	is_free = settings.get_settings().clearance_policy in (None, "", "None")
	if is_free and not (settings.is_left_out(settings.PAPERS) or settings.is_left_out(settings.POLICIES)):
		note.add_comment(
			"Info",
			_(
				"Shipped without papers or a payment: Salesflow Settings name neither papers nor what clearance needs."
			),
		)


def validate_direct_delivery(invoice: Document) -> None:
	"""Refuse a Sales Invoice that would take an order's goods out of stock, bypassing packing and clearance."""
	orders = rows.get_orders(invoice) if invoice.update_stock and not invoice.is_return else ()
	if not orders:
		return
	if is_used("Delivery Note"):
		frappe.throw(
			_(
				"Sales Invoice {0}: the goods of Sales Order {1} are packed, cleared and shipped with a Delivery Note. "
				"Untick {2} here and use Create > Delivery Note on the order."
			).format(
				invoice.name or _("(new)"),
				", ".join(sorted(orders)),
				frappe.bold(_(invoice.meta.get_label("update_stock"))),
			),
			title=_("Clearance Missing"),
		)
	production.validate_handed_over(orders)


def validate_shipment(note: Document) -> None:
	"""Fill in the papers and refuse a step that may not be taken; called from `validate`."""
	if not is_used("Delivery Note"):
		return
	if is_incoming(note):
		_pass_return(note)
		return
	_keep_stamps(note)
	if _get_old_state(note) in (states.PACKING, states.AWAITING_PAPERS):
		papers.add_needed_papers(note)
	papers.stamp_uploads(note)
	lifecycle.validate_state(note)
	_validate_unchanged(note)
	_validate_step(note)


def _pass_return(note: Document) -> None:
	"""A return takes no step but its submit, for which Frappe sets the state."""
	if note.docstatus == 0:
		note.salesflow_shipping_state = states.PACKING


def _get_old_state(note: Document) -> str:
	before = note.get_doc_before_save()
	return (before and before.salesflow_shipping_state) or states.PACKING


def _keep_stamps(note: Document) -> None:
	"""Only clearance itself writes who cleared and when."""
	before = note.get_doc_before_save()
	for field in STAMPS:
		note.set(field, before.get(field) if before else None)
	if not before:
		note.salesflow_clearance_reason = None


def _validate_step(note: Document) -> None:
	if _get_old_state(note) == states.PACKING and note.salesflow_shipping_state in LOCKED:
		_validate_packed(note)
		note.salesflow_clearance_reason = None
	if lifecycle.has_moved_to(note, states.AWAITING_CLEARANCE):
		papers.validate_complete(note)
	if lifecycle.has_moved_to(note, states.CLEARED):
		papers.validate_complete(note)
		clearance.validate_clearance(note)
		note.salesflow_cleared_by, note.salesflow_cleared_on = frappe.session.user, now_datetime()
	if lifecycle.has_moved_to(note, states.PACKING):
		note.salesflow_cleared_by = note.salesflow_cleared_on = None


def _validate_packed(note: Document) -> None:
	validate_happened(note, note.salesflow_packed_on, _("Packed On"))
	missing = [_(note.meta.get_label(field)) for field in PACKED if not str(note.get(field) or "").strip()]
	if missing:
		frappe.throw(
			_("Delivery Note {0}: record the traceability first. Fill in {1} under {2}.").format(
				note.name, frappe.bold(", ".join(missing)), _("Traceability and Clearance")
			),
			title=_("Traceability Missing"),
		)


def _validate_unchanged(note: Document) -> None:
	"""Packed goods cannot change, and neither can their papers once they are complete."""
	before, old = note.get_doc_before_save(), _get_old_state(note)
	if old not in LOCKED or note.salesflow_shipping_state == states.PACKING:
		return
	is_checked = old != states.AWAITING_PAPERS
	if _get_packed_content(note) == _get_packed_content(before) and (
		not is_checked or _get_papers(note) == _get_papers(before)
	):
		return
	frappe.throw(
		_(
			"Delivery Note {0} is packed ({1}): goods, customer, traceability and checked papers cannot change. "
			"Have it sent back to packing first."
		).format(note.name, _(old))
	)


def _get_packed_content(note: Document) -> tuple:
	content = sorted(tuple(_as_text(row, field) for field in SHIPPED_ROW) for row in note.items)
	return (tuple(_as_text(note, field) for field in SHIPPED_FIELDS), tuple(content))


def _get_papers(note: Document) -> list:
	return sorted((row.paper, row.attachment or "") for row in note.salesflow_papers)


def _as_text(doc: Document, field: str) -> str:
	value = doc.get(field)
	return str(flt(value, 6)) if field == "qty" else str(value or "")


def keep_shipped_state(note: Document) -> None:
	"""A submitted Delivery Note is shipped, and its stamps stay; for saves of submitted documents."""
	before = note.get_doc_before_save()
	for field in STAMPS:
		note.set(field, before.get(field))
	if is_used("Delivery Note"):
		known, sent = before.salesflow_shipping_state, note.salesflow_shipping_state
		if known and sent and sent != known:
			lifecycle.validate_state(note)
		elif sent != known:
			# Frappe fills in an empty one, as for notes older than the app.
			note.salesflow_shipping_state = known


# People


def tell_next_station(note: Document) -> None:
	"""Tasks and mails that follow from the step this save took."""
	if is_incoming(note) or not is_used("Delivery Note"):
		return
	before = note.get_doc_before_save()
	if not before or before.salesflow_shipping_state == note.salesflow_shipping_state:
		return
	lifecycle.finish_step(note)
	state = note.salesflow_shipping_state
	if state in (states.PACKING, *LOCKED):
		tasks.assign(note, _get_users(note), *_get_task(note))
	if state == states.CLEARED:
		cleared_for_shipment.send_cleared_for_shipment(note)


def _get_users(note: Document) -> list[str]:
	"""Who acts on the state: the packer in person, or everybody at the station."""
	if note.salesflow_shipping_state == states.PACKING:
		return [note.salesflow_packed_by or note.owner]
	stations = {
		states.AWAITING_PAPERS: states.QUALITY,
		states.AWAITING_CLEARANCE: states.SUPPORT,
		states.CLEARED: states.SHIPPING,
	}
	at_work = stations[note.salesflow_shipping_state]
	return [user for role in at_work for user in roles.get_role_users(role, note.company)]


def _get_task(note: Document) -> tuple[str, str]:
	"""Key and text of the task that belongs to the state."""
	return {
		states.PACKING: ("pack_again", _("Back to packing: {0}").format(note.salesflow_clearance_reason)),
		states.AWAITING_PAPERS: ("upload_papers", _("QA: upload the papers for {0}").format(note.name)),
		states.AWAITING_CLEARANCE: ("clear", _("Clear {0} for shipment").format(note.name)),
		states.CLEARED: ("ship", _("Ship {0} to {1}").format(note.name, note.customer_name)),
	}[note.salesflow_shipping_state]


def say_other_drafts(note: Document) -> None:
	"""ERPNext offers the same goods until they have left: two people at once would pack them twice."""
	orders = rows.get_orders(note)
	if not orders or note.is_return or not is_used("Delivery Note"):
		return
	filters = {"against_sales_order": ("in", sorted(orders)), "docstatus": 0, "parent": ("!=", note.name)}
	others = frappe.get_all("Delivery Note Item", filters, pluck="parent", order_by="parent asc")
	if others:
		frappe.msgprint(
			_(
				"Sales Order {0} has other Delivery Notes in Draft: {1}. If this one packs the same goods, delete it."
			).format(", ".join(sorted(orders)), ", ".join(dict.fromkeys(others))),
			title=_("Already Being Packed?"),
			indicator="orange",
		)


def close_packing_task(note: Document) -> None:
	"""The Delivery Note exists, so Final Pack's task is done."""
	for name in sorted(rows.get_orders(note)):
		if frappe.db.get_value("Sales Order", name, "salesflow_production_ready"):
			order = frappe.get_doc("Sales Order", name)
			tasks.close(order, "final_pack")
