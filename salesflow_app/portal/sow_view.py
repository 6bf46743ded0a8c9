"""A SOW as the client sees it, on the page and in print. Only what is named here reaches the client."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.clients.access import VISIBLE_STATES
from salesflow_app.portal import answers, company_card, deposits, history, retainer_view
from salesflow_app.portal.originals import get_shown
from salesflow_app.portal.people_view import get_contact, get_reader
from salesflow_app.portal.proposal_view import get_acceptance_label, get_days_label, get_trigger_label
from salesflow_app.portal.receipt import get_receipt
from salesflow_app.portal.states import get_state
from salesflow_app.portal.sums import get_sums
from salesflow_app.rules.price_offer import MONTHLY
from salesflow_app.salesflow_app.workflows.sow import BINDING, CLIENT_OPEN, EXPIRED
from salesflow_app.signing.providers.choosing import get_provider
from salesflow_app.signing.providers.docusign.definition import DATE_HERE, SIGN_HERE
from salesflow_app.sow.taxes import get_tax_lines
from salesflow_app.text import rich_text
from salesflow_app.text.formats import date, money, number, percent, unit

MILESTONE_FIELDS = "name milestone_name milestone_no milestone_count amount currency workflow_state".split()


def get_page_view(doc: Document) -> dict:
	"""Everything the page of a SOW shows, with what this reader may do."""
	versions = history.get_versions(doc)
	if asked := history.get_asked_version(doc, versions):
		return _get_past_view(doc, asked, versions)
	shown, reader = get_shown(doc), get_reader(doc)
	is_open = doc.workflow_state in CLIENT_OPEN
	is_expired = doc.workflow_state == EXPIRED or (is_open and answers.is_expired(doc))
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"title": shown.title,
		"state": get_state(doc.doctype, doc.workflow_state, is_expired),
		**get_content(shown),
		"reader": reader,
		"is_open": is_open,
		"is_expired": is_expired,
		"may_answer": is_open and not is_expired and reader["is_named"],
		"signs_elsewhere": get_elsewhere(doc) if is_open else "",
		"po_required": _is_po_required(doc),
		"contact": get_contact(doc),
		"receipt": None if is_open else get_receipt(doc),
		"content_hash": doc.content_hash or "",
		"milestone_links": _get_milestone_links(doc),
		"changed_by": _get_changes(doc) if doc.workflow_state in BINDING else [],
		"versions": versions,
		"past": None,
	}


def _get_past_view(doc: Document, version: dict, versions: list[dict]) -> dict:
	"""A version that was replaced, to be read alone."""
	shown = history.get_original(doc, version)
	is_revised = history.is_being_revised(doc)
	return {
		"doctype": doc.doctype,
		"name": doc.name,
		"title": shown.title,
		"state": history.get_past_state(doc),
		**get_content(shown),
		"reader": get_reader(shown),
		"is_open": False,
		"is_expired": False,
		"may_answer": False,
		"contact": get_contact(doc),
		"receipt": version["answer"],
		"content_hash": version["content_hash"],
		"milestone_links": [],
		"changed_by": [],
		"versions": [row for row in versions if row is not version],
		"past": {"number": version["number"], "current": "" if is_revised else f"/salesflow/sows/{doc.name}"},
	}


def get_print_view(doc: Document) -> dict:
	"""Everything the print of a SOW shows."""
	shown = get_shown(doc)
	return {
		"name": doc.name,
		"title": shown.title,
		"state": get_state(doc.doctype, doc.workflow_state),
		**get_content(shown),
		"anchors": (SIGN_HERE, DATE_HERE) if get_elsewhere(doc) else (),
		"contact": get_contact(doc),
		"receipt": get_receipt(doc) if doc.workflow_state in BINDING else None,
		"content_hash": doc.content_hash or "",
	}


def get_elsewhere(doc: Document) -> str:
	"""The provider in which the client signs; empty where they sign on our page."""
	provider = get_provider(doc)
	return "" if provider.signs_here else provider.name


def get_content(doc: Document) -> dict:
	"""The SOW itself: parties, texts, deliverables, prices, plan, signatories."""
	return {
		"is_change_order": doc.sow_type == "Change Order",
		"changes_sow": doc.changes_sow or "",
		"customer_name": doc.customer_name or doc.customer,
		"company": doc.company,
		"card": company_card.get_card(doc.company),
		"version": doc.version,
		"effective_date": date(doc.effective_date),
		"valid_till": date(doc.valid_till),
		"agreement": _get_agreement(doc),
		"annexes": _get_texts(doc, {"msa_terms": _("Master service agreement")}),
		"texts_before": _get_texts(doc, _first_texts()),
		"deliverables": [_get_deliverable(row) for row in doc.deliverables],
		"texts_after": _get_texts(doc, _last_texts()),
		"items": [_get_item(doc, row) for row in doc.items],
		"total": money(doc.total, doc.currency, get_precision(doc)),
		"gross": money(_get_gross(doc), doc.currency, get_precision(doc)),
		"sums": _get_sums(doc),
		"retainer": retainer_view.get_terms(doc),
		"deposit": deposits.get_sow_deposit(doc),
		"milestones": [_get_milestone(doc, row) for row in doc.milestones],
		"customer_po_no": doc.customer_po_no or "",
		"signatory": {
			"name": doc.signatory_name or "",
			"title": doc.signatory_title or "",
			"email": doc.signatory_email or "",
		},
		"our_signatory": _get_our_signatory(doc),
	}


def get_precision(doc: Document) -> int:
	"""Decimals of the SOW's amounts."""
	return doc.precision("total") or 0


