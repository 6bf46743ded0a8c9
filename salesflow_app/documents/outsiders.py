"""What people from outside may not do to the documents of a deal, though Frappe lets every login do it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.people.accounts import is_outsider

MODULE = "Salesflow App"
ERPNEXT = (
	"Contract",
	"Customer",
	"Delivery Note",
	"Lead",
	"Opportunity",
	"Payment Entry",
	"Quotation",
	"Sales Invoice",
	"Sales Order",
)
SPOKEN = ("Comment", "Like")
"""Comments that somebody writes; the others say what happened."""


def is_ours(doctype: str | None) -> bool:
	"""Is it one of our DocTypes? One that is gone, or was never there, is not."""
	return bool(doctype) and frappe.db.get_value("DocType", doctype, "module", cache=True) == MODULE


def is_of_deal(doctype: str | None) -> bool:
	"""Is it one of our DocTypes, or one of ERPNext's that a deal consists of?"""
	return doctype in ERPNEXT or is_ours(doctype)


def validate_comment(comment: Document) -> None:
	"""Frappe's function for comments on web pages takes the name of any document."""
	if comment.comment_type in SPOKEN and is_outsider() and is_of_deal(comment.reference_doctype):
		_refuse(_("comments on {0} are written by our staff").format(_(comment.reference_doctype)))


def validate_task(todo: Document) -> None:
	"""Frappe lets every login make tasks on any document. What the site makes for them ignores permissions."""
	is_by_site = todo.flags.ignore_permissions  # set by the code that assigns, never by a request
	if not is_by_site and is_outsider() and is_of_deal(todo.reference_type):
		_refuse(_("tasks on {0} are given by our staff").format(_(todo.reference_type)))


def _refuse(why: str) -> None:
	frappe.throw(_("Not possible: {0}. Please write to us instead.").format(why), frappe.PermissionError)
