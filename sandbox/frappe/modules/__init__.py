"""Frappe modules and the files of their DocTypes."""

from frappe.installed import scrub
from frappe.modules.utils import get_doc_path, get_module_app, load_doctype_module, scrub_dt_dn

__all__ = ["get_doc_path", "get_module_app", "load_doctype_module", "scrub", "scrub_dt_dn"]
