"""An offer of ours is ordered the way it was agreed: a proposal's quotation by its acceptance, a SOW's lines by its signature.

ERPNext's own *Create > Sales Order* on the Quotation, a copied order and an import are ways past both.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_link_to_form

from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.optional_workflow import is_used
from salesflow_app.salesflow_app.workflows import sow as sow_states
from salesflow_app.salesflow_app.workflows import work_proposal as proposal_states

GOING_ON = (sow_states.READY, *sow_states.CLIENT_OPEN, sow_states.CHANGES_REQUESTED, *sow_states.BINDING)
"""States of a SOW in which its lines are its own: the client has it, or is about to."""


def get_quotations(order: Document) -> list[frappe._dict]:
	"""The quotations that the order's lines come of, with opportunity and proposal. Without any, no statement."""
	names = sorted({row.prevdoc_docname for row in order.items if row.prevdoc_docname})
	if not names:
		return []
	fields = ["name", "opportunity", "salesflow_work_proposal"]
	return frappe.get_all("Quotation", {"name": ("in", names)}, fields, order_by="name asc")


def validate_quoted(order: Document, quotations: list[frappe._dict]) -> None:
	"""Refuse lines of a quotation that belong to a proposal or a SOW. Costs nothing without a quotation."""
	if not quotations or order.salesflow_sow:
		return
	for quotation in quotations:
		if quotation.salesflow_work_proposal:
			validate_proposal(order, quotation.name, quotation.salesflow_work_proposal)
	validate_no_sow(order)


def validate_proposal(order: Document, quotation: str, proposal: str) -> None:
	"""The quotation of a proposal is ordered once, by the client's acceptance."""
	state = frappe.db.get_value("Work Proposal", proposal, "workflow_state", for_update=True)
	if state != proposal_states.ACCEPTED:
		_refuse(order, quotation, proposal, _get_way_out(state))
	if other := get_order_of(quotation, order.name):
		_refuse(
			order, quotation, proposal, _("It is already ordered with Sales Order {0}.").format(_link(other))
		)
	if not is_system_act(order) and not _is_known(order, quotation):
		_refuse(order, quotation, proposal, _("Open it and use Create > Sales Order there."))


def _get_way_out(state: str) -> str:
	if state in proposal_states.CLIENT_OPEN:
		return _("The client has not answered yet; the order is made when they accept it in the portal.")
	return _("Supersede and amend the proposal, and send the new version: the order follows its acceptance.")


def get_order_of(quotation: str, but: str | None = None) -> str | None:
	"""A live order of the quotation, other than the named one."""
	return frappe.db.get_value(
		"Sales Order Item",
		{"prevdoc_docname": quotation, "docstatus": ("<", 2), "parent": ("!=", but or "")},
		"parent",
		for_update=True,
	)


def _is_known(order: Document, quotation: str) -> bool:
	"""Did the order, or the one it amends, come of the quotation before this save?"""
	before = order.get_doc_before_save()
	if before:
		return any(row.prevdoc_docname == quotation for row in before.items)
	return bool(order.amended_from) and bool(
		frappe.db.exists("Sales Order Item", {"parent": order.amended_from, "prevdoc_docname": quotation})
	)


def _refuse(order: Document, quotation: str, proposal: str, way_out: str) -> None:
	frappe.throw(
		_(
			"Sales Order {0}: Quotation {1} is the offer of Work Proposal {2} and is not ordered by hand. {3}"
		).format(order.name or _("(new)"), quotation, get_link_to_form("Work Proposal", proposal), way_out),
		title=_("Ordered through Its Proposal"),
	)


def validate_no_sow(order: Document) -> None:
	"""Lines that a SOW covers are ordered by its signature."""
	lines = [row.quotation_item for row in order.items if row.quotation_item]
	item, sow = frappe.qb.DocType("SOW Item"), frappe.qb.DocType("SOW")
	found = (
		frappe.qb.from_(item)
		.join(sow)
		.on(sow.name == item.parent)
		.select(sow.name, sow.workflow_state, sow.sales_order, item.item_code)
		.where(item.quotation_item.isin(lines or [""]) & sow.workflow_state.isin(GOING_ON))
		.orderby(sow.creation)
		.limit(1)
		.for_update()
	).run(as_dict=True)
	if found:
		_refuse_sow(order, found[0])


def validate_not_ordered_twice(order: Document) -> None:
	"""Refuse to order more of a quotation's line than was quoted, once another order has part of it.

	Two people who make an order of one quotation at once make two drafts, and both would be approved. One order alone
	may be larger than its quotation: clients do add a piece. Asked where orders are approved.
	"""
	lines = {row.quotation_item: row for row in order.items if row.quotation_item and row.prevdoc_docname}
	if not lines or order.salesflow_sow or not is_used("Sales Order"):
		return
	for line, other in _get_ordered(order, list(lines)).items():
		if flt(other.qty + lines[line].qty, 6) > flt(other.quoted, 6):
			_refuse_twice(order, lines[line], other)


def _get_ordered(order: Document, lines: list[str]) -> dict[str, frappe._dict]:
	"""Quotation line -> `quoted`, and in other submitted orders `qty` and the name of one. Holds their rows."""
	row, quoted = frappe.qb.DocType("Sales Order Item"), frappe.qb.DocType("Quotation Item")
	quotations = sorted({item.prevdoc_docname for item in order.items if item.prevdoc_docname})
	found = (
		frappe.qb.from_(row)
		.join(quoted)
		.on(quoted.name == row.quotation_item)
		.select(quoted.name.as_("line"), quoted.qty.as_("quoted"), row.qty, row.parent.as_("sales_order"))
		.where(row.prevdoc_docname.isin(quotations) & (row.docstatus == 1) & (row.parent != order.name))
		.where(quoted.name.isin(lines))
		.for_update()
	).run(as_dict=True)
	ordered: dict[str, frappe._dict] = {}
	for other in found:
		known = ordered.setdefault(other.line, frappe._dict(other, qty=0))
		known.qty += other.qty
	return ordered


def _refuse_twice(order: Document, row: Document, other: frappe._dict) -> None:
	frappe.throw(
		_(
			"Sales Order {0}, row {1}: {2} of Quotation {3} is already ordered with Sales Order {4}. "
			"Reduce the quantity here or delete this order. To order more, use an order without the quotation."
		).format(
			order.name,
			row.idx,
			frappe.utils.escape_html(row.item_code or row.item_name),
			row.prevdoc_docname,
			_link(other.sales_order),
		),
		title=_("Ordered Twice"),
	)


def _refuse_sow(order: Document, sow: dict) -> None:
	if sow.workflow_state in sow_states.BINDING:
		way_out = _("It is ordered with Sales Order {0}.").format(_link(sow.sales_order))
	else:
		way_out = _(
			"The client's signature orders it. To order it without a SOW, revise the SOW and remove the row there."
		)
	frappe.throw(
		_("Sales Order {0}: {1} is part of SOW {2} ({3}). {4}").format(
			order.name or _("(new)"),
			frappe.utils.escape_html(sow.item_code),
			get_link_to_form("SOW", sow.name),
			_(sow.workflow_state),
			way_out,
		),
		title=_("Ordered through Its SOW"),
	)


def _link(order: str) -> str:
	return get_link_to_form("Sales Order", order) if order else ""
