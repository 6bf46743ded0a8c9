"""Who is logged in: one row of `tabSessions` per browser, told by the cookie `sid`."""

import json

import frappe
from frappe import _dict
from frappe.utils import add_to_date, now_datetime

GUEST = "Guest"
DAYS_TO_LIVE = 7


class Session:
	"""The session of one request; `frappe.session` is its `data`."""

	def __init__(self, user: str | None, resume: bool = False):
		self.sid = frappe.local.request.cookies.get("sid") or GUEST
		self.data = frappe.local.session = _dict(user=user, sid=self.sid, data=_dict())
		if resume:
			self.resume()
		else:
			self.start(user)

	def start(self, user: str) -> None:
		"""Begin a new session for the user."""
		self.sid = GUEST if user == GUEST else frappe.generate_hash(length=56)
		self.data.update(user=user, sid=self.sid, data=_dict(user=user, lang=frappe.local.lang))
		if user == GUEST:
			return
		frappe.db.sql(
			"insert into tabSessions (sid, user, sessiondata, lastupdate, status) values (%s, %s, %s, %s, 'Active')",
			(self.sid, user, json.dumps(self.data.data), now_datetime()),
		)
		frappe.db.set_value("User", user, "last_login", now_datetime(), update_modified=False)
		frappe.db.commit()

	def resume(self) -> None:
		"""Go on with the session of the cookie, or as a guest where it is over."""
		found = get_session_data(self.sid)
		if found:
			self.data.update(user=found.user, data=found)
			own = frappe.db.get_value("User", found.user, "language")
			frappe.local.lang = own or found.lang or frappe.local.lang
			return
		if self.sid != GUEST:
			frappe.local.response["session_expired"] = 1
			frappe.local.cookie_manager.to_delete += ["sid", "system_user"]
		self.start(GUEST)

	def write(self) -> None:
		"""Keep what the session's data say."""
		query = "update tabSessions set sessiondata = %s where sid = %s"
		frappe.db.sql(query, (json.dumps(self.data.data), self.sid))


def get_session_data(sid: str) -> _dict | None:
	"""Data of a living session of an enabled user."""
	query = "select user, sessiondata from tabSessions where sid = %s and lastupdate > %s"
	rows = frappe.db.sql(query, (sid, add_to_date(now_datetime(), days=-DAYS_TO_LIVE)), as_dict=True)
	if not rows or not frappe.db.get_value("User", rows[0].user, "enabled"):
		return None
	return _dict(json.loads(rows[0].sessiondata))


def get_csrf_token() -> str:
	"""The token that the session's pages send along with every change; made at the first call."""
	data = frappe.local.session.data
	if not data.csrf_token:
		data.csrf_token = frappe.generate_hash(length=56)
		if session := getattr(frappe.local, "session_obj", None):
			session.write()
			frappe.local.flags.commit = True
	return data.csrf_token


def clear_sessions(user: str | None = None, keep_current: bool = False, force: bool = False) -> None:
	"""End all sessions of a user, but for the one that asks where it is to be kept."""
	user = user or frappe.session.user
	kept = frappe.session.sid if keep_current else ""
	frappe.db.sql("delete from tabSessions where user = %s and sid != %s", (user, kept))