def _get_gross(doc: Document) -> float:
	"""With tax, as it was fixed for signing; before that, the taxes are not known."""
	return doc.grand_total if doc.signed_taxes else doc.total


def _get_sums(doc: Document) -> list[dict[str, str]]:
	return get_sums(
		_("Total, net"),
		doc.total,
		get_tax_lines(doc),
		_get_gross(doc),
		doc.currency,
		get_precision(doc),
	)


def _first_texts() -> dict[str, str]:
	return {"background": _("Background"), "scope": _("Scope"), "exclusions": _("Not included")}


def _last_texts() -> dict[str, str]:
	return {
		"schedule": _("Schedule"),
		"client_duties": _("What we need from you"),
		"assumptions": _("Assumptions"),
		"change_process": _("How changes are agreed"),
		"contacts": _("Contacts"),
	}


def _get_texts(doc: Document, headings: dict[str, str]) -> list[dict[str, str]]:
	return [
		{"heading": heading, "body_html": rich_text.clean(doc.get(fieldname))}
		for fieldname, heading in headings.items()
		if not rich_text.is_empty(doc.get(fieldname))
	]


def _get_agreement(doc: Document) -> str:
	if doc.msa_bundled:
		return _("The master service agreement at the end is part of this document.")
	if not doc.msa:
		return ""
	if doc.msa_version:
		return _("Governed by master service agreement {0}, version {1}, printed at the end.").format(
			doc.msa, doc.msa_version
		)
	return _("Governed by master service agreement {0}, printed at the end.").format(doc.msa)


def _get_deliverable(row: Document) -> dict[str, str]:
	return {
		"no": row.deliverable_no or str(row.idx),
		"title": row.deliverable_name,
		"test": row.acceptance_test or "",
		"due": date(row.due_date),
	}


def _get_item(doc: Document, row: Document) -> dict[str, str]:
	precision, is_monthly = get_precision(doc), row.billing == MONTHLY
	amount = money(row.amount, doc.currency, precision)
	return {
		"title": row.item_name or row.item_code,
		"description": row.description or "",
		"qty": number(row.qty),
		"uom": unit(row.uom),
		"quantity": f"{number(row.qty)} {unit(row.uom)}".strip(),
		"rate": money(row.rate, doc.currency, precision),
		"amount": _("{0} a month").format(amount) if is_monthly else amount,
	}


def _get_milestone(doc: Document, row: Document) -> dict[str, str]:
	return {
		"no": str(row.idx),
		"title": row.milestone_name,
		"deliverables": row.deliverables or "",
		"percent": percent(row.percentage),
		"amount": money(row.amount, doc.currency, get_precision(doc)),
		"when": _get_due(row),
		"days": get_days_label(row),
		"acceptance": get_acceptance_label(row, doc.deemed_acceptance),
	}


def _get_due(row: Document) -> str:
	"""When it falls due; what a Change Order takes away does not: it makes another milestone smaller."""
	if not row.reduces:
		return get_trigger_label(row)
	name = frappe.db.get_value("Payment Milestone", row.reduces, "milestone_name")
	return _("Taken off milestone “{0}”").format(name or row.reduces)


def _get_our_signatory(doc: Document) -> str:
	user = doc.company_signatory
	return (frappe.get_cached_value("User", user, "full_name") or user) if user else ""


def _is_po_required(doc: Document) -> bool:
	return bool(frappe.get_cached_value("Customer", doc.customer, "salesflow_po_required"))


def _get_changes(doc: Document) -> list[dict]:
	"""The signed change orders: why a milestone has another amount today than this SOW names."""
	filters = {"changes_sow": doc.name, "customer": doc.customer, "workflow_state": ("in", BINDING)}
	return frappe.get_all("SOW", filters, ["name", "title"], order_by="creation asc")


def _get_milestone_links(doc: Document) -> list[dict]:
	rows = frappe.get_all(
		"Payment Milestone",
		filters={
			"sow": doc.name,
			"customer": doc.customer,
			"workflow_state": ("in", VISIBLE_STATES["Payment Milestone"]),
		},
		fields=MILESTONE_FIELDS,
		order_by="milestone_no asc",
	)
	return [
		{
			"name": row.name,
			"title": row.milestone_name,
			"position": _("{0} of {1}").format(row.milestone_no, row.milestone_count),
			"amount": money(row.amount, row.currency, get_precision(doc)),
			"state": get_state("Payment Milestone", row.workflow_state),
		}
		for row in rows
	]
