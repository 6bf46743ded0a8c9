"""Documents that one user shares with another, or with everyone (`DocShare`)."""

import frappe
from frappe import _
from frappe.offered import refuse_others

RIGHTS = ("read", "write", "submit", "share")


@frappe.whitelist()
def add(doctype, name, user=None, read=1, write=0, submit=0, share=0, everyone=0, notify=0):
	"""Share a document; whoever shares it needs the right to share."""
	return add_docshare(
		doctype,
		name,
		user=user,
		read=read,
		write=write,
		submit=submit,
		share=share,
		everyone=everyone,
		notify=notify,
	)


def add_docshare(
	doctype, name, user=None, read=1, write=0, submit=0, share=0, everyone=0, flags=None, notify=0
):
	"""Share a document, or widen the share that is there; `flags` go to the DocShare."""
	if notify:
		raise NotImplementedError("frappe.share.add_docshare(notify=1) is not offered by the sandbox")
	flags, whom = flags or {}, user or frappe.session.user
	if not flags.get("ignore_share_permission"):
		check_share_permission(doctype, name)
	known = get_share_name(doctype, name, whom, everyone)
	doc = frappe.get_doc("DocShare", known) if known else _new(doctype, name, whom, everyone)
	doc.flags.update(flags)
	given = {"write": write, "submit": submit, "share": share}
	doc.update({right: int(value) for right, value in given.items()})
	doc.read = int(any(given.values()) or read)
	doc.save(ignore_permissions=True)
	return doc


def _new(doctype, name, user, everyone):
	doc = frappe.new_doc("DocShare")
	doc.update({"share_doctype": doctype, "share_name": name})
	return doc.update({"everyone": 1} if everyone else {"user": user})


def remove(doctype, name, user, flags=None) -> None:
	"""Take a share away."""
	known = get_share_name(doctype, name, user, everyone=0)
	if known:
		frappe.delete_doc("DocShare", known, flags=flags)


def get_shared(doctype, user=None, rights=None, *, filters=None, limit=None) -> list[str]:
	"""Names of the documents of a DocType that are shared with the user, with all of `rights`."""
	user = user or frappe.session.user
	conditions = [[right, "=", 1] for right in rights or ["read"]]
	conditions += [["share_doctype", "=", doctype], *(filters or [])]
	reach = [["user", "=", user]]
	if user != "Guest":
		reach.append(["everyone", "=", 1])
	return frappe.get_all(
		"DocShare", filters=conditions, or_filters=reach, pluck="share_name", limit_page_length=limit
	)


def get_share_name(doctype, name, user, everyone) -> str | None:
	"""The share of a document with a user, or with everyone."""
	whom = {"everyone": 1} if int(everyone) else {"user": user}
	return frappe.db.get_value("DocShare", {"share_doctype": doctype, "share_name": name, **whom})


def check_share_permission(doctype, name) -> None:
	"""Raise PermissionError unless the user may share the document."""
	if not frappe.has_permission(doctype, ptype="share", doc=name):
		frappe.throw(_("No permission to share {0} {1}").format(_(doctype), name), frappe.PermissionError)


__getattr__ = refuse_others(__name__)
