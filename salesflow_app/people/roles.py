"""Who has which role."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from salesflow_app.settings import get_settings

NOT_PEOPLE = ("Administrator", "Guest")


def get_role_users(role: str, company: str | None = None) -> list[str]:
	"""Enabled System Users who have `role` themselves and may see `company`, by name; never Administrator or Guest."""
	return [user for user in _get_role_users(role) if _may_see_company(user, company)]


def _get_role_users(role: str) -> list[str]:
	has_role, account = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	return (
		frappe.qb.from_(has_role)
		.join(account)
		.on(account.name == has_role.parent)
		.select(account.name)
		.distinct()
		.where((has_role.parenttype == "User") & (has_role.role == role))
		.where((account.enabled == 1) & (account.user_type == "System User"))
		.where(account.name.notin(NOT_PEOPLE))
		.orderby(account.name)
	).run(pluck=True)


def get_operations_managers(company: str | None = None) -> list[str]:
	"""The Operations Manager of Salesflow Settings, else everyone with that role who may see `company`."""
	return _get_named_or_role("operations_manager", "Operations Manager", company)


def get_sales_assistants(company: str | None = None) -> list[str]:
	"""The Sales Assistant of Salesflow Settings, else everyone with that role who may see `company`."""
	return _get_named_or_role("sales_assistant", "Sales Assistant", company)


def _get_named_or_role(fieldname: str, role: str, company: str | None = None) -> list[str]:
	named = get_settings().get(fieldname)
	if named and frappe.db.get_value("User", named, "enabled"):
		return [named]
	return get_role_users(role, company)


def _may_see_company(user: str, company: str | None) -> bool:
	if not company:
		return True
	allowed = frappe.permissions.get_user_permissions(user).get("Company")
	return not allowed or company in {row.doc for row in allowed}


def validate_account_manager(doc: Document, fieldname: str = "account_manager") -> None:
	"""Refuse a newly named account manager who is disabled or lacks that role."""
	user = doc.get(fieldname)
	if not user or not doc.has_value_changed(fieldname):
		return
	if user not in get_role_users("Account Manager"):
		frappe.throw(
			_(
				"{0} {1}: {2} is not an enabled user with the role {3}. "
				"Assign the role in User, or choose someone else as {4}."
			).format(
				_(doc.doctype),
				doc.name or _("(new)"),
				frappe.bold(escape_html(user)),
				_("Account Manager"),
				frappe.bold(_("Account Manager")),
			)
		)


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def search_account_managers(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict | str | None
) -> list:
	"""Link search: users who can be account manager, for everyone who may search users at all."""
	return frappe.get_list(
		"User",
		filters={"name": ("in", get_role_users("Account Manager") or [""])},
		or_filters={"name": ("like", f"%{txt}%"), "full_name": ("like", f"%{txt}%")},
		fields=["name", "full_name"],
		limit_start=start,
		limit_page_length=page_len,
		order_by="full_name asc",
		as_list=True,
	)
