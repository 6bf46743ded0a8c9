"""Storing files, the old way: thin functions around the DocType File."""

from typing import Any

import frappe


def save_file(
	fname: str,
	content: bytes | str,
	dt: str | None,
	dn: str | None,
	folder: str | None = None,
	decode: bool = False,
	is_private: int = 0,
	df: str | None = None,
) -> Any:
	"""Store a file and attach it to a document; returns its File."""
	values = {
		"doctype": "File",
		"file_name": fname,
		"attached_to_doctype": dt,
		"attached_to_name": dn,
		"attached_to_field": df,
		"folder": folder,
		"is_private": is_private,
		"content": content,
		"decode": decode,
	}
	return frappe.get_doc(values).insert()
