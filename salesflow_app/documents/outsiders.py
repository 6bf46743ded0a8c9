"""What people from outside may not do to the documents of a deal, though Frappe lets every login do it."""

import frappe
from frappe import _
from frappe.model.document import Document

from salesflow_app.compat import get_no_objection
from salesflow_app.people.accounts import is_outsider, is_website_user

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


def task_query(user: str | None = None, doctype: str | None = None) -> str:
	"""Lists of tasks: a client sees those they have, not those that our staff got because of what they did."""
	user = user or frappe.session.user
	return f"`tabToDo`.`allocated_to` = {frappe.db.escape(user)}" if is_website_user(user) else ""


def has_task_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""A single task: Frappe lets whoever caused it read and delete it, who here may be a client."""
	user = user or frappe.session.user
	if is_website_user(user) and is_of_deal(doc.get("reference_type")) and doc.get("allocated_to") != user:
		return False
	return get_no_objection()


def _refuse(why: str) -> None:
	frappe.throw(_("Not possible: {0}. Please write to us instead.").format(why), frappe.PermissionError)
