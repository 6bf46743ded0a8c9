"""The site's database."""

import os

import frappe
from frappe.database.database import SQLiteDatabase, savepoint

__all__ = ["SQLiteDatabase", "get_db", "savepoint"]


def get_db(cur_db_name: str | None = None) -> SQLiteDatabase:
	"""The database of the site that `frappe.init` named."""
	return SQLiteDatabase(os.path.join(frappe.local.site_path, "site.db"), cur_db_name)
