"""An MSA as the client sees it, on the page and in print. Only what is named here reaches the client."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.documents import shared_names
from salesflow_app.msa.standing import is_kept
from salesflow_app.portal import answers, company_card, history
from salesflow_app.portal.originals import get_shown
from salesflow_app.portal.people_view import get_contact, get_reader
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.states import get_state
from salesflow_app.salesflow_app.workflows.contract import (
	BINDING,
	CLIENT_OPEN,
	ENDED,
	EXPIRED,
	SUPERSEDED,
	TERMINATED,
)
from salesflow_app.text import rich_text
from salesflow_app.text.formats import date


def get_page_view(doc: Document) -> dict:
	"""Everything the page of an MSA shows, with what this reader may do."""
	shown, reader = get_shown(doc), get_reader(doc)
	is_open = doc.workflow_state in CLIENT_OPEN
	is_expired = doc.workflow_state == EXPIRED or (is_open and answers.is_expired(doc))
	is_replaced = doc.workflow_state == SUPERSEDED
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"title": _(shown.title),
		"state": get_state(doc.doctype, doc.workflow_state, is_expired),
		**get_content(doc, shown),
		"reader": reader,
		"is_open": is_open,
		"is_expired": is_expired,
		"is_replaced": is_replaced,
		"newest": history.get_newest(doc) if is_replaced else None,
		"earlier": history.get_earlier(doc),
		"may_answer": is_open and not is_expired and reader["is_named"],
		"contact": get_contact(doc),
		"receipt": None if is_open else get_receipt(doc),
		"content_hash": doc.content_hash or "",
	}


def get_print_view(doc: Document) -> dict:
	"""Everything the print of an MSA shows. Raises ValidationError for contracts of other kinds."""
	if not is_kept(doc):
		frappe.throw(
			_("Contract {0} is no MSA that SalesFlow keeps. Choose another print format.").format(doc.name)
		)
	shown = get_shown(shared_names.share(doc))
	return {
		"name": doc.name,
		"title": _(shown.title),
		"state": get_state(doc.doctype, doc.workflow_state),
		**get_content(doc, shown),
		"contact": get_contact(doc),
		"receipt": get_receipt(doc) if doc.workflow_state in BINDING else None,
		"content_hash": doc.content_hash or "",
	}


def get_content(doc: Document, shown: Document) -> dict:
	"""The agreement itself, as it was sent; when it ended is what the Contract says today."""
	days = int(shown.salesflow_notice_days or 0)
	return {
		"customer_name": shown.customer_name or shown.customer,
		"company": shown.company,
		"card": company_card.get_card(shown.company),
		"version": doc.version,
		"start": date(shown.start_date),
		"end": date(shown.end_date) or _("open-ended"),
		"ended": date(doc.end_date) if doc.workflow_state in (TERMINATED, ENDED) else "",
		"notice": _("{0} days").format(days) if days else "",
		"valid_till": date(shown.valid_till),
		"terms_html": rich_text.clean(shown.contract_terms),
		"signatory": {
			"name": shown.signatory_name or "",
			"title": shown.signatory_title or "",
			"email": shown.signatory_email or "",
		},
	}
