"""Which documents of a customer a portal user sees."""

import frappe

CUSTOMER_FIELDS = {"Quotation": "party_name"}
ROLES = {"Customer", "Supplier"}


def get_transaction_list(
	doctype: str,
	txt: str | None = None,
	filters=None,
	limit_start: int = 0,
	limit_page_length: int = 20,
	order_by: str = "creation desc",
	custom: bool = False,
) -> list:
	"""A page of the submitted documents of the user's customers; a search text is part of a name."""
	customers = get_parents_for_user("Customer", frappe.session.user)
	if not customers:
		return []
	conditions = [["docstatus", "=", 1], [CUSTOMER_FIELDS.get(doctype, "customer"), "in", customers]]
	if txt:
		conditions.append(["name", "like", f"%{txt}%"])
	for field, value in dict(filters or {}).items():
		conditions.append([field, "=", value])
	return frappe.get_all(
		doctype,
		filters=conditions,
		fields=["*"],
		order_by=order_by,
		limit_start=limit_start,
		limit_page_length=limit_page_length,
	)


def has_website_permission(doc, ptype: str, user: str, verbose: bool = False) -> bool:
	"""Is the document one of a customer that the user is a portal user of?"""
	if not ROLES & set(frappe.get_roles(user)):
		return False
	customer = doc.get(CUSTOMER_FIELDS.get(doc.doctype, "customer"))
	return bool(customer) and customer in get_parents_for_user("Customer", user)


def get_parents_for_user(parenttype: str, user: str | None = None) -> list[str]:
	"""Customers or suppliers that list the user among their portal users."""
	filters = {"user": user or frappe.session.user, "parenttype": parenttype}
	return frappe.get_all("Portal User", filters, pluck="parent", parent_doctype=parenttype)
