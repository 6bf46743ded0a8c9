"""Opportunity: advice asked for, progress shared, account manager named, lost data kept from others."""

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from salesflow_app.deal import advice, facts, lost_data, manager, next_date, origin, progress, rights, status
from salesflow_app.people.roles import validate_account_manager
from salesflow_app.people.teams import get_leader, get_sales_person
from salesflow_app.signing import links
from salesflow_app.sow.need import evaluate


def before_validate(doc: Document, method: str | None = None) -> None:
	lost_data.take_words(doc)


def validate(doc: Document, method: str | None = None) -> None:
	rights.validate_party(doc)
	set_owner(doc)
	facts.validate_amount(doc)
	status.validate_by_hand(doc)
	progress.validate_own_rows(doc)
	advice.stamp_advice(doc)
	progress.stamp(doc)
	validate_account_manager(doc, "salesflow_account_manager")
	set_sow_need(doc)


def after_insert(doc: Document, method: str | None = None) -> None:
	advice.ask_leader(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	advice.answer(doc)
	advice.ask_new_leader(doc)
	progress.share(doc)
	next_date.follow(doc)
	tell_account_manager(doc)
	lost_data.record(doc)


def before_change(doc: Document, method: str | None = None) -> None:
	lost_data.note_status(doc)


def on_change(doc: Document, method: str | None = None) -> None:
	advice.withdraw_later(doc)
	links.end_of_lost(doc)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	lost_data.follow_rename(doc.doctype, old, new)


def on_trash(doc: Document, method: str | None = None) -> None:
	lost_data.protect(doc)


def onload(doc: Document, method: str | None = None) -> None:
	"""What the form needs to know about the reader. Every right is checked again on save."""
	user = frappe.session.user
	leader = get_leader(origin.get_sales_person(doc))
	doc.set_onload("salesflow_may_advise", user == leader or advice.MAY_ADVISE in frappe.get_roles())
	lost_data.tell_form(doc)


def set_owner(doc: Document) -> None:
	"""A new deal belongs to the sales person who opens it, unless someone else is named."""
	if doc.is_new() and not doc.opportunity_owner and get_sales_person(frappe.session.user):
		doc.opportunity_owner = frappe.session.user


def set_sow_need(doc: Document) -> None:
	"""What the SOW rules say about the deal as it stands."""
	answer = evaluate(
		doc.company,
		customer=doc.party_name if doc.opportunity_from == "Customer" else None,
		customer_group=doc.customer_group,
		item_groups=[row.item_group for row in doc.items],
		opportunity_type=doc.opportunity_type,
		amount=max(flt(doc.opportunity_amount) * (flt(doc.conversion_rate) or 1), flt(doc.base_total)),
	)
	doc.salesflow_sow_needed = answer.sow_needed
	doc.salesflow_sow_reason = answer.reason


def tell_account_manager(doc: Document) -> None:
	before = doc.get_doc_before_save()
	named = doc.salesflow_account_manager
	if named and (not before or before.salesflow_account_manager != named):
		manager.invite(doc, named, deal=doc.name)
