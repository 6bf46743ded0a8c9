"""Approval of Sales Orders: who must approve which, and that nobody else does.

The states are in `workflows/sales_order.py`. This holds for every way in: desk, REST, import, job.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.approval import asking, gate
from salesflow_app.approval.levels import get_levels
from salesflow_app.deal import origin
from salesflow_app.documents import authors, lifecycle
from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.optional_workflow import is_used
from salesflow_app.people import tasks
from salesflow_app.people.approvers import find_right
from salesflow_app.salesflow_app.workflows import sales_order as states

PRICED = ("customer", "company", "currency", "conversion_rate", "net_total", "grand_total")
PRICED_ROW = ("item_code", "qty", "rate", "delivery_date")


def validate_approval(order: Document) -> None:
	"""Refuse a state the order may not take; called from `validate`, so for drafts and on submit."""
	if not is_used("Sales Order"):
		return
	set_approver(order)
	_note_author(order)
	_forget_old_reason(order)
	_validate_recall(order)
	if not is_system_act(order):  # a change order that the client signed
		_validate_unchanged_while_pending(order)
	if order.docstatus == 1 and not order.salesflow_approver:
		return  # no approval needed, so submitting is enough; Frappe sets the state
	if order.docstatus == 1:
		validate_approver(order)
	lifecycle.validate_state(order)


def set_approver(order: Document) -> None:
	"""Note on the order who must approve it, and which rows of Salesflow Settings say so."""
	asked = get_levels(order)
	order.salesflow_approver = " → ".join(level.label for level in asked)[:140] or None
	order.salesflow_approval_reason = "; ".join(level.reason for level in asked)[:140] or None


def validate_approver(order: Document) -> None:
	"""Refuse to submit unless every level has approved, the session's user last, and they wrote none of the order."""
	if not is_used("Sales Order") or not get_levels(order):
		return
	gate.validate_last(order)


def _validate_change(order: Document) -> None:
	"""A new price of an approved order is for its last approver alone, in ERPNext's *Update Items*."""
	asked = get_levels(order)
	if not asked:
		return
	if not find_right(asked[-1].rule, frappe.session.user, gate.get_barred(order)):
		gate.refuse(order, asked[-1])


def validate_change_after_approval(order: Document) -> None:
	"""Keep the state of a submitted order, and refuse a new price that nobody approved."""
	if not is_used("Sales Order"):
		return
	before = order.get_doc_before_save()
	known, sent = before.salesflow_approval_state, order.salesflow_approval_state
	if known and sent and sent != known:
		lifecycle.validate_state(order)
	elif sent != known:
		# Frappe fills in an empty one, as for orders older than the app.
		order.salesflow_approval_state = known
	if _get_fields(order, PRICED) != _get_fields(before, PRICED) and not is_system_act(order):
		_validate_change(order)


def _forget_old_reason(order: Document) -> None:
	if lifecycle.has_moved_to(order, states.PENDING_APPROVAL):
		order.salesflow_reason = None


def _validate_recall(order: Document) -> None:
	"""Whoever made the order recalls it without a reason; everyone else needs a reason to reject it."""
	before = order.get_doc_before_save()
	if not before or before.salesflow_approval_state != states.PENDING_APPROVAL:
		return
	if not lifecycle.has_moved_to(order, states.DRAFT) or order.owner == frappe.session.user:
		return
	if not (order.salesflow_reason or "").strip():
		frappe.throw(
			_("Sales Order {0}: fill in {1} before choosing “{2}”.").format(
				order.name, frappe.bold(_(order.meta.get_label("salesflow_reason"))), _("Reject")
			)
		)


def _note_author(order: Document) -> None:
	before = order.get_doc_before_save()
	has_changed = _has_new_content(order)
	authors.note(order, has_changed)
	state = order.salesflow_approval_state
	if has_changed and before and state == before.salesflow_approval_state == states.PENDING_APPROVAL:
		authors.warn(order)


def _has_new_content(order: Document) -> bool:
	before = order.get_doc_before_save()
	return not before or _get_priced_content(order) != _get_priced_content(before)


def _validate_unchanged_while_pending(order: Document) -> None:
	"""An order pending approval cannot change, unless an approver changes it, who then does not approve it."""
	before = order.get_doc_before_save()
	if not before or before.salesflow_approval_state != states.PENDING_APPROVAL:
		return
	if not lifecycle.has_moved_to(order, states.DRAFT) and _has_new_content(order):
		able = [level for level in get_levels(before) if find_right(level.rule, frappe.session.user)]
		if get_levels(before) and not able:
			frappe.throw(
				_("Sales Order {0} is pending approval, so it cannot be changed. Use “Recall” first.").format(
					order.name
				)
			)


def _get_priced_content(order: Document) -> tuple:
	"""What an approver looks at: the parties, the lines, the totals and when the money comes."""
	return (
		_get_fields(order, PRICED),
		tuple(_get_fields(row, PRICED_ROW) for row in order.items),
		tuple(
			(str(row.due_date), flt(row.payment_amount, row.precision("payment_amount")))
			for row in order.payment_schedule
		),
	)


def _get_fields(doc: Document, fields: tuple[str, ...]) -> tuple:
	return tuple(
		flt(doc.get(field), 6)
		if doc.meta.get_field(field).fieldtype in ("Currency", "Float")
		else str(doc.get(field) or "")
		for field in fields
	)


# People


def ask_approvers(order: Document) -> None:
	"""Tasks that follow from the state: approve it, or see why it was rejected."""
	if not is_used("Sales Order"):
		return
	lifecycle.finish_step(order)
	asking.follow(order)
	before = order.get_doc_before_save()
	if before and lifecycle.has_moved_to(order, states.DRAFT) and order.owner != frappe.session.user:
		sentence = _("Order rejected: {0}").format(order.salesflow_reason)
		tasks.assign(order, _get_askers(order), "look_at_rejection", sentence)


def _get_askers(order: Document) -> list[str]:
	"""Who asked for the approval; an order that the client's signature made belongs to the client's user."""
	asker = tasks.get_giver(order, "approve")
	return [asker] if asker else [origin.get_sales_person(order), origin.get_account_manager(order)]
