"""Who is who: teams and leaders from the Sales Person tree, roles, client contacts; and their tasks (ToDo).

Who gets a mail is decided in `mails/outbox.py`.
"""

import hashlib

import frappe
from frappe import _
from frappe.desk.form.assign_to import notify_assignment
from frappe.model.document import Document
from frappe.query_builder import Order
from frappe.utils import escape_html, today

NOT_PEOPLE = ("Administrator", "Guest")


def get_settings() -> Document:
	"""Salesflow Settings, from the cache."""
	return frappe.get_cached_doc("Salesflow Settings")


# The Sales Person tree


def get_sales_person(user: str) -> str | None:
	"""The enabled Sales Person whose `salesflow_user` is `user`; of two, the upper left one."""
	node = _get_node(user)
	return node.name if node else None


def get_leader(user: str) -> str | None:
	"""The nearest enabled user above `user` in the Sales Person tree, never `user` himself."""
	node = _get_node(user)
	if not node:
		return None
	person, account = frappe.qb.DocType("Sales Person"), frappe.qb.DocType("User")
	rows = (
		frappe.qb.from_(person)
		.join(account)
		.on(account.name == person.salesflow_user)
		.select(account.name)
		.where((person.lft < node.lft) & (person.rgt > node.rgt) & (person.enabled == 1))
		.where((account.enabled == 1) & (account.name != user))
		.orderby(person.lft, order=Order.desc)
		.limit(1)
	).run(pluck=True)
	return rows[0] if rows else None


def get_team(user: str) -> list[str]:
	"""Enabled users of one Sales Person group: its children, its leader and `user` himself."""
	node = _get_node(user)
	if not node:
		return _keep_enabled([user])
	group = node.name if node.is_group else node.parent_sales_person
	people = frappe.get_all(
		"Sales Person",
		filters={"parent_sales_person": group, "enabled": 1, "salesflow_user": ("is", "set")},
		pluck="salesflow_user",
		order_by="lft asc",
	)
	leader = None if node.is_group else get_leader(user)
	return _keep_enabled([*people, *([leader] if leader else []), user])


def heads_team(user: str) -> bool:
	"""Is `user` the leader of a Sales Person group?"""
	return bool(frappe.db.exists("Sales Person", {"salesflow_user": user, "is_group": 1, "enabled": 1}))


def _get_node(user: str | None) -> frappe._dict | None:
	if not user:
		return None
	nodes = frappe.get_all(
		"Sales Person",
		filters={"salesflow_user": user, "enabled": 1},
		fields=["name", "lft", "rgt", "is_group", "parent_sales_person"],
		order_by="lft asc",
		limit=1,
	)
	return nodes[0] if nodes else None


def _get_enabled(users: list[str]) -> list[str]:
	return frappe.get_all("User", {"name": ("in", users), "enabled": 1}, pluck="name", order_by="name asc")


def _keep_enabled(users: list[str]) -> list[str]:
	enabled = set(_get_enabled(users or [""]))
	return [user for user in dict.fromkeys(users) if user in enabled]


# Roles


def get_role_users(role: str) -> list[str]:
	"""Enabled System Users that carry `role` themselves, by name; never Administrator or Guest."""
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


def get_sales_assistants() -> list[str]:
	"""The Sales Assistant of Salesflow Settings, else everyone with that role."""
	return _get_named_or_role("sales_assistant", "Sales Assistant")


def _get_named_or_role(fieldname: str, role: str, company: str | None = None) -> list[str]:
	named = get_settings().get(fieldname)
	if named and frappe.db.get_value("User", named, "enabled"):
		return [named]
	return [user for user in get_role_users(role) if _may_see_company(user, company)]


def _may_see_company(user: str, company: str | None) -> bool:
	if not company:
		return True
	allowed = frappe.permissions.get_user_permissions(user).get("Company")
	return not allowed or company in {row.doc for row in allowed}


