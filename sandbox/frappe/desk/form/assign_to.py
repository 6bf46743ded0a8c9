"""Tasks (ToDo) of users on a document."""

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import (
	enqueue_create_notification,
	get_title,
	get_title_html,
)
from frappe.offered import refuse_others
from frappe.utils import nowdate


def get(args=None) -> list[dict]:
	"""Open tasks on a document: `owner` (who has it) and `name`."""
	args = args or frappe.form_dict
	about = _get_reference(args.get("doctype"), args.get("name"))
	is_open = {"status": ("not in", ("Cancelled", "Closed"))}
	return frappe.get_all("ToDo", {**about, **is_open}, ["allocated_to as owner", "name"], limit=5)


def _get_reference(doctype, name) -> dict:
	return {"reference_type": doctype, "reference_name": name}


@frappe.whitelist()
def add(args=None, *, ignore_permissions=False) -> list[dict]:
	"""Give users (`assign_to`) a task on a document, and let them read it; returns its open tasks."""
	args = args or frappe.form_dict
	has_task = []
	for user in frappe.parse_json(args.get("assign_to")):
		if _get_open_task(args, user):
			has_task.append(user)
		else:
			_assign(args, user, ignore_permissions)
	if has_task:
		users = "<br>".join(has_task)
		frappe.msgprint(_("Already in the following Users ToDo list:{0}").format(f"<br><br>{users}"))
	return get(args)


def _get_open_task(args, user: str) -> str | None:
	about = _get_reference(args["doctype"], args["name"])
	return frappe.db.get_value("ToDo", {**about, "allocated_to": user, "status": "Open"})


def _assign(args, user: str, ignore_permissions: bool) -> None:
	target = frappe.get_doc(*(args[key] for key in ("doctype", "name")))
	if not ignore_permissions:
		target.check_permission()
	usual = {
		"description": _("Assignment for {0} {1}").format(target.doctype, target.name),
		"priority": "Medium",
		"date": nowdate(),
		"assigned_by": frappe.session.user,
		"assignment_rule": None,
	}
	task = frappe.get_doc(doctype="ToDo", allocated_to=user, status="Open")
	task.update(_get_reference(args["doctype"], str(args["name"])))
	task.update({key: args.get(key) or value for key, value in usual.items()})
	task.insert(ignore_permissions=True)
	if not frappe.has_permission(doctype=target.doctype, doc=target, user=user):
		_let_read(target, user)
	place = (task.reference_type, task.reference_name)
	notify_assignment(task.assigned_by, user, *place, action="ASSIGN", description=task.description)


def _let_read(target, user: str) -> None:
	is_closed = frappe.get_system_settings("disable_document_sharing")
	if is_closed:
		frappe.throw(_("User {0} is not permitted to access this document.").format(frappe.bold(user)))
	frappe.share.add(target.doctype, target.name, user)
	frappe.msgprint(_("Shared with the following Users with Read access:{0}").format(f"<br><br>{user}"))


@frappe.whitelist()
def remove(doctype, name, assign_to, ignore_permissions=False) -> list[dict]:
	"""Cancel the user's task."""
	return set_status(doctype, name, None, assign_to, "Cancelled", ignore_permissions)


@frappe.whitelist()
def close(doctype: str, name: str, assign_to: str, ignore_permissions=False) -> list[dict]:
	"""Close one's own task."""
	is_own = assign_to == frappe.session.user
	if not is_own:
		frappe.throw(_("Only the assignee can complete this to-do."))
	return set_status(doctype, name, None, assign_to, "Closed", ignore_permissions)


def clear(doctype, name, ignore_permissions=False) -> bool:
	"""Cancel all tasks on a document; False where there are none."""
	filters = {"reference_type": doctype, "reference_name": name}
	return _set_all(filters, "Cancelled", ignore_permissions)


def _set_all(filters: dict, status: str, ignore_permissions: bool) -> bool:
	tasks = frappe.get_all("ToDo", filters, ["allocated_to", "name", "reference_type", "reference_name"])
	for task in tasks:
		document = (task.reference_type, task.reference_name)
		set_status(*document, task.name, task.allocated_to, status, ignore_permissions)
	return bool(tasks)


def set_status(
	doctype, name, todo=None, assign_to=None, status="Cancelled", ignore_permissions=False
) -> list[dict]:
	"""Change the status of a task, by its name or its user; returns what is open on the document."""
	if not ignore_permissions:
		frappe.get_doc(doctype, name).check_permission("read")
	if not todo:
		wanted = {"allocated_to": assign_to, "status": ("!=", status)}
		todo = frappe.db.get_value("ToDo", {**_get_reference(doctype, name), **wanted})
	if todo:
		task = frappe.get_doc("ToDo", todo).update({"status": status})
		task.save(ignore_permissions=True)
		notify_assignment(task.assigned_by, task.allocated_to, task.reference_type, task.reference_name)
	return get({"doctype": doctype, "name": name})


def notify_assignment(
	assigned_by, allocated_to, doc_type, doc_name, action="CLOSE", description=None
) -> None:
	"""Tell the user that the task was given to him, or taken away; nobody is told what he did himself."""
	is_known = all((assigned_by, allocated_to, doc_type, doc_name))
	is_other = is_known and assigned_by != allocated_to
	if not is_other or not frappe.db.get_value("User", allocated_to, "enabled"):
		return
	words = {"CLOSE": "Your assignment on {0} {1} has been removed by {2}"}.get(
		action, "{2} assigned a new task {0} {1} to you"
	)
	who = frappe.get_cached_value("User", frappe.session.user, "full_name") or frappe.session.user
	title = get_title_html(get_title(doc_type, doc_name))
	note = {
		"type": "Assignment",
		"subject": _(words).format(frappe.bold(_(doc_type)), title, frappe.bold(who)),
		"email_content": f"<div>{description}</div>" if description else None,
	}
	place = {"document_type": doc_type, "document_name": doc_name}
	enqueue_create_notification(allocated_to, {**note, **place, "from_user": frappe.session.user})


__getattr__ = refuse_others(__name__)
