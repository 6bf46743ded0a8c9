"""Approval of Sales Orders: who must approve which, and that nobody else does.

The states are in `workflows/sales_order.py`. This holds for every way in: desk, REST, import, job.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app import settings
from salesflow_app.deal import origin
from salesflow_app.documents import authors, lifecycle
from salesflow_app.documents.acts import is_system_act
from salesflow_app.documents.optional_workflow import is_used
from salesflow_app.people import roles, tasks
from salesflow_app.people.approvers import get_approver_label, is_approver
from salesflow_app.people.teams import get_leaders
from salesflow_app.rules.matching import Match, first_match
from salesflow_app.salesflow_app.workflows import sales_order as states

CONDITIONS = ("document", "company", "amount_from", "discount_from", "margin_below")
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
	"""Note on the order who must approve it, and which row of Salesflow Settings says so."""
	match = get_rule(order)
	order.salesflow_approver = get_approver_label(match.rule) if match else None
	order.salesflow_approval_reason = match.reason[:140] if match else None


def get_rule(order: Document) -> Match | None:
	"""The first approval rule that fits the order; None where it needs no approval."""
	rules = settings.get_settings().approval_rules
	if not any(rule.document == order.doctype for rule in rules):
		return None
	facts = {
		"document": order.doctype,
		"company": order.company,
		"amount": flt(order.base_net_total, 6),
		"discount": get_discount(order),
		"margin": get_margin(order),
	}
	return first_match([rule.as_dict() for rule in rules], facts, CONDITIONS)


def get_discount(order: Document) -> float:
	"""How far the net total is below the price list, in percent; 0 where there is no list price."""
	listed = sum(max(flt(row.price_list_rate), flt(row.rate)) * flt(row.qty) for row in order.items)
	asked = sum(flt(row.net_amount) for row in order.items)
	if not listed or _has_included_tax(order):
		return flt(order.additional_discount_percentage, 6)
	return flt((1 - asked / listed) * 100, 6)


def _has_included_tax(order: Document) -> bool:
	return any(row.included_in_print_rate for row in order.taxes)


def get_margin(order: Document) -> float | None:
	"""Gross profit in percent of the net total, by ERPNext's valuation rates; None where a line has none."""
	if any(flt(row.net_amount) and not flt(row.valuation_rate) for row in order.items):
		return None
	net = flt(order.base_net_total)
	cost = sum(flt(row.valuation_rate) * flt(row.stock_qty) for row in order.items)
	return flt((net - cost) / net * 100, 6) if net else 0.0


def validate_approver(order: Document) -> None:
	"""Refuse to submit unless the user is the approver by the rules and wrote none of the order."""
	match = get_rule(order) if is_used("Sales Order") else None
	if not match:
		return
	approver = get_approver_label(match.rule)
	if not is_approver(match.rule, frappe.session.user):
		frappe.throw(
			_("Sales Order {0} must be approved by {1} ({2}). Use “Submit for Approval”.").format(
				order.name, frappe.bold(approver), match.reason
			),
			frappe.PermissionError,
			title=_("Approval Needed"),
		)
	if authors.is_author(order):
		frappe.throw(
			_(
				"Sales Order {0}: you created it or changed it since it was last approved, so someone else must approve it ({1}). If there is nobody else, have another approver added in Salesflow Settings."
			).format(order.name, frappe.bold(approver)),
			frappe.PermissionError,
			title=_("Approval Needed"),
		)


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
		validate_approver(order)


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
		match = get_rule(before)
		if match and not is_approver(match.rule, frappe.session.user):
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
	before = order.get_doc_before_save()
	if lifecycle.has_moved_to(order, states.PENDING_APPROVAL):
		_assign_approvers(order)
	elif before and lifecycle.has_moved_to(order, states.DRAFT) and order.owner != frappe.session.user:
		sentence = _("Order rejected: {0}").format(order.salesflow_reason)
		tasks.assign(order, _get_askers(order), "look_at_rejection", sentence)


def _get_askers(order: Document) -> list[str]:
	"""Who asked for the approval; an order that the client's signature made belongs to the client's user."""
	asker = tasks.get_giver(order, "approve")
	return [asker] if asker else [origin.get_sales_person(order), origin.get_account_manager(order)]


def _assign_approvers(order: Document) -> None:
	match = get_rule(order)
	users = _get_nearest(order, match.rule) if match else []
	if users:
		tasks.assign(order, users, "approve", _("Approve this order"))
		return
	frappe.msgprint(
		_(
			"Nobody but you can approve Sales Order {0} ({1}). Add another approver in Salesflow Settings."
		).format(order.name, order.salesflow_approver),
		indicator="orange",
		alert=True,
	)


def _get_nearest(order: Document, rule: dict) -> list[str]:
	"""The approver whom the rule names, else the nearest leader of the seller who can, else all who can."""
	written_by = authors.get_authors(order)
	able = [user for user in get_approvers(rule, order.company) if user not in written_by]
	if rule.get("approver") in able:
		return [rule.get("approver")]
	leader = next((user for user in get_leaders(origin.get_sales_person(order)) if user in able), None)
	return [leader] if leader else able


def get_approvers(rule: dict, company: str | None = None) -> list[str]:
	"""Enabled users who can approve: named by the rule, and with a role that the workflow lets approve."""
	named = [rule.get("approver")] if rule.get("approver") else []
	if rule.get("approver_role"):
		named += roles.get_role_users(rule.get("approver_role"), company)
	able = {user for role in states.APPROVERS for user in roles.get_role_users(role)}
	return [user for user in dict.fromkeys(named) if user in able]
