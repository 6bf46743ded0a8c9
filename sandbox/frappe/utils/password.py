"""Passwords of users, as salted hashes in `__Auth`. Secrets that have to be read again are not kept."""

import base64
import hashlib
import hmac
import secrets

import frappe

ROUNDS = 29_000


def update_password(
	user: str,
	pwd: str,
	doctype: str = "User",
	fieldname: str = "password",
	logout_all_sessions: bool = False,
) -> None:
	"""Set a user's password."""
	delete_password(doctype, user, fieldname)
	frappe.db.sql(
		"insert into `__Auth` (doctype, name, fieldname, password, encrypted) values (%s, %s, %s, %s, 0)",
		(doctype, user, fieldname, _hash(pwd, secrets.token_bytes(16))),
	)
	if logout_all_sessions:
		from frappe.sessions import clear_sessions

		clear_sessions(user=user, keep_current=True, force=True)


def check_password(
	user: str,
	pwd: str,
	doctype: str = "User",
	fieldname: str = "password",
	delete_tracker_cache: bool = True,
) -> str:
	"""The user's name, as it is written in the database. Raises AuthenticationError."""
	rows = frappe.db.sql(
		"select name, password from `__Auth` where doctype=%s and name=%s and fieldname=%s and encrypted=0",
		(doctype, user, fieldname),
		as_dict=True,
	)
	if not rows or not _matches(pwd, rows[0].password):
		raise frappe.AuthenticationError(frappe._("Incorrect User or Password"))
	return rows[0].name


def _hash(pwd: str, salt: bytes) -> str:
	digest = hashlib.pbkdf2_hmac("sha256", pwd.encode(), salt, ROUNDS)
	return f"$pbkdf2-sha256${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _matches(pwd: str, kept: str) -> bool:
	salt = base64.b64decode(kept.split("$")[2])
	return hmac.compare_digest(kept, _hash(pwd, salt))


def get_decrypted_password(
	doctype: str, name: str, fieldname: str = "password", raise_exception: bool = True
) -> None:
	"""No secret is kept, so none is found. Raises AuthenticationError unless told not to."""
	if raise_exception:
		words = frappe._("Password not found for {0} {1} {2}")
		frappe.throw(words.format(doctype, name, fieldname), frappe.AuthenticationError)


def set_encrypted_password(doctype: str, name: str, pwd: str, fieldname: str = "password") -> None:
	"""Not offered: a secret of another system has no place in a sandbox."""
	raise NotImplementedError("frappe.utils.password.set_encrypted_password")


def remove_encrypted_password(doctype: str, name: str, fieldname: str = "password") -> None:
	"""Forget a document's secret."""
	delete_password(doctype, name, fieldname)


def delete_password(doctype: str, name: str, fieldname: str) -> None:
	"""Delete what `__Auth` holds for a field."""
	frappe.db.sql(
		"delete from `__Auth` where doctype=%s and name=%s and fieldname=%s", (doctype, name, fieldname)
	)


def delete_all_passwords_for(doctype: str, name: str) -> None:
	"""Delete what `__Auth` holds for a document."""
	frappe.db.sql("delete from `__Auth` where doctype=%s and name=%s", (doctype, name))


def rename_password(doctype: str, old_name: str, new_name: str) -> None:
	"""Let the password follow a renamed document."""
	frappe.db.sql("update `__Auth` set name=%s where doctype=%s and name=%s", (new_name, doctype, old_name))
