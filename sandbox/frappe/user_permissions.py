"""User Permissions: rows that narrow a user to some records of a DocType and to what links to them."""

import frappe
from frappe import _


def log_refusal(reason: str) -> None:
	"""Keep the reason why a running check says no, for the message that tells the user."""
	reasons = frappe.flags.get("has_permission_check_logs")
	if reasons is not None:
		reasons.append(reason)


def get_user_permissions(user) -> dict:
	"""DocType -> list of `doc`, `applicable_for`, `is_default`, `hide_descendants`; {} where free."""
	user = user or frappe.session.user
	if user in ("Administrator", "Guest"):
		return {}
	found = frappe.cache.hget("user_permissions", user)
	if found is None:
		found = _read(user)
		frappe.cache.hset("user_permissions", user, found)
	return found


def _read(user: str) -> dict:
	rows = frappe.get_all(
		"User Permission",
		{"user": user},
		["allow", "for_value", "applicable_for", "is_default", "hide_descendants"],
	)
	found = frappe._dict()
	for row in rows:
		permitted = found.setdefault(row.allow, [])
		permitted.append(
			frappe._dict(
				doc=row.for_value,
				applicable_for=row.applicable_for,
				is_default=row.is_default,
				hide_descendants=row.hide_descendants,
			)
		)
		if frappe.get_meta(row.allow).is_nested_set() and not row.hide_descendants:
			for name in frappe.db.get_descendants(row.allow, row.for_value):
				permitted.append(
					frappe._dict(
						doc=name, applicable_for=row.applicable_for, is_default=False, hide_descendants=False
					)
				)
	return found


def filter_allowed_docs_for_doctype(user_permissions, doctype, with_default_doc=True):
	"""Names that hold for `doctype`, and the default one among them."""
	holding = [row for row in user_permissions if row.applicable_for in (None, "", doctype)]
	names = [row.doc for row in holding]
	if not with_default_doc:
		return names
	default = next((row.doc for row in holding if row.is_default), None)
	return names, default or (names[0] if len(names) == 1 else None)


def get_allowed_docs_for_doctype(user_permissions, doctype) -> list:
	"""Names that the user is narrowed to where a document of `doctype` is concerned."""
	return filter_allowed_docs_for_doctype(user_permissions, doctype, with_default_doc=False)


def has_user_permission(doc, user=None, debug=False, ptype=None) -> bool:
	"""Does the document, with what it and its rows link to, lie within the user's permissions?"""
	permissions = get_user_permissions(user or frappe.session.user)
	if not permissions:
		return True
	if not _is_allowed_itself(doc, permissions):
		log_refusal(_("Not allowed for {0}: {1}").format(_(doc.doctype), doc.name))
		return False
	is_strict = frappe.get_system_settings("apply_strict_user_permissions")
	return all(_are_links_allowed(row, doc, permissions, is_strict) for row in [doc, *doc.get_all_children()])


def _is_allowed_itself(doc, permissions) -> bool:
	if doc.doctype not in permissions:
		return True
	allowed = get_allowed_docs_for_doctype(permissions[doc.doctype], doc.doctype)
	if not allowed:
		return True
	meta = frappe.get_meta(doc.doctype)
	names = [str(doc.name)]
	if meta.is_nested_set() and doc.get("__islocal"):
		names.append(doc.get(meta.get("nsm_parent_field") or f"parent_{frappe.scrub(doc.doctype)}"))
	return bool(set(names) & set(allowed))


def _are_links_allowed(row, doc, permissions, is_strict) -> bool:
	for df in frappe.get_meta(row.doctype).get_link_fields():
		value = row.get(df.fieldname)
		if df.ignore_user_permissions or df.options not in permissions or not (value or is_strict):
			continue
		allowed = get_allowed_docs_for_doctype(permissions[df.options], doc.doctype)
		if allowed and str(value or "") not in allowed:
			log_refusal(_get_reason(row, doc, df, value))
			return False
	return True


def _get_reason(row, doc, df, value) -> str:
	parts = (_(doc.doctype), _(df.options), value or _("empty"))
	if row.get("parentfield"):
		return _(
			"You are not allowed to access this {0} record because it is linked to {1} '{2}' in row {3}, field {4}"
		).format(*parts, row.idx, _(df.label))
	return _(
		"You are not allowed to access this {0} record because it is linked to {1} '{2}' in field {3}"
	).format(*parts, _(df.label))


def add_user_permission(
	doctype, name, user, ignore_permissions=False, applicable_for=None, is_default=0, hide_descendants=0
) -> None:
	"""Narrow the user to `name`, for every DocType or the one `applicable_for`; once only."""
	row = {"user": user, "allow": doctype, "for_value": name, "applicable_for": applicable_for}
	filters = {**row, "applicable_for": applicable_for or ("is", "not set")}
	if frappe.db.exists("User Permission", filters):
		return
	reach = {"is_default": is_default, "hide_descendants": hide_descendants}
	given = frappe.get_doc(doctype="User Permission", **row, **reach)
	given.apply_to_all_doctypes = int(not applicable_for)
	given.insert(ignore_permissions=ignore_permissions)
	_forget(user)


def _forget(user: str) -> None:
	frappe.cache.hdel("user_permissions", user)
