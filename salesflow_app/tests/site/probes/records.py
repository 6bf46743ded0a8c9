"""Copies, reads, versions, comments and trees."""

import frappe

from salesflow_app.tests.site.probes import each, probe
from salesflow_app.tests.site.probes.attempts import _order, _todo

# Copies, reads and writes


@probe
def copy_leaves_out_what_is_not_copied():
	order = _order(submit=True)
	copy = frappe.copy_doc(order)
	return [copy.name, copy.docstatus, copy.status, copy.amended_from, copy.items[0].name, copy.po_no]


@probe
def change_is_seen_on_the_document():
	todo = _todo(priority="Low").insert()
	todo.priority = "High"
	todo.save()
	before = todo.get_doc_before_save()
	return [before.priority, todo.has_value_changed("priority"), todo.has_value_changed("description")]


@probe
def db_set_writes_at_once():
	todo = _todo().insert()
	before = todo.modified
	todo.db_set("priority", "High")
	return [frappe.db.get_value("ToDo", todo.name, "priority"), str(todo.modified) > str(before)]


@probe
def db_set_without_a_trace():
	todo = _todo().insert()
	todo.db_set("priority", "High", update_modified=False)
	return str(frappe.db.get_value("ToDo", todo.name, "modified")) == str(todo.modified)


@probe
def document_that_is_not_there():
	return frappe.get_doc("ToDo", "no such task")


@probe
def doctype_that_is_not_there():
	return frappe.get_doc("No Such DocType", "x")


@probe
def field_that_is_not_there():
	return frappe.db.get_value("ToDo", {"no_such_field": 1}, "name")


@probe
def value_of_a_document_that_is_not_there():
	return [
		frappe.db.get_value("ToDo", "none", "status"),
		frappe.db.get_value("ToDo", "none", ["status", "date"]),
		frappe.db.get_value("ToDo", "none", ["status"], as_dict=True),
		frappe.db.exists("ToDo", "none"),
		frappe.db.exists("ToDo", {"status": "None"}),
		frappe.db.get_single_value("Selling Settings", "so_required"),
	]


@probe
def version_keeps_what_changed():
	order = _order()
	order.po_no = "PO 9"
	order.save()
	data = frappe.get_all("Version", {"docname": order.name}, pluck="data", order_by="creation desc", limit=1)
	changed = frappe.parse_json(data[0])["changed"] if data else []
	return [[old[:3], new] for field, old, new in changed if field == "po_no"]


@probe
def document_as_a_dictionary():
	todo = _todo().insert()
	found = todo.as_dict()
	return [
		type(found).__name__,
		found.doctype,
		sorted(set(found) & {"owner", "creation", "idx", "_user_tags", "name"}),
	]


# Rename and delete


@probe
def comment_and_timeline():
	todo = _todo().insert()
	todo.add_comment("Comment", "Hello <b>you</b>")
	todo.add_comment("Info", "noted")
	return frappe.get_all(
		"Comment",
		{"reference_name": todo.name},
		["comment_type", "content", "comment_email", "comment_by"],
		order_by="creation asc",
	)


@probe
def tree_knows_its_branches():
	parent = frappe.get_doc({"doctype": "Item Group", "item_group_name": "Probe A", "is_group": 1}).insert()
	child = frappe.get_doc(
		{"doctype": "Item Group", "item_group_name": "Probe B", "parent_item_group": parent.name}
	).insert()
	below = frappe.get_all("Item Group", {"name": ("descendants of", parent.name)}, pluck="name")
	above = frappe.get_all(
		"Item Group", {"name": ("ancestors of", child.name)}, pluck="name", order_by="lft asc"
	)
	return [below, above]


each(
	"new_doc",
	lambda doctype: {
		key: value for key, value in frappe.new_doc(doctype).as_dict().items() if value not in (None, "")
	},
	("ToDo",),
)


each(
	"exists",
	frappe.db.exists,
	("User", "Administrator"),
	("User", "administrator"),
	("User", {"name": "Administrator"}),
	("DocType", "No Such"),
	("No Such", "x"),
	("User", None),
)
