"""What Address and Contact have in common: links to the documents they belong to."""

import frappe
from frappe.offered import refuse_others


def set_link_title(doc) -> None:
	"""Write what the linked documents are called beside the links."""
	for link in doc.links:
		if not link.link_title:
			linked = frappe.get_doc(link.link_doctype, link.link_name)
			link.link_title = linked.get_title() or link.link_name


def drop_double_links(doc) -> None:
	"""Keep one link to each document."""
	seen = {}
	for link in doc.links:
		seen.setdefault((link.link_doctype, link.link_name), link)
	if len(seen) < len(doc.links):
		doc.set("links", list(seen.values()))


def delete_contact_and_address(doctype: str, docname: str) -> None:
	"""Delete the addresses and contacts of a document that goes; those of others too lose the link."""
	for parenttype in ("Contact", "Address"):
		filters = {"parenttype": parenttype, "link_doctype": doctype, "link_name": docname}
		for name in frappe.get_all("Dynamic Link", filters, pluck="parent"):
			doc = frappe.get_doc(parenttype, name)
			if len(doc.links) == 1:
				doc.delete()
			else:
				doc.set(
					"links",
					[row for row in doc.links if (row.link_doctype, row.link_name) != (doctype, docname)],
				)
				doc.save()


__getattr__ = refuse_others(__name__)
