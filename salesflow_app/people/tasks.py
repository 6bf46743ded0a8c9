"""Tasks for our people (ToDo): given to the next person, closed when done. A key says what a task is."""

import hashlib

import frappe
from frappe import _
from frappe.desk.form.assign_to import notify_assignment
from frappe.model.document import Document
from frappe.utils import escape_html, today

from salesflow_app.documents.background import try_to
from salesflow_app.documents.restrictions import is_hidden
from salesflow_app.people.accounts import is_website_user, keep_enabled

KEY = "salesflow_task"
"""Field of ToDo. The words are the reader's, translated; the key is ours."""


def assign(
	doc: Document,
	users: list[str],
	key: str,
	description: str,
	*,
	date: str | None = None,
	once: bool = False,
	giver: str | None = None,
) -> list[str]:
	"""Give each of `users` a ToDo on `doc`; returns the names of the new ones. `description` is plain text.

	Nobody gets the task `key` twice while it is open; with `once`, not even after it was closed.
	`giver` asks for it, by default the session's user. Clients never get one: who owns a document that a signature made is no colleague. A user whose roles do not read
	`doc` gets it shared to read, as Frappe's own assignment does. One from whom User Permissions hide it, of another
	company for instance, gets neither.
	"""
	text = escape_html(description)
	made = []
	for user in _keep_unrestricted(doc, _keep_staff(users), description):
		name = _get_name(doc, user, key) if once else None
		if (name and frappe.db.exists("ToDo", name)) or _get_open(doc, [key], user):
			continue
		made.append(_make(doc, user, key, text, date, name, giver))
		_let_read(doc, user)
	return made


def _keep_unrestricted(doc: Document, users: list[str], description: str) -> list[str]:
	"""Those who may see the document; where there is none, its timeline says so."""
	kept = [user for user in users if not is_hidden(doc, user)]
	if users and not kept:
		text = _(
			"Nobody was given the task “{0}”: User Permissions hide this document from everyone who could do it."
		)
		doc.add_comment("Comment", text.format(escape_html(description)))
	return kept


def close(doc: Document | frappe._dict, *keys: str) -> None:
	"""Close the open ToDos on `doc` with one of the keys, whoever has them. Manual assignments stay."""
	for name in _get_open(doc, keys) if keys else ():
		_close(name, doc)


def close_of(doc: Document | frappe._dict, user: str, key: str) -> None:
	"""Close the open task `key` on `doc` of this user alone."""
	for name in _get_open(doc, [key], user):
		_close(name, doc)


def is_open(doc: Document, *keys: str) -> bool:
	"""Has somebody one of the tasks?"""
	return bool(_get_open(doc, keys))


def get_giver(doc: Document, key: str) -> str | None:
	"""Who asked for the newest task `key` on the document, and so hears how it ended; a colleague, or None."""
	filters = {"reference_type": doc.doctype, "reference_name": doc.name, KEY: key}
	giver = frappe.db.get_value("ToDo", filters, "assigned_by", order_by="creation desc")
	return next(iter(_keep_staff([giver])), None)


def _keep_staff(users: list[str | None]) -> list[str]:
	return [user for user in keep_enabled([user for user in users if user]) if not is_website_user(user)]


def _close(name: str, doc: Document | frappe._dict) -> None:
	todo = frappe.get_doc("ToDo", name)
	_comment_on(todo, doc)
	todo.status = "Closed"
	todo.save(ignore_permissions=True)  # what the task asked for is done, whoever did it


def _get_open(
	doc: Document | frappe._dict, keys: list[str] | tuple[str, ...], user: str | None = None
) -> list[str]:
	filters = {
		"reference_type": doc.doctype,
		"reference_name": doc.name,
		"status": "Open",
		KEY: ("in", list(keys)),
	}
	if user:
		filters["allocated_to"] = user
	return frappe.get_all("ToDo", filters=filters, pluck="name", order_by="creation asc")


def _get_name(doc: Document, user: str, key: str) -> str:
	return "sf-" + hashlib.sha256(f"{doc.doctype}\0{doc.name}\0{user}\0{key}".encode()).hexdigest()[:24]


def _make(
	doc: Document, user: str, key: str, text: str, date: str | None, name: str | None, giver: str | None
) -> str:
	todo = frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": user,
			"assigned_by": giver or frappe.session.user,
			"reference_type": doc.doctype,
			"reference_name": doc.name,
			"description": text,
			"date": date or today(),
			KEY: key,
		}
	)
	_comment_on(todo, doc)
	todo.insert(ignore_permissions=True, set_name=name)  # the process assigns, not the user
	about = (todo.assigned_by, user, doc.doctype, doc.name)
	try_to(notify_assignment, *about, action="ASSIGN", description=todo.description)
	return todo.name


def _comment_on(todo: Document, doc: Document | frappe._dict) -> None:
	"""The ToDo comments on the document as it is here: Frappe would read it anew, with every table of it, for each person."""
	if isinstance(doc, Document):
		todo.add_assign_comment = lambda text, comment_type: doc.add_comment(comment_type, text)


def _let_read(doc: Document, user: str) -> None:
	if frappe.has_permission(doc.doctype, "read", doc, user=user):
		return
	if not frappe.get_system_settings("disable_document_sharing"):
		frappe.share.add_docshare(
			doc.doctype, doc.name, user, flags={"ignore_share_permission": True}
		)  # whoever works on it must see it
