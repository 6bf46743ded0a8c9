"""Which documents of a DocType a user may read, as SQL."""

import frappe
import frappe.share
from frappe import _
from frappe.database.sql import quote


def get_match_conditions(doctype: str, user: str) -> str:
	"""The condition, empty where the user may read all."""
	from frappe.permissions import get_role_permissions

	meta = frappe.get_meta(doctype)
	rights = get_role_permissions(meta, user=user)
	may_read = rights.get("read") or rights.get("select")
	shared = _get_shared_condition(doctype, user)
	asked = _get_query_conditions(doctype, user)
	if not (meta.istable or may_read):
		if not shared:
			_refuse(doctype)
		return " and ".join(filter(None, (shared, asked)))
	if not _needs_owner(rights):
		return asked
	condition = " and ".join(filter(None, [f"`tab{doctype}`.`owner` = {quote(user)}", asked]))
	return f"({condition}) or ({shared})" if shared else condition


def _refuse(doctype: str) -> None:
	frappe.throw(_("No permission to read {0}").format(_(doctype)), frappe.PermissionError)


def _needs_owner(rights: dict) -> bool:
	"""Does the user read only what is his own?"""
	own = rights.get("if_owner")
	if not (rights.get("has_if_owner_enabled") and own):
		return False
	return not any(rights.get(ptype) and ptype not in own for ptype in ("select", "read"))


def _get_shared_condition(doctype: str, user: str) -> str:
	names = frappe.share.get_shared(doctype, user)
	texts = ", ".join(quote(name) for name in names)
	return f"`tab{doctype}`.name in ({texts})" if names else ""


def _get_query_conditions(doctype: str, user: str) -> str:
	"""What the apps' `permission_query_conditions` ask for."""
	conditions = []
	for method in frappe.get_hooks("permission_query_conditions", {}).get(doctype, []):
		found = frappe.call(frappe.get_attr(method), user, doctype=doctype)
		if found:
			conditions.append(f"({found})")
	return " and ".join(conditions)
