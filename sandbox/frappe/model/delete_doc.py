"""Deleting: what is checked before, and what goes with a document."""

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.dynamic_links import get_dynamic_links, get_link_fields
from frappe.model.naming import revert_series_if_last

HOW_TO_CANCEL = (
	"<a href='https://docs.erpnext.com//docs/user/manual/en/setting-up/articles/delete-submitted-document'"
	" target='_blank'>"
)
UNCOUNTED = ("prompt", "field", "hash", "")
DELETED_WITH = (
	("ToDo", "reference_type", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
	("Version", "ref_doctype", "docname"),
	("Comment", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Communication Link", "link_doctype", "link_name"),
)


def delete_doc(
	doctype=None,
	name=None,
	force=0,
	ignore_permissions=False,
	flags=None,
	ignore_on_trash=False,
	ignore_missing=True,
	delete_permanently=False,
):
	"""Delete a document; False where there is none."""
	if not frappe.db.exists(doctype, name):
		if ignore_missing:
			return False
		raise frappe.DoesNotExistError()
	doc = frappe.get_doc(doctype, name)
	doc.flags.update(flags or {})
	if ignore_permissions:
		doc.flags.ignore_permissions = True
	_check_right_and_state(doc)
	if not ignore_on_trash:
		doc.run_method("on_trash")
		doc.flags.in_delete = True
		doc.run_method("on_change")
	if not force:
		_check_links(doc)
	_give_number_back(doc)
	_delete_rows(doc)
	doc.run_method("after_delete")
	_delete_what_goes_with(doc)
	doc.clear_cache()
	return None


def _check_right_and_state(doc) -> None:
	if not (doc.flags.ignore_permissions or frappe.has_permission(ptype="delete", doc=doc)):
		doc.has_permission("delete")
		message = _("User not allowed to delete {0}: {1}").format(doc.doctype, doc.name)
		frappe.msgprint(message, raise_exception=frappe.PermissionError)
	if doc.docstatus.is_submitted():
		message = _("{0} {1}: Submitted Record cannot be deleted. You must {2} Cancel {3} it first.")
		frappe.msgprint(message.format(_(doc.doctype), doc.name, HOW_TO_CANCEL, "</a>"), raise_exception=True)


def _check_links(doc) -> None:
	try:
		check_if_doc_is_linked(doc)
		check_if_doc_is_dynamically_linked(doc)
	except frappe.LinkExistsError:
		if doc.meta.has_field("enabled") or doc.meta.has_field("disabled"):
			advice = _("You can disable this {0} instead of deleting it.").format(_(doc.doctype))
			frappe.throw(advice, frappe.LinkExistsError)
		raise


def _give_number_back(doc) -> None:
	"""The last number of a series is free again."""
	autoname = doc.meta.autoname or ""
	series = doc.get("naming_series") if autoname.startswith("naming_series:") else autoname
	if series and series.split(":")[0].lower() not in UNCOUNTED:
		revert_series_if_last(series, doc.name, doc)


def _delete_rows(doc) -> None:
	if doc.meta.issingle:
		frappe.db.delete("Singles", {"doctype": doc.doctype})
	else:
		frappe.db.delete(doc.doctype, {"name": doc.name})
	for table in doc.meta.get_table_fields():
		frappe.db.delete(table.options, {"parent": doc.name, "parenttype": doc.doctype})


def _delete_what_goes_with(doc) -> None:
	"""Tasks, comments, versions, shares and files of the document; mails lose their link to it."""
	attached = {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}
	for name in frappe.get_all("File", attached, pluck="name") if doc.doctype != "File" else ():
		delete_doc("File", name, ignore_permissions=True)
	for doctype, *fields in DELETED_WITH:
		frappe.db.delete(doctype, dict(zip(fields, (doc.doctype, doc.name), strict=True)))
	reference = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	frappe.db.set_value("Communication", reference, dict.fromkeys(reference), update_modified=False)


# Links to a document


def check_if_doc_is_linked(doc, method: str = "Delete") -> None:
	"""Raise LinkExistsError where another document links to this one."""
	spared = frappe.get_hooks("ignore_links_on_delete") if method == "Delete" else _get_spared(doc)
	for link in get_link_fields(doc.doctype):
		for holder in _find_holders(link, {link.fieldname: doc.name}, spared):
			is_own = link.parent == doc.doctype and holder.name == doc.name
			if not is_own and (method == "Delete" or holder.docstatus == 1):
				_raise_link_exists(doc, holder)


def check_if_doc_is_dynamically_linked(doc, method: str = "Delete") -> None:
	"""Raise LinkExistsError where another document links to this one by a dynamic link."""
	spared = [*frappe.get_hooks("ignore_links_on_delete"), *(_get_spared(doc) if method == "Cancel" else ())]
	for link in get_dynamic_links():
		about = {link.options: doc.doctype, link.fieldname: doc.name}
		for holder in _find_holders(link, about, spared):
			if holder.docstatus == 1 or (method == "Delete" and holder.docstatus != 2):
				_raise_link_exists(doc, holder)


def _get_spared(doc) -> list[str]:
	return list(doc.get("ignore_linked_doctypes") or ())


def _find_holders(link, about: dict, spared: list[str]) -> Iterator[frappe._dict]:
	"""Documents of other than the spared DocTypes that hold these values."""
	if link.parent in spared or link.issingle:
		return
	owner = "`parent`, `parenttype`" if link.istable else "null as `parent`, null as `parenttype`"
	condition = " and ".join(f"`{field}` = %s" for field in about)
	query = f"select `name`, `docstatus`, `idx`, {owner} from `tab{link.parent}` where {condition}"
	for row in frappe.db.sql(query, list(about.values()), as_dict=True):
		row.update(doctype=row.parenttype or link.parent, name=row.parent or row.name)
		row.place = _("at Row: {0}").format(row.idx) if link.istable else ""
		if row.doctype not in spared:
			yield row


def _raise_link_exists(doc, holder: dict) -> None:
	if (holder.doctype, holder.name) == (doc.doctype, doc.name):
		return
	links = [
		f'<a href="/app/Form/{doctype}/{name}">{name}</a>'
		for doctype, name in ((doc.doctype, doc.name), (holder.doctype, holder.name))
	]
	frappe.throw(
		_("Cannot delete or cancel because {0} {1} is linked with {2} {3} {4}").format(
			_(doc.doctype), links[0], _(holder.doctype), links[1], holder.place
		),
		frappe.LinkExistsError,
	)
