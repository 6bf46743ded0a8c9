"""Who of a client may see its documents: the people in *Portal Users* of the Customer, as staff put them there."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from salesflow_app.people.accounts import is_website_user

GIVEN = ("salesflow_given_by", "salesflow_given_on")
DOCUMENTS = {
	"Sales Invoice": "customer",
	"Sales Order": "customer",
	"Delivery Note": "customer",
	"Quotation": "party_name",
	"SOW": "customer",
	"Work Proposal": "party_name",
}


def stamp(customer: Document) -> None:
	"""Note who added each person, whatever was sent in those fields. Costs nothing where nobody is added."""
	before = customer.get_doc_before_save()
	known = {row.name: row for row in before.portal_users} if before else {}
	for row in customer.portal_users:
		old = known.get(row.name)
		if old and old.user == row.user:
			row.update({field: old.get(field) for field in GIVEN})
		else:
			row.update(_get_giver())


def _get_giver() -> dict:
	return {"salesflow_given_by": frappe.session.user, "salesflow_given_on": now_datetime()}


def let_see(customer: str, user: str, because: Document) -> None:
	"""Our staff sent `because` to this person: from now on they see the customer's documents in the portal."""
	key = {"parenttype": "Customer", "parent": customer, "user": user}
	row = frappe.db.get_value("Portal User", key, ["name", "salesflow_given_by"], as_dict=True)
	if row and not is_website_user(row.salesflow_given_by):
		return
	if row:
		frappe.db.set_value("Portal User", row.name, _get_giver())
	else:
		_add(key)
	frappe.get_doc("Customer", customer).add_comment(
		"Info",
		_("{0} may now see the documents of this customer, because {1} {2} was sent to them.").format(
			frappe.utils.escape_html(user), _(because.doctype), because.name
		),
	)


def _add(key: dict) -> None:
	count = frappe.db.count("Portal User", {"parenttype": "Customer", "parent": key["parent"]})
	row = frappe.get_doc({"doctype": "Portal User", "parentfield": "portal_users", **key, **_get_giver()})
	row.idx = count + 1
	row.insert(ignore_permissions=True)  # whoever sends the document need not edit customers


def get_readers(customer: str) -> list[frappe._dict]:
	"""user, full_name, given_by, given_on and is_open (do they see anything?) of each person, as they stand there."""
	row, user, giver = (frappe.qb.DocType(name) for name in ("Portal User", "User", "User"))
	giver = giver.as_("giver")
	rows = (
		frappe.qb.from_(row)
		.join(user)
		.on(user.name == row.user)
		.left_join(giver)
		.on(giver.name == row.salesflow_given_by)
		.select(row.user, user.full_name, user.enabled, row.salesflow_given_on.as_("given_on"))
		.select(giver.full_name.as_("given_by"), giver.user_type.as_("giver_type"))
		.where((row.parent == customer) & (row.parenttype == "Customer"))
		.orderby(row.idx)
	).run(as_dict=True)
	for reader in rows:
		reader.is_open = bool(reader.pop("enabled")) and reader.pop("giver_type") != "Website User"
	return rows


def tell_form(doc: Document, customer: str | None) -> None:
	"""What the form shows under *Who Can See This*."""
	readers = get_readers(customer) if customer else []
	doc.set_onload("salesflow_readers", {"customer": customer, "people": readers})


def validate_merge(old: str, new: str) -> None:
	"""Merging shows the documents of both customers to whoever saw those of one: staff say first that this is right."""
	people = {name: {row.user for row in get_readers(name)} for name in (old, new)}
	for name, other in ((old, new), (new, old)):
		missing = sorted(people[other] - people[name])
		if missing and (name == new or _has_documents(name)):
			frappe.throw(
				_(
					"Customers {0} and {1} cannot be merged yet: {2} may see the documents of {1}, not those of {0}. "
					"Add them to Portal Users of Customer {0}, or remove them from Customer {1}, then merge."
				).format(name, other, frappe.utils.escape_html(", ".join(missing))),
				title=_("Who May See What?"),
			)


def _has_documents(customer: str) -> bool:
	"""Is there anything that a client may find in the portal, of ours or of ERPNext's?"""
	return any(frappe.db.exists(doctype, {field: customer}) for doctype, field in DOCUMENTS.items())
