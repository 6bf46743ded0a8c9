"""Connections of a document are left to a real site."""

from frappe.offered import not_offered

get_open_count = not_offered("frappe.desk.notifications.get_open_count")