def validate_account_manager(doc: Document, fieldname: str = "account_manager") -> None:
	"""Refuse a newly named account manager who is disabled or has not that role."""
	user = doc.get(fieldname)
	if not user or not doc.has_value_changed(fieldname):
		return
	if user not in get_role_users("Account Manager"):
		frappe.throw(
			_(
				"{0} {1}: {2} is not an enabled user with the role {3}. "
				"Give the role in User, or name somebody else as {4}."
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


# Clients


def get_client_contact(doctype: str | None, name: str | None) -> frappe._dict | None:
	"""Primary contact of a Customer, Lead or Prospect: name, full_name, email. A Lead can be its own contact.

	`name` is the Contact, or None where the Lead itself is meant. None where nobody with an e-mail is known.
	"""
	if not (doctype and name):
		return None
	contact = _get_primary_contact(doctype, name) or _get_linked_contact(doctype, name)
	if contact:
		return contact
	if doctype == "Lead":
		lead = frappe.db.get_value("Lead", name, ["lead_name", "email_id"], as_dict=True)
		if lead and lead.email_id:
			return frappe._dict(name=None, full_name=lead.lead_name or lead.email_id, email=lead.email_id)
	return None


def _get_primary_contact(doctype: str, name: str) -> frappe._dict | None:
	primary = doctype == "Customer" and frappe.db.get_value("Customer", name, "customer_primary_contact")
	if not primary:
		return None
	contact = frappe.db.get_value(
		"Contact", primary, ["name", "first_name", "last_name", "email_id"], as_dict=True
	)
	return _as_contact(contact) if contact and contact.email_id else None


def _get_linked_contact(doctype: str, name: str) -> frappe._dict | None:
	link, contact = frappe.qb.DocType("Dynamic Link"), frappe.qb.DocType("Contact")
	rows = (
		frappe.qb.from_(link)
		.join(contact)
		.on(contact.name == link.parent)
		.select(contact.name, contact.first_name, contact.last_name, contact.email_id)
		.where((link.parenttype == "Contact") & (link.link_doctype == doctype) & (link.link_name == name))
		.where(contact.email_id.isnotnull() & (contact.email_id != ""))
		.orderby(contact.is_primary_contact, order=Order.desc)
		.orderby(contact.creation)
		.limit(1)
	).run(as_dict=True)
	return _as_contact(rows[0]) if rows else None


def _as_contact(row: frappe._dict) -> frappe._dict:
	full_name = " ".join(part for part in (row.first_name, row.last_name) if part)
	return frappe._dict(name=row.name, full_name=full_name or row.email_id, email=row.email_id)


# Tasks


def assign(
	doc: Document, users: list[str], description: str, date: str | None = None, key: str | None = None
) -> list[str]:
	"""Give each of `users` a ToDo on `doc`; returns the names of the new ones. `description` is plain text.

	Nobody gets the same task twice while it is open; with `key`, not even after it was closed.
	A user who may not read `doc` gets it shared to read, as Frappe's own assignment does.
	"""
	text = escape_html(description)
	made = []
	for user in _keep_enabled(users):
		name = _get_task_name(doc, user, key) if key else None
		if (name and frappe.db.exists("ToDo", name)) or _get_open_tasks(doc, text, user):
			continue
		made.append(_make_task(doc, user, text, date, name))
		_let_read(doc, user)
	return made


def close_assignments(doc: Document, description: str | None = None) -> None:
	"""Close the open ToDos on `doc`, all or those with this description."""
	for name in _get_open_tasks(doc, escape_html(description) if description else None):
		todo = frappe.get_doc("ToDo", name)
		todo.status = "Closed"
		todo.save(ignore_permissions=True)  # what the task asked for is done, whoever did it


def _get_open_tasks(doc: Document, text: str | None, user: str | None = None) -> list[str]:
	filters = {"reference_type": doc.doctype, "reference_name": doc.name, "status": "Open"}
	if text:
		filters["description"] = text
	if user:
		filters["allocated_to"] = user
	return frappe.get_all("ToDo", filters=filters, pluck="name", order_by="creation asc")


def _get_task_name(doc: Document, user: str, key: str) -> str:
	return "sf-" + hashlib.sha256(f"{doc.doctype}\0{doc.name}\0{user}\0{key}".encode()).hexdigest()[:24]


def _make_task(doc: Document, user: str, text: str, date: str | None, name: str | None) -> str:
	todo = frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": user,
			"assigned_by": frappe.session.user,
			"reference_type": doc.doctype,
			"reference_name": doc.name,
			"description": text,
			"date": date or today(),
		}
	)
	todo.insert(ignore_permissions=True, set_name=name)  # the process assigns, not the user
	notify_assignment(
		todo.assigned_by, user, doc.doctype, doc.name, action="ASSIGN", description=todo.description
	)
	return todo.name


def _let_read(doc: Document, user: str) -> None:
	if frappe.has_permission(doc.doctype, "read", doc, user=user):
		return
	if not frappe.get_system_settings("disable_document_sharing"):
		frappe.share.add_docshare(
			doc.doctype, doc.name, user, flags={"ignore_share_permission": True}
		)  # whoever has to work on it has to see it
