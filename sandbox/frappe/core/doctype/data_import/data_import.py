"""Data Import is left to a real site."""

from frappe.offered import not_offered

start_import = not_offered("frappe.core.doctype.data_import.data_import.start_import")
