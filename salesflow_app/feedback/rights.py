"""Who reads what clients and colleagues say about a deal: its people, their leaders, and operations."""

import frappe
from frappe.model.document import Document

from salesflow_app.compat import get_no_objection
from salesflow_app.feedback.people import FIELDS
from salesflow_app.people import teams

READ_ALL = ("Operations Manager", "Auditor", "Salesflow Auditor", "System Manager")
OWN = {"Client Feedback": FIELDS, "Team Feedback": ("member", *FIELDS)}


def feedback_query(user: str | None = None, doctype: str = "Client Feedback") -> str:
	"""Lists and reports: feedback on deals of the user, or of somebody below them."""
	user = user or frappe.session.user
	if _reads_all(user):
		return ""
	table, me = f"`tab{doctype}`", frappe.db.escape(user)
	parts = [f"{table}.`{field}` = {me}" for field in OWN[doctype]]
	if below := teams.get_people_below(user):
		names = ", ".join(frappe.db.escape(name) for name in below)
		parts.append(f"{table}.`sales_person` in ({names})")
	return f"({' or '.join(parts)})"


def has_feedback_permission(
	doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool | None:
	"""A single feedback. A new one is nobody's yet: its controller says who writes it."""
	user = user or frappe.session.user
	if _reads_all(user) or not doc.name or doc.get("__islocal") or _is_of_deal(doc, user):
		return get_no_objection()
	return False


def _is_of_deal(doc: Document, user: str) -> bool:
	"""As it is stored, whatever the caller sent."""
	fields = OWN[doc.doctype]
	row = frappe.db.get_value(doc.doctype, doc.name, list(fields), as_dict=True)
	if not row or user in row.values():
		return True
	return bool(row.sales_person) and row.sales_person in teams.get_people_below(user)


def _reads_all(user: str) -> bool:
	return user == "Administrator" or bool(set(READ_ALL) & set(frappe.get_roles(user)))
