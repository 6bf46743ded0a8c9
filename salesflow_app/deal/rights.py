"""Who sees which deal, where Salesflow Settings show people only their own and their team's: the hooks, and what they rest on.

Where everyone sees all, each hook returns at once. Whose a document is: `ownership.py`; whom it limits: `people/seeing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import DocType
from pypika.terms import Criterion, LiteralValue

from salesflow_app.compat import get_no_objection
from salesflow_app.deal.ownership import KINDS, PARTY_FIELDS, Circle, get_condition, get_shared
from salesflow_app.people.seeing import get_team, is_limited

SEEN = "salesflow_deals_seen"
_SALES_ROWS = ("Quotation", "Sales Order", "Delivery Note", "Sales Invoice")
ROWS = {
	"CRM Note": ("Lead", "Opportunity"),
	"Competitor Detail": ("Opportunity", "Quotation"),
	"Delivery Note Item": ("Delivery Note",),
	"Item Wise Tax Detail": _SALES_ROWS,
	"Opportunity Item": ("Opportunity",),
	"Opportunity Lost Reason Detail": ("Opportunity",),
	"Packed Item": _SALES_ROWS,
	"Payment Schedule": ("Quotation", "Sales Order", "Sales Invoice"),
	"Pricing Rule Detail": _SALES_ROWS,
	"Quotation Item": ("Quotation",),
	"Quotation Lost Reason Detail": ("Quotation",),
	"Sales Invoice Advance": ("Sales Invoice",),
	"Sales Invoice Item": ("Sales Invoice",),
	"Sales Invoice Payment": ("Sales Invoice",),
	"Sales Invoice Timesheet": ("Sales Invoice",),
	"Sales Order Item": ("Sales Order",),
	"Sales Taxes and Charges": _SALES_ROWS,
	"Sales Team": ("Sales Order", "Delivery Note", "Sales Invoice"),
	"Tax Withholding Entry": ("Sales Invoice",),
	"Salesflow Opportunity Progress": ("Opportunity",),
	"Salesflow Production Handoff": ("Sales Order",),
	"Salesflow Required Paper": ("Delivery Note",),
}
"""Rows of documents of a deal, which Frappe lists for whoever may read the DocType of their document.

Those of our own documents are limited by `documents/restrictions.py`."""


def deal_query(user: str | None = None, doctype: str = "Opportunity") -> str:
	"""Lists, reports and searches: documents of deals that the user sees, and what is shared with them."""
	user = user or frappe.session.user
	if not is_limited(user):
		return ""
	return f"({get_condition(doctype, _get_circle(user))} or {get_shared(doctype, user)})"


def has_deal_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""A single document, as it is stored, whatever the caller sent; Frappe adds what is shared. A new one is its maker's."""
	user = user or frappe.session.user
	if is_limited(user) and doc.name and not _is_seen(doc.doctype, doc.name, user):
		if frappe.db.exists(doc.doctype, doc.name):
			return False
	return get_no_objection()


def row_query(user: str | None = None, doctype: str = "Opportunity Item") -> str:
	"""Lists of rows: none of a document that the user does not see."""
	user = user or frappe.session.user
	if not is_limited(user):
		return ""
	return " and ".join(_get_row_condition(doctype, parent, user) for parent in ROWS[doctype])


def _get_row_condition(doctype: str, parent: str, user: str) -> str:
	table = f"`tab{doctype}`"
	return (
		f"(ifnull({table}.`parenttype`, '') != {frappe.db.escape(parent)} or {table}.`parent` in "
		f"(select `name` from `tab{parent}` where {deal_query(user, parent)}))"
	)


def file_query(user: str | None = None, doctype: str = "File") -> str:
	"""Lists of files: none of a document that the user does not see. A single file asks its document."""
	user = user or frappe.session.user
	if not is_limited(user):
		return ""
	kinds = ", ".join(frappe.db.escape(kind) for kind in KINDS)
	others = f"ifnull(`tabFile`.`attached_to_doctype`, '') not in ({kinds})"
	return f"({' or '.join([others, *(_get_file_condition(kind, user) for kind in KINDS)])})"


def _get_file_condition(kind: str, user: str) -> str:
	return (
		f"(`tabFile`.`attached_to_doctype` = {frappe.db.escape(kind)} and `tabFile`.`attached_to_name` in "
		f"(select `name` from `tab{kind}` where {deal_query(user, kind)}))"
	)


def keep_seen(doctype: str, names: Iterable[str]) -> set[str]:
	"""Those of the documents that the session's user sees; all where nobody is limited. Roles are not asked here."""
	names = set(names)
	words = deal_query(doctype=doctype) if names else ""
	return _select(doctype, DocType(doctype).name.isin(names), words) if words else names


def validate_party(doc: Document) -> None:
	"""Refuse a Lead of somebody else as the client: the Lead would be open to whoever named it."""
	type_field, field = PARTY_FIELDS[doc.doctype]
	if doc.get(type_field) != "Lead" or doc.flags.ignore_permissions:  # made by a step that was allowed
		return
	if not (doc.is_new() or doc.has_value_changed(field)):
		return
	if not is_limited() or frappe.has_permission("Lead", "read", doc.get(field)):
		return
	_refuse(
		_("{0}: Lead {1} belongs to somebody else. Ask them to share it with you, or to assign it to you."),
		_(doc.doctype),
		doc.get(field),
	)


def validate_task(todo: Document) -> None:
	"""Refuse a task on a document that its giver does not see: it would open the document to whoever has the task."""
	if todo.flags.ignore_permissions:  # the code that assigns has asked; no request sets it
		return
	if todo.reference_type not in KINDS or not todo.reference_name:
		return
	fields = ("reference_type", "reference_name", "allocated_to", "status")
	if not todo.is_new() and not any(todo.has_value_changed(field) for field in fields):
		return
	if not is_limited() or frappe.has_permission(todo.reference_type, "read", todo.reference_name):
		return
	_refuse(
		_("ToDo: {0} {1} belongs to somebody else. Ask them to share it with you, or to assign it to you."),
		_(todo.reference_type),
		todo.reference_name,
	)


def _refuse(why: str, doctype: str, name: str) -> None:
	frappe.throw(why.format(doctype, frappe.bold(frappe.utils.escape_html(name))), frappe.PermissionError)


def _get_circle(user: str) -> Circle:
	return Circle(user, tuple(get_team(user)))


def _is_seen(doctype: str, name: str, user: str) -> bool:
	"""One statement; what was seen once in a request stays so in it, though its last task is closed meanwhile."""
	seen = frappe.local.cache.setdefault(SEEN, set())
	if (user, doctype, name) not in seen:
		if not _select(doctype, DocType(doctype).name == name, get_condition(doctype, _get_circle(user))):
			return False
		seen.add((user, doctype, name))
	return True


def _select(doctype: str, which: Criterion, words: str) -> set[str]:
	table = DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(which & LiteralValue(words))
	return set(query.run(pluck=True))
