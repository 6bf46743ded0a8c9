"""The functions that Frappe keeps in `frappe.utils.data`; here `frappe.utils` gathers them."""

from typing import Any

import frappe.utils


def __getattr__(name: str) -> Any:
	if name.startswith("__"):
		raise AttributeError(name)
	return getattr(frappe.utils, name)
