"""What a link field offers: names with titles, and for some fields the product's own searches."""

import frappe

PARTIES = ("Lead", "Customer", "Prospect")
MOST = 200
AGREEMENTS, OPEN_INVOICES, ACCOUNT_MANAGERS, STAFF = (
	"agreements",
	"open-invoices",
	"account-managers",
	"staff",
)
_OWN = {
	("SOW", "msa"): AGREEMENTS,
	("Payment Follow Up Invoice", "sales_invoice"): OPEN_INVOICES,
	("Discovery", "account_manager"): ACCOUNT_MANAGERS,
	("Work Proposal", "account_manager"): ACCOUNT_MANAGERS,
	("SOW", "account_manager"): ACCOUNT_MANAGERS,
	("Opportunity", "salesflow_account_manager"): ACCOUNT_MANAGERS,
}


def get_kind(doctype: str, df, target: str | None) -> str:
	"""Which list of choices the field uses: a DocType's names, or one of the product's searches."""
	kind = _OWN.get((doctype, df.fieldname))
	return kind or (STAFF if target == "User" else target or "")


def get_rows(kind: str, doc) -> list[dict]:
	"""The choices of a list: name and, where it says more, title."""
	if kind == "DocType":
		return [{"name": party, "title": ""} for party in PARTIES]
	if kind in (AGREEMENTS, OPEN_INVOICES):
		return _search(kind, doc)
	if kind in (ACCOUNT_MANAGERS, STAFF):
		return _get_users(kind)
	return _get_names(kind)


def _search(kind: str, doc) -> list[dict]:
	"""Agreements or invoices of the customer, even for those who may not open them."""
	from salesflow_app.desk import link_queries

	if not doc.get("customer") or not doc.get("company"):
		return []
	if kind == AGREEMENTS:
		rows = link_queries.get_agreements(doc.customer, doc.company)
		return [{"name": row.name, "title": f"version {row.salesflow_msa_version}"} for row in rows]
	rows = link_queries.get_open_invoices(doc.customer, doc.company)
	return [{"name": row.name, "title": f"due {row.due_date}"} for row in rows]


def _get_users(kind: str) -> list[dict]:
	from salesflow_app.people.roles import get_role_users

	filters = {"enabled": 1, "user_type": "System User"}
	if kind == ACCOUNT_MANAGERS:
		filters["name"] = ("in", get_role_users("Account Manager") or [""])
	rows = frappe.get_all("User", filters, ["name", "full_name"], order_by="full_name asc")
	return [{"name": row.name, "title": row.full_name} for row in rows]


def _get_names(doctype: str) -> list[dict]:
	"""Names that the user may see, newest first."""
	if not frappe.has_permission(doctype, "read"):
		return []
	meta = frappe.get_meta(doctype)
	title = meta.title_field if meta.title_field and meta.has_field(meta.title_field) else "name"
	fields = ["name", f"{title} as title"]
	rows = frappe.get_list(doctype, fields=fields, order_by="modified desc", limit=MOST)
	return [{"name": row.name, "title": row.title if row.title != row.name else ""} for row in rows]
