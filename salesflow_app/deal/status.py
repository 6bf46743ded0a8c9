"""The status of an Opportunity follows from its deal: what nobody sets by hand."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.deal.origin import get_sales_person
from salesflow_app.documents.acts import is_system_act
from salesflow_app.people.teams import get_leader
from salesflow_app.settings import get_settings

QUOTED, WON, LOST = "Quotation", "Converted", "Lost"
MAY_REOPEN = "Sales Manager"


def validate_by_hand(opportunity: Document) -> None:
	"""ERPNext sets the status without a save; a save with another one is somebody's own idea."""
	before = opportunity.get_doc_before_save()
	if not before or before.status == opportunity.status or is_system_act(opportunity):
		return
	if not is_followed(opportunity):
		return
	if opportunity.status == WON and not is_ordered(opportunity):
		_refuse(opportunity, _("it is won when its Sales Order is submitted"))
	if opportunity.status == QUOTED and not opportunity.has_active_quotation():
		_refuse(opportunity, _("it is quoted when a Quotation is submitted for it"))
	if before.status == WON and is_ordered(opportunity):
		_refuse(opportunity, _("its Sales Order is submitted. Cancel that first"))
	if before.status == LOST and not may_reopen(opportunity):
		_refuse(opportunity, _("it is lost. Ask your leader to reopen it, or submit a new Quotation for it"))


def is_followed(opportunity: Document) -> bool:
	"""Is it a deal with documents of ours, or do Salesflow Settings ask for it anyway?"""
	deal = {"opportunity": opportunity.name}
	return bool(
		get_settings().use_deal_status or frappe.db.exists("Discovery", deal) or frappe.db.exists("SOW", deal)
	)


def is_ordered(opportunity: Document) -> bool:
	"""Is there a submitted order for it, by a quotation or by a SOW?"""
	if opportunity.has_ordered_quotation():
		return True
	sows = frappe.get_all("SOW", {"opportunity": opportunity.name}, pluck="name", order_by="creation asc")
	order = {"salesflow_sow": ("in", sows), "docstatus": 1}
	return bool(sows) and bool(frappe.db.exists("Sales Order", order))


def may_reopen(opportunity: Document) -> bool:
	user = frappe.session.user
	return user == get_leader(get_sales_person(opportunity)) or MAY_REOPEN in frappe.get_roles()


def _refuse(opportunity: Document, why: str) -> None:
	frappe.throw(
		_("Opportunity {0}, Status: cannot be set to {1} by hand, because {2}.").format(
			opportunity.name, frappe.bold(_(opportunity.status)), why
		)
	)
