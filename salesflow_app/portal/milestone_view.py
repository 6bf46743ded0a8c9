"""A Payment Milestone as the client sees it. Only what is named here reaches the client."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients import access
from salesflow_app.mails import milestone_review
from salesflow_app.milestone.notice_facts import get_expected_gross
from salesflow_app.portal import company_card
from salesflow_app.portal.people_view import get_contact
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.states import get_state
from salesflow_app.salesflow_app.workflows.payment_milestone import AWAITING_ACCEPTANCE
from salesflow_app.text.formats import date, moment, money, percent


def get_page_view(doc: Document) -> dict:
	"""Everything the page of a milestone shows, with what this reader may do."""
	is_open = doc.workflow_state == AWAITING_ACCEPTANCE
	sow = _get_sow(doc)
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"title": doc.milestone_name,
		"state": get_state(doc.doctype, doc.workflow_state),
		"position": _("{0} of {1}").format(doc.milestone_no, doc.milestone_count),
		"customer_name": doc.customer_name or doc.customer,
		"company": doc.company,
		"card": company_card.get_card(doc.company),
		"sow": {"name": sow.name, "title": sow.title} if sow.name else None,
		"deliverables": doc.deliverables or "",
		"amount": money(doc.amount, doc.currency, doc.precision("amount") or 0),
		"gross": _get_gross(doc),
		"percent": percent(doc.percentage),
		"planned": date(doc.planned_date),
		"reached": date(doc.reached_on),
		"period": _get_period(doc),
		"review_until": date(doc.review_until) if is_open else "",
		"silence": milestone_review.get_closing(doc),
		"accepted": _get_acceptance(doc),
		"acceptance_needed": bool(doc.acceptance_needed),
		"invoice": _get_invoice(doc),
		"is_open": is_open,
		"may_answer": is_open and access.is_named_signatory(sow),
		"named_person": sow.signatory_name or "",
		"full_name": frappe.utils.get_fullname(frappe.session.user),
		"contact": get_contact(doc),
		"receipt": None if is_open else get_receipt(doc),
	}


def _get_sow(doc: Document) -> frappe._dict:
	fields = ["name", "title", "signatory_name", "signatory_email"]
	return frappe._dict(frappe.db.get_value("SOW", doc.sow, fields, as_dict=True) or {}, doctype="SOW")


def _get_gross(doc: Document) -> str:
	gross = get_expected_gross(doc)
	return money(gross, doc.currency, doc.precision("amount") or 0) if gross != doc.amount else ""


def _get_period(doc: Document) -> str:
	"""The month of a retainer, or the period that staff entered."""
	return " – ".join(filter(None, (date(doc.service_from), date(doc.service_to))))


def _get_acceptance(doc: Document) -> str:
	if not doc.accepted_on:
		return ""
	return _("{0} by {1}").format(moment(doc.accepted_on), doc.accepted_by or "")


def _get_invoice(doc: Document) -> str:
	"""The invoice's name, once it is submitted."""
	name = doc.sales_invoice
	return name if name and frappe.db.get_value("Sales Invoice", name, "docstatus") == 1 else ""
