"""Frappe's own hooks: what the framework itself does at the events that apps can hook into too."""

app_name = "frappe"
app_title = "Frappe Framework"
app_publisher = "Frappe Technologies"
app_license = "MIT"

_TODO = "frappe.desk.doctype.todo.todo"
_NOTIFICATION_LOG = "frappe.desk.doctype.notification_log.notification_log"
_USER = "frappe.core.doctype.user.user"
_FILE = "frappe.core.doctype.file.file"
_COMMUNICATION = "frappe.core.doctype.communication.communication"

ignore_links_on_delete = [
	"Activity Log",
	"Comment",
	"Communication",
	"DocShare",
	"Document Share Key",
	"Email Queue",
	"Email Unsubscribe",
	"File",
	"Notification Log",
	"ToDo",
	"Version",
	"View Log",
	"Workspace",
]

permission_query_conditions = {
	"Communication": f"{_COMMUNICATION}.get_permission_query_conditions_for_communication",
	"File": f"{_FILE}.get_permission_query_conditions",
	"Notification Log": f"{_NOTIFICATION_LOG}.get_permission_query_conditions",
	"ToDo": f"{_TODO}.get_permission_query_conditions",
	"User": f"{_USER}.get_permission_query_conditions",
}
has_permission = {
	"Communication": f"{_COMMUNICATION}.has_permission",
	"File": f"{_FILE}.has_permission",
	"ToDo": f"{_TODO}.has_permission",
	"User": f"{_USER}.has_permission",
}

_ATTACH = "frappe.core.doctype.file.utils.attach_files_to_document"
doc_events = {"*": {"on_update": [_ATTACH], "on_update_after_submit": [_ATTACH]}}
override_doctype_class = {"User Permission": "frappe.model.document.NotOffered"}
