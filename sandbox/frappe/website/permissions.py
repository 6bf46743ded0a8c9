"""What the apps let a portal user see of a document, beside the permissions of the desk."""

import frappe


def has_website_permission(
	doc=None, ptype: str = "read", user: str | None = None, verbose: bool = False, doctype: str | None = None
) -> bool:
	"""Do all apps with something to say about the DocType let the user see the document?"""
	user = user or frappe.session.user
	if doc is not None:
		doc = frappe.get_doc(doctype, doc) if isinstance(doc, str) else doc
		doctype = doc.doctype
		if doc.flags.ignore_permissions:
			return True
		if hasattr(doc, "has_website_permission"):
			return bool(doc.has_website_permission(ptype, user, verbose=verbose))
	methods = frappe.get_hooks("has_website_permission", {}).get(doctype, [])
	return bool(methods) and all(
		frappe.call(method, doc=doc, ptype=ptype, user=user, verbose=verbose) for method in methods
	)
