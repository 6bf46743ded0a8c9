"""Deleting: what is checked before, and what goes with a document."""

from collections.abc import Iterator

import frappe
import frappe.permissions
from frappe import _
from frappe.model.dynamic_links import get_dynamic_links
from frappe.model.naming import revert_series_if_last
from frappe.utils.password import delete_all_passwords_for

KEPT = ("Communication", "Comment", "Version", "Deleted Document", "Activity Log", "Email Queue", "Error Log")
UNCOUNTED = ("Prompt", "field", "hash", "autoincrement", "", "prompt")
DELETED_WITH = (
	("ToDo", "reference_type", "reference_name"),
	("Email Unsubscribe", "reference_doctype", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
	("Version", "ref_doctype", "docname"),
	("Comment", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
)
FIXED = "https://docs.erpnext.com//docs/user/manual/en/setting-up/articles/delete-submitted-document"


def delete_doc(
	doctype=None,
	name=None,
	force=0,
	ignore_doctypes=None,
	for_reload=False,
	ignore_permissions=False,
	flags=None,
	ignore_on_trash=False,
	ignore_missing=True,
	delete_permanently=False,
):
	"""Delete one or several documents; False where there is none."""
	if for_reload:
		raise NotImplementedError("frappe.delete_doc(for_reload=True)")
	for one in [name] if isinstance(name, str | int) else name or []:
		if not frappe.db.exists(doctype, one):
			if ignore_missing:
				return False
			raise frappe.DoesNotExistError()
		doc = frappe.get_doc(doctype, one)
		update_flags(doc, flags, ignore_permissions)
		_prepare(doc, force, ignore_on_trash)
		delete_from_table(doctype, doc.name, ignore_doctypes or (), doc)
		_clean_up(doc, delete_permanently)
	return None


def _prepare(doc, force, ignore_on_trash) -> None:
	"""Ask whether the document may go, and let its class and the apps take part."""
	check_permission_and_not_submitted(doc)
	if not ignore_on_trash:
		doc.run_method("on_trash")
		doc.flags.update(in_delete=True)
		doc.run_method("on_change")
	for step in (update_naming_series,) if force else (_check_links, update_naming_series):
		step(doc)


def _clean_up(doc, delete_permanently) -> None:
	"""What follows when the rows are gone."""
	doc.run_method("after_delete")
	_remove_files(doc, delete_permanently)
	when = {"now": frappe.flags.in_test, "enqueue_after_commit": True}
	job = f"{__name__}.{delete_dynamic_links.__name__}"
	frappe.enqueue(job, doctype=doc.doctype, name=doc.name, **when)
	doc.clear_cache()
	if not delete_permanently and doc.doctype not in KEPT:
		add_to_deleted_document(doc)
	_forget_user_permissions(doc)


def _check_links(doc) -> None:
	try:
		for check in (check_if_doc_is_linked, check_if_doc_is_dynamically_linked):
			check(doc)
	except frappe.LinkExistsError:
		if any(map(doc.meta.has_field, ("enabled", "disabled"))):
			advice = _("You can disable this {0} instead of deleting it.").format(_(doc.doctype))
			frappe.throw(advice, frappe.LinkExistsError)
		raise


def _remove_files(doc, delete_permanently: bool) -> None:
	filters = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	for name in frappe.get_all("File", filters, pluck="name") if doc.doctype != "File" else ():
		delete_doc("File", name, ignore_permissions=True, delete_permanently=delete_permanently)


def _forget_user_permissions(doc) -> None:
	frappe.db.delete("User Permission", {"allow": doc.doctype, "for_value": doc.name})
	frappe.db.delete("DefaultValue", {"defkey": doc.doctype, "defvalue": doc.name})


def add_to_deleted_document(doc) -> None:
	"""Keep what is deleted, so that it can be restored."""
	if frappe.flags.in_install != "frappe":
		what = {"deleted_doctype": doc.doctype, "deleted_name": doc.name, "data": doc.as_json()}
		kept = frappe.new_doc("Deleted Document", owner=frappe.session.user, **what)
		kept.db_insert()


def update_naming_series(doc) -> None:
	"""Give the number back, where it was the last one."""
	autoname = doc.meta.autoname or ""
	chosen = autoname.startswith("naming_series:") and getattr(doc, "naming_series", None)
	if chosen or autoname.split(":")[0] not in UNCOUNTED:
		revert_series_if_last(chosen or autoname, doc.name, doc)


def delete_from_table(doctype: str, name: str, ignore_doctypes, doc) -> None:
	"""Delete the row and those of the child tables."""
	is_single = name == doctype != "DocType"
	targets = [("Singles", {"doctype": name}) if is_single else (doctype, {"name": name})]
	tables = {table.options for table in doc.meta.get_table_fields()} - set(ignore_doctypes)
	targets += [(table, {"parent": name, "parenttype": doctype}) for table in sorted(tables)]
	for target, filters in targets:
		frappe.db.delete(target, filters)
	delete_all_passwords_for(doctype, name)


def update_flags(doc, flags=None, ignore_permissions=False) -> None:
	"""Take over the flags of the caller."""
	doc.flags.update(flags or {})
	if ignore_permissions:
		doc.flags.ignore_permissions = ignore_permissions


def check_permission_and_not_submitted(doc) -> None:
	"""Raise where the user may not delete the document, or where it is submitted."""
	if not _may_delete(doc):
		doc.has_permission("delete")
		message = _("User not allowed to delete {0}: {1}").format(doc.doctype, doc.name)
		frappe.msgprint(message, raise_exception=frappe.PermissionError)
	if doc.docstatus.is_submitted():
		message = _("{0} {1}: Submitted Record cannot be deleted. You must {2} Cancel {3} it first.")
		link = (f"<a href='{FIXED}' target='_blank'>", "</a>")
		frappe.msgprint(message.format(_(doc.doctype), doc.name, *link), raise_exception=True)


def _may_delete(doc) -> bool:
	if doc.flags.ignore_permissions or frappe.session.user == "Administrator":
		return True
	return frappe.has_permission(ptype="delete", doc=doc)


# Links to a document


def check_if_doc_is_linked(doc, method: str = "Delete") -> None:
	"""Raise LinkExistsError where another document links to this one."""
	from frappe.model.rename_doc import get_link_fields

	spared = frappe.get_hooks("ignore_links_on_delete") if method == "Delete" else _get_spared(doc)
	for link in get_link_fields(doc.doctype):
		for holder in _find_holders(link, {link.fieldname: doc.name}, spared):
			is_own = link.parent == doc.doctype and holder.name == doc.name
			if not is_own and (method == "Delete" or holder.docstatus == 1):
				raise_link_exists_exception(doc, holder.doctype, holder.name)


def check_if_doc_is_dynamically_linked(doc, method: str = "Delete") -> None:
	"""Raise LinkExistsError where another document links to this one by a dynamic link."""
	spared = [*frappe.get_hooks("ignore_links_on_delete"), *(_get_spared(doc) if method == "Cancel" else ())]
	for link in get_dynamic_links():
		about = {link.options: doc.doctype, link.fieldname: doc.name}
		for holder in _find_holders(link, about, spared):
			if holder.docstatus in (None, 1) or (method == "Delete" and holder.docstatus != 2):
				raise_link_exists_exception(doc, holder.doctype, holder.name, holder.place)


def _get_spared(doc) -> list[str]:
	return list(doc.get("ignore_linked_doctypes") or ())


def _find_holders(link, about: dict, spared: list[str]) -> Iterator[frappe._dict]:
	"""Documents of other than the spared DocTypes that hold these values; a single has no docstatus."""
	if link.parent in spared:
		return
	if link.issingle:
		single = frappe.db.get_singles_dict(link.parent)
		if all(single.get(field) == value for field, value in about.items()):
			yield frappe._dict(doctype=link.parent, name=link.parent, docstatus=None, place="")
		return
	owner = "`parent`, `parenttype`" if link.istable else "null as `parent`, null as `parenttype`"
	condition = " and ".join(f"`{field}` = %s" for field in about)
	query = f"select `name`, `docstatus`, `idx`, {owner} from `tab{link.parent}` where {condition}"
	for row in frappe.db.sql(query, list(about.values()), as_dict=True):
		row.update(doctype=row.parenttype or link.parent, name=row.parent or row.name)
		row.place = _("at Row: {0}").format(row.idx) if link.istable else ""
		if row.doctype not in spared:
			yield row


def raise_link_exists_exception(doc, reference_doctype: str, reference_docname: str, row: str = "") -> None:
	"""Say which document links to this one, and raise."""
	links = [
		f'<a href="/app/Form/{doctype}/{name}">{name}</a>'
		for doctype, name in ((doc.doctype, doc.name), (reference_doctype, reference_docname))
	]
	if reference_doctype == doc.doctype and reference_docname == doc.name:
		return
	frappe.throw(
		_("Cannot delete or cancel because {0} {1} is linked with {2} {3} {4}").format(
			_(doc.doctype), links[0], _(reference_doctype), links[1], row
		),
		frappe.LinkExistsError,
	)


# What goes with a document


def delete_dynamic_links(doctype: str, name: str) -> None:
	"""Delete tasks, comments, versions, shares of a deleted document; mails lose their link to it."""
	clear_timeline_references(doctype, name)
	for other in ("Communication", "Activity Log"):
		clear_references(other, doctype, name)
	for other, *fields in DELETED_WITH:
		delete_references(other, doctype, name, *fields)


def delete_references(
	doctype,
	reference_doctype,
	reference_name,
	reference_doctype_field="reference_doctype",
	reference_name_field="reference_name",
) -> None:
	"""Delete documents that refer to a document."""
	about = {reference_doctype_field: reference_doctype, reference_name_field: reference_name}
	_delete_where(doctype, about)


def _delete_where(doctype: str, filters: dict) -> None:
	if frappe.db.table_exists(doctype):
		frappe.db.delete(doctype, filters)


def clear_references(
	doctype,
	reference_doctype,
	reference_name,
	reference_doctype_field="reference_doctype",
	reference_name_field="reference_name",
) -> None:
	"""Take a reference to a document away."""
	fields = (reference_doctype_field, reference_name_field)
	emptied, same = (" = null, ".join(fields) + " = null", " = %s and ".join(fields) + " = %s")
	if frappe.db.table_exists(doctype):
		about = (reference_doctype, reference_name)
		frappe.db.sql(f"update `tab{doctype}` set {emptied} where {same}", about)


def clear_timeline_references(link_doctype: str, link_name: str) -> None:
	"""Take a document out of the timelines of mails."""
	_delete_where("Communication Link", dict(link_doctype=link_doctype, link_name=link_name))
