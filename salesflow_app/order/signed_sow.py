"""Keeps an order that needs a signed SOW from being submitted without one."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money

from salesflow_app.deal.origin import get_opportunity_type
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.sow import need

SOW_FIELDS = ["name", "customer", "company", "currency", "total", "workflow_state", "docstatus"]


def set_sow_need(order: Document) -> None:
	"""Note on the order whether its deal needs a SOW, and which rule says so."""
	answer = need.evaluate(
		order.company,
		customer=order.customer,
		customer_group=order.customer_group,
		item_groups={row.item_group for row in order.items if row.item_group},
		opportunity_type=get_opportunity_type(order),
		amount=flt(order.base_net_total),
	)
	order.salesflow_sow_needed = answer.sow_needed
	order.salesflow_sow_reason = answer.reason


def validate_signed_sow(order: Document) -> None:
	"""Refuse an order that needs a SOW and has none, or is based on one that does not bind the client to it."""
	if order.salesflow_sow:
		_validate_sow(order)
	elif order.salesflow_sow_needed:
		frappe.throw(
			_(
				"Sales Order {0} needs a Statement of Work signed by the client ({1}). Select it in {2}."
			).format(order.name, order.salesflow_sow_reason, _label(order, "salesflow_sow")),
			title=_("Signed SOW Needed"),
		)


def _validate_sow(order: Document) -> None:
	sow = frappe.db.get_value("SOW", order.salesflow_sow, SOW_FIELDS, as_dict=True)
	if not sow:
		frappe.throw(
			_("Sales Order {0}, {1}: SOW {2} does not exist. Select another one.").format(
				order.name, _label(order, "salesflow_sow"), order.salesflow_sow
			)
		)
	if sow.docstatus != 1 or sow.workflow_state not in sow_states.BINDING:
		_refuse(order, sow, _("it is {0}, not signed by the client").format(_(sow.workflow_state)))
	if sow.customer != order.customer:
		_refuse(order, sow, _("it is for customer {0}").format(frappe.bold(sow.customer)))
	if sow.company != order.company:
		_refuse(order, sow, _("it belongs to company {0}").format(frappe.bold(sow.company)))
	_validate_total(order, sow)


def _validate_total(order: Document, sow: dict) -> None:
	precision = order.precision("net_total")
	is_equal = flt(sow.total, precision) == flt(order.net_total, precision)
	if sow.currency == order.currency and is_equal:
		return
	_refuse(
		order,
		sow,
		_("the client signed {0} net, but the order comes to {1} net").format(
			fmt_money(sow.total, precision, sow.currency),
			fmt_money(order.net_total, precision, order.currency),
		),
	)


def _refuse(order: Document, sow: dict, problem: str) -> None:
	frappe.throw(
		_(
			"Sales Order {0} cannot be based on SOW {1}: {2}. Correct the order or select another SOW in {3}."
		).format(order.name, sow.name, problem, _label(order, "salesflow_sow")),
		title=_("Signed SOW Needed"),
	)


def _label(order: Document, fieldname: str) -> str:
	return frappe.bold(_(order.meta.get_label(fieldname)))
