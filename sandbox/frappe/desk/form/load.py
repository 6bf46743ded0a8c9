"""Opening a document on the desk: the document and what stands beside it (`docinfo`)."""

import json

import frappe
from frappe.offered import refuse_others
from frappe.permissions import check_doctype_permission, get_doc_permissions

COMMENTS = {
	"comments": ("Comment",),
	"shared": ("Shared", "Unshared"),
	"assignment_logs": ("Assignment Completed", "Assigned"),
	"attachment_logs": ("Attachment", "Attachment Removed"),
	"info_logs": ("Info", "Edit", "Label"),
	"like_logs": ("Like",),
	"workflow_logs": ("Workflow",),
}
"""Key of `docinfo` -> the kinds of Comment that it lists."""
MAIL_FIELDS = (
	"name communication_type communication_medium communication_date content sender sender_full_name cc bcc"
	" creation subject delivery_status reference_doctype reference_name recipients"
).split()


@frappe.whitelist()
def getdoc(doctype, name):
	"""Add the document to `frappe.response.docs`, and its `docinfo`; a name that is not there adds nothing."""
	if not all((doctype, name)):
		raise Exception("doctype and name required!")
	opened = _find(doctype, name)
	if opened is None:
		return []
	opened.check_permission()
	run_onload(opened)
	opened.apply_fieldlevel_read_permissions()
	get_docinfo(opened)
	frappe.response.setdefault("docs", []).append(opened)
	return None


def _find(doctype, name):
	"""None where there is no such document; who may not know that is told so."""
	found = None
	try:
		found = frappe.get_doc(doctype, name)
	except frappe.DoesNotExistError:
		frappe.clear_last_message()
	if found is None:
		check_doctype_permission(doctype)
	return found


def run_onload(doc) -> None:
	"""Let the document and the apps add what the form needs to know."""
	doc.update({"__onload": frappe._dict()})
	doc.run_method("onload")


@frappe.whitelist()
def get_docinfo(doc=None, doctype=None, name=None):
	"""Put comments, mails, versions, tasks, shares and rights of a document into `frappe.response.docinfo`."""
	if not doc:
		doc = frappe.get_doc(doctype, name)
		doc.check_permission()
	key = (doc.doctype, doc.name)
	info = frappe._dict(doctype=doc.doctype, name=doc.name)
	add_comments(doc, info)
	info.update({what: read(*key) for what, read in READERS.items()})
	info.update(versions=get_versions(doc), permissions=get_doc_permissions(doc))
	info.user_info = _get_user_info(info)
	frappe.response.update(docinfo=info)
	return info


def add_comments(doc, docinfo) -> None:
	"""Sort the document's comments by kind, oldest first."""
	rows = frappe.get_all(
		"Comment",
		{"reference_doctype": doc.doctype, "reference_name": doc.name},
		["name", "creation", "content", "owner", "comment_type", "published"],
		order_by="creation asc",
	)
	for key, kinds in COMMENTS.items():
		docinfo[key] = [row for row in rows if row.comment_type in kinds]


def get_attachments(dt, dn) -> list[dict]:
	"""Files attached to a document."""
	return frappe.get_all(
		"File",
		{"attached_to_name": str(dn), "attached_to_doctype": dt},
		["name", "file_name", "file_url", "is_private"],
	)


def get_versions(doc) -> list[dict]:
	"""The last ten changes, where the DocType tracks them."""
	about, fields = {"ref_doctype": doc.doctype, "docname": str(doc.name)}, "name owner creation data"
	newest = {"limit": 10, "order_by": "creation desc"}
	return frappe.get_all("Version", about, fields.split(), **newest) if doc.meta.track_changes else []


def _get_communications(doctype, name, start=0, limit=20) -> list[dict]:
	linked = frappe.get_all(
		"Communication Link", {"link_doctype": doctype, "link_name": name}, pluck="parent"
	)
	rows = frappe.get_all(
		"Communication",
		filters={"communication_type": ("in", ("Communication", "Feedback"))},
		or_filters=[
			["name", "in", linked or [""]],
			["name", "in", _get_own_communications(doctype, name) or [""]],
		],
		fields=MAIL_FIELDS,
		order_by="communication_date desc",
		start=start,
		limit=limit,
	)
	for row in rows:
		row.attachments = json.dumps(get_attachments("Communication", row.name))
	return rows


def _get_own_communications(doctype, name) -> list[str]:
	reference = {"reference_doctype": doctype, "reference_name": name}
	return frappe.get_all("Communication", reference, pluck="name")


def get_assignments(dt, dn) -> list[dict]:
	"""Open tasks on a document."""
	about = {"reference_type": dt, "reference_name": str(dn)}
	is_open = {"status": ("not in", ("Cancelled", "Closed")), "allocated_to": ("is", "set")}
	fields = ["name", "allocated_to as owner", "description", "status"]
	return frappe.get_all("ToDo", {**about, **is_open}, fields)


def get_tags(doctype: str, name: str) -> str:
	"""The document's tags, with commas between."""
	is_single = frappe.get_meta(doctype).issingle
	tags = None if is_single else frappe.db.get_value(doctype, name, "_user_tags")
	return ",".join(filter(None, (tags or "").split(",")))


def _get_user_info(docinfo) -> dict:
	rows = [row for key in COMMENTS for row in docinfo[key]] + docinfo.versions
	users = {frappe.session.user, *(row.owner for row in [*rows, *docinfo.assignments])}
	found = frappe.get_all(
		"User",
		{"name": ("in", list(users))},
		["name", "full_name as fullname", "user_image as image", "email"],
	)
	return {row.name: row for row in found}


READERS = {
	"attachments": get_attachments,
	"communications": _get_communications,
	"assignments": get_assignments,
	"tags": get_tags,
}
"""Key of `docinfo` -> what reads it by DocType and name."""

__getattr__ = refuse_others(__name__)
