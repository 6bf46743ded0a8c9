"""Who is logged in: one row of `tabSessions` per browser, told by the cookie `sid`."""

import json

import frappe
from frappe import _dict
from frappe.utils import add_to_date, cint, get_datetime, now_datetime

GUEST = "Guest"
SECONDS_BETWEEN_UPDATES = 600


class Session:
	"""The session of one request; `frappe.session` is its `data`."""

	def __init__(self, user: str | None, resume: bool = False, full_name=None, user_type=None):
		self.sid = frappe.local.form_dict.pop("sid", None) or frappe.local.request.cookies.get("sid") or GUEST
		self.user, self.full_name, self.user_type = user, full_name, user_type
		self.data = frappe.local.session = _dict(user=user, sid=self.sid, data=_dict())
		self.changed = False
		if resume:
			self.resume()
		elif user:
			self.start()

	def start(self) -> None:
		"""Begin a new session for the user."""
		is_guest = self.user == GUEST
		self.sid = GUEST if is_guest else frappe.generate_hash(length=56)
		self.data.update(user=self.user, sid=self.sid)
		self.data.data = _dict(
			user=self.user,
			session_ip=frappe.local.request_ip,
			last_updated=str(now_datetime()),
			session_expiry=get_expiry_period(),
			full_name=self.full_name,
			user_type=self.user_type,
			lang=frappe.local.lang,
		)
		if not is_guest:
			self._insert()

	def resume(self) -> None:
		"""Go on with the session of the cookie, or as a guest where it is over."""
		found = get_session_data(self.sid)
		if not found:
			if self.sid != GUEST:
				frappe.local.response["session_expired"] = 1
				delete_session(self.sid)
				frappe.local.cookie_manager.to_delete += ["sid", "system_user", "user_image"]
			return self.start_as_guest()
		self.user = found.user
		self.data.update(user=found.user, sid=self.sid, data=found)
		frappe.local.lang = found.lang or frappe.local.lang

	def start_as_guest(self) -> None:
		"""Nobody is logged in."""
		self.user, self.user_type = GUEST, "Website User"
		self.start()

	def update(self, force: bool = False) -> bool:
		"""Keep the session alive, at most every ten minutes; with `force` write its data at once."""
		if self.sid == GUEST or frappe.session.user == GUEST:
			return False
		age = now_datetime() - get_datetime(self.data.data.last_updated)
		if not force and not self.changed and age.total_seconds() < SECONDS_BETWEEN_UPDATES:
			return False
		self.data.data.last_updated = str(now_datetime())
		frappe.db.sql(
			"update tabSessions set sessiondata = %s, lastupdate = %s where sid = %s",
			(json.dumps(self.data.data), now_datetime(), self.sid),
		)
		self.changed = force
		return True

	def _insert(self) -> None:
		frappe.db.sql(
			"""insert into tabSessions (sid, user, sessiondata, ipaddress, lastupdate, status)
			values (%s, %s, %s, %s, %s, 'Active')""",
			(self.sid, self.user, json.dumps(self.data.data), frappe.local.request_ip, now_datetime()),
		)
		values = {"last_login": now_datetime(), "last_ip": frappe.local.request_ip}
		frappe.db.set_value("User", self.user, values, update_modified=False)
		frappe.db.commit()


def get_session_data(sid: str) -> _dict | None:
	"""Data of a living session of an enabled user."""
	if not sid or sid == GUEST:
		return None
	rows = frappe.db.sql(
		"select user, sessiondata, lastupdate from tabSessions where sid = %s", sid, as_dict=True
	)
	if not rows or get_datetime(rows[0].lastupdate) < add_to_date(
		now_datetime(), seconds=-get_expiry_in_seconds()
	):
		return None
	if not frappe.db.get_value("User", rows[0].user, "enabled"):
		return None
	return _dict(json.loads(rows[0].sessiondata))


def get_expiry_period() -> str:
	"""How long a session lives without a request, as hours, minutes and seconds."""
	period = frappe.get_system_settings("session_expiry") or "170:00"
	return period if period.count(":") == 2 else f"{period}:00"


def get_expiry_in_seconds(expiry: str | None = None) -> int:
	"""The same in seconds."""
	hours, minutes, seconds = (expiry or get_expiry_period()).split(":")
	return cint(hours) * 3600 + cint(minutes) * 60 + cint(seconds)


def get_csrf_token() -> str:
	"""The token that the session's pages send along with every change; made at the first call."""
	data = frappe.local.session.data
	if not data.csrf_token:
		data.csrf_token = frappe.generate_hash(length=56)
		if session := getattr(frappe.local, "session_obj", None):
			session.update(force=True)
	return data.csrf_token


def delete_session(sid: str | None = None, user: str | None = None, reason: str = "Session Expired") -> None:
	"""End one session."""
	if getattr(frappe.local, "db", None):
		frappe.db.sql("delete from tabSessions where sid = %s", sid)


def clear_sessions(user: str | None = None, keep_current: bool = False, force: bool = False) -> None:
	"""End all sessions of a user, but for the one that asks where it is to be kept."""
	user = user or frappe.session.user
	kept = frappe.session.sid if keep_current else ""
	frappe.db.sql("delete from tabSessions where user = %s and sid != %s", (user, kept))
