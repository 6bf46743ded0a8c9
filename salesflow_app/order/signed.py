"""What was signed is what is ordered: an order, however it is written, equals its signed SOW line by line.

Called for every save of an order: desk, REST, import, *Update Items*, amend. What was signed is read in `sow/signed.py`.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form

from salesflow_app.conversions import sow_to_sales_order
from salesflow_app.deal.origin import get_opportunity_type
from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.locks import get_locked
from salesflow_app.order import differences
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.sow import need
from salesflow_app.sow.signed import Signed, get_signed


def validate_content(order: Document) -> None:
	"""Refuse other parties, lines, discounts or taxes than the client signed, before ERPNext computes with them.

	Costs nothing where the order belongs to no SOW.
	"""
	if order.salesflow_sow:
		_refuse(order, differences.find_in_content(order, _get_signed(order)))


def validate_order(order: Document) -> None:
	"""Refuse a second order, one whose SOW does not bind, and one that comes to something else than was signed."""
	if not order.salesflow_sow:
		return
	sow = get_locked("SOW", order.salesflow_sow, ["workflow_state"])
	if order.docstatus == 0 or order.has_value_changed("docstatus"):
		_validate_binding(order, sow)
	validate_only_order(order)
	signed = _get_signed(order)
	if order.docstatus == 0 and order.has_value_changed("transaction_date") and not order.is_new():
		sow_to_sales_order.set_payment_schedule(order, signed)
	_refuse(order, differences.find_in_content(order, signed) or differences.find_in_totals(order, signed))


def _get_signed(order: Document) -> Signed:
	"""What was signed, read once for each save."""
	known = order.flags.salesflow_signed
	if not known or known.name != order.salesflow_sow:
		known = get_signed(frappe.get_doc("SOW", order.salesflow_sow))
		order.flags.salesflow_signed = known
	return known


def let_go(order: Document) -> None:
	"""Let Frappe cancel the order although its signed SOW names it: another order can take its place."""
	if order.salesflow_sow:
		order.ignore_linked_doctypes = (*(order.get("ignore_linked_doctypes") or ()), "SOW")


def keep_sow(order: Document) -> None:
	"""The link to the SOW is the server's: set by the signature, and taken over when an order is amended."""
	if is_system_act(order):
		return
	known = _get_known_sow(order)
	if order.salesflow_sow and order.salesflow_sow != known:
		frappe.throw(
			_(
				"Sales Order {0}, {1}: this link is set when the client signs, and cannot be set by hand. "
				"Open SOW {2} and use its own Sales Order, or Create > Sales Order if that one was cancelled."
			).format(order.name or _("(new)"), _label(order, "salesflow_sow"), order.salesflow_sow)
		)
	order.salesflow_sow = known


def _get_known_sow(order: Document) -> str | None:
	before = order.get_doc_before_save()
	if before:
		return before.salesflow_sow
	return order.amended_from and frappe.db.get_value("Sales Order", order.amended_from, "salesflow_sow")


def _validate_binding(order: Document, sow: dict | None) -> None:
	if sow and sow.workflow_state in sow_states.BINDING:
		return
	state = _(sow.workflow_state) if sow else _("deleted")
	frappe.throw(
		_(
			"Sales Order {0} belongs to SOW {1}, which is {2} and no longer binds the client. Cancel the order, or delete it as a draft."
		).format(order.name or _("(new)"), order.salesflow_sow, state),
		title=_("Signed SOW Needed"),
	)


def validate_only_order(order: Document) -> None:
	"""One live order for each SOW with its change orders; the SOW is locked."""
	other = frappe.db.get_value(
		"Sales Order",
		{"salesflow_sow": order.salesflow_sow, "docstatus": ("<", 2), "name": ("!=", order.name or "")},
		"name",
		for_update=True,
	)
	if other:
		frappe.throw(
			_(
				"SOW {0} is already ordered with Sales Order {1}. Continue there; to order something else, use Create > Change Order on the SOW."
			).format(order.salesflow_sow, get_link_to_form("Sales Order", other))
		)


def _refuse(order: Document, found: list[str]) -> None:
	if not found:
		return
	rows = "".join(f"<br>• {sentence}" for sentence in found)
	frappe.throw(
		_("Sales Order {0} differs from SOW {1} as the client signed it:").format(
			order.name or _("(new)"), order.salesflow_sow
		)
		+ rows
		+ "<br>"
		+ _(
			"Put back what was signed. To agree on something else with the client, use Create > Change Order on SOW {0}."
		).format(get_link_to_form("SOW", order.salesflow_sow)),
		title=_("Not What Was Signed"),
	)


# Orders that need a SOW


def set_sow_need(order: Document, quotations: list[frappe._dict]) -> None:
	"""Note on the order whether its deal needs a SOW, and which rule says so."""
	answer = need.evaluate(
		order.company,
		customer=order.customer,
		customer_group=order.customer_group,
		item_groups={row.item_group for row in order.items if row.item_group},
		opportunity_type=get_opportunity_type(order),
		amount=flt(order.base_net_total),
	)
	wish = "" if answer.sow_needed else _get_wish(quotations)
	order.salesflow_sow_needed = int(bool(answer.sow_needed or wish))
	order.salesflow_sow_reason = (wish or answer.reason)[:140]


def _get_wish(quotations: list[frappe._dict]) -> str:
	"""Does the deal ask for a SOW beside the rules? Costs nothing where the order comes of no quotation."""
	for quotation in quotations:
		opportunity, proposal = quotation.opportunity, quotation.salesflow_work_proposal
		discovery = proposal and frappe.db.get_value("Work Proposal", proposal, "discovery")
		if (opportunity or discovery) and (wish := need.get_wish(opportunity, discovery)):
			return wish
	return ""


def validate_has_sow(order: Document) -> None:
	"""Refuse an order that needs a SOW and comes of none."""
	if order.salesflow_sow_needed and not order.salesflow_sow:
		frappe.throw(
			_(
				"Sales Order {0} needs a Statement of Work signed by the client ({1}). Create a SOW instead of this order: the client's signature makes its order."
			).format(order.name, order.salesflow_sow_reason),
			title=_("Signed SOW Needed"),
		)


def _label(order: Document, fieldname: str) -> str:
	return frappe.bold(_(order.meta.get_label(fieldname)))
