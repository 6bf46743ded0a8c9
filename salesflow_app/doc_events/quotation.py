"""Quotation: made from an Opportunity whose facts are known, or following its Work Proposal; lost data kept from others."""

from frappe.model.document import Document

from salesflow_app.conversions.lead_to_customer import make_customer_of_lead
from salesflow_app.deal import lost_data, origin, rights
from salesflow_app.deal.facts import validate_facts
from salesflow_app.proposal import offer
from salesflow_app.settings import get_settings
from salesflow_app.signing import links


def before_validate(doc: Document, method: str | None = None) -> None:
	lost_data.take_words(doc)


def validate(doc: Document, method: str | None = None) -> None:
	rights.validate_party(doc)
	if is_quoted_first(doc):
		for opportunity in origin.get_opportunities(doc):
			validate_facts(opportunity, doc.doctype)
	offer.validate_quotation(doc)


def before_submit(doc: Document, method: str | None = None) -> None:
	if doc.salesflow_work_proposal or get_settings().use_lead_conversion:
		make_customer_of_lead(doc)
	offer.validate_submit(doc)


def on_update(doc: Document, method: str | None = None) -> None:
	lost_data.record(doc)
	links.end_of_lost(doc)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	lost_data.take_words(doc)
	offer.validate_change_after_submit(doc)


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	lost_data.record(doc)
	links.end_of_lost(doc)


def before_change(doc: Document, method: str | None = None) -> None:
	lost_data.note_status(doc)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	lost_data.follow_rename(doc.doctype, old, new)


def onload(doc: Document, method: str | None = None) -> None:
	lost_data.tell_form(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	lost_data.protect(doc)


def is_quoted_first(doc: Document) -> bool:
	"""Is it a new quotation whose deal has to be known: of a proposal, or where Salesflow Settings ask for it?"""
	is_first = doc.is_new() and not doc.get("amended_from")
	return bool(is_first and (doc.salesflow_work_proposal or get_settings().use_deal_facts))
