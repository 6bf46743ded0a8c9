"""Passwords of users, as salted hashes in `__Auth`. Secrets that have to be read again are not kept."""

import frappe
from frappe.offered import refuse_others
from werkzeug.security import check_password_hash, generate_password_hash

METHOD = "pbkdf2:sha256:29000"


def update_password(
	user: str, pwd: str, doctype: str = "User", fieldname: str = "password", logout_all_sessions: bool = False
) -> None:
	"""Set a user's password."""
	delete_all_passwords_for(doctype, user)
	frappe.db.sql(
		"insert into `__Auth` (doctype, name, fieldname, password) values (%s, %s, %s, %s)",
		(doctype, user, fieldname, generate_password_hash(pwd, METHOD)),
	)
	if logout_all_sessions:
		from frappe.sessions import clear_sessions

		clear_sessions(user=user, keep_current=True)


def check_password(user: str, pwd: str, doctype: str = "User", fieldname: str = "password") -> str:
	"""The user's name, as it is written in the database. Raises AuthenticationError."""
	query = "select name, password from `__Auth` where doctype = %s and name = %s and fieldname = %s"
	rows = frappe.db.sql(query, (doctype, user, fieldname), as_dict=True)
	if not rows or not check_password_hash(rows[0].password, pwd):
		raise frappe.AuthenticationError(frappe._("Incorrect User or Password"))
	return rows[0].name


def delete_all_passwords_for(doctype: str, name: str) -> None:
	"""Delete what `__Auth` holds for a document."""
	frappe.db.sql("delete from `__Auth` where doctype = %s and name = %s", (doctype, name))


__getattr__ = refuse_others(__name__)
